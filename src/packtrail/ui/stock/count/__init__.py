"""盘点: the floor is scanned against the ledger, with the differences in sight while the scans come."""
