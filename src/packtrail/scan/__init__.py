"""Pixels to text: a file or a camera frame becomes symbols with their text, place and how sure they are."""
