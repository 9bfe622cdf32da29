"""移交: putting a load together, and signing it away."""
