"""A run of the camera: places followed from frame to frame, and what many looks at one say together."""
