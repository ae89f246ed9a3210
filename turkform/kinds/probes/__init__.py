"""Finding out by reading whether a write was executed (reliability reference 1.3)."""
