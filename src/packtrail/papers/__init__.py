"""Papers that people sign: what stands on them, where it stands, and how it becomes a PDF."""
