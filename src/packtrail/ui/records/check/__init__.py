"""单据核验: whether a paper is genuine, as its QR code says."""
