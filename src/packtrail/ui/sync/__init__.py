"""上报: how far the records have come at each destination, what stands in the way, and sending."""
