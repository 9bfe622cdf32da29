"""台账: one search over everything, the registers by day and month, and closing a day."""
