"""What needs Qt but is no screen: frame sources, sound, and later scanner, scale and printer."""
