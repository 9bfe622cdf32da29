"""摄像头: what every screen that looks through one shares."""
