"""回收入库: read labels, fill in what a delivery needs, record it."""
