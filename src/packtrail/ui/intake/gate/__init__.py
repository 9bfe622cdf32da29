"""拒收: a delivery turned away before it is unloaded."""
