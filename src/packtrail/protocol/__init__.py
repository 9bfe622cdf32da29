"""Events to bytes and back: canonical form, chain, signatures, batches, receipts, problems. Pure."""
