"""The list that came with a delivery, ticked off by what is scanned."""
