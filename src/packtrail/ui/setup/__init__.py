"""What is asked once, before the first day."""
