"""设置: who the outlet is, and how the desk looks and speaks."""
