"""Follow-ups through the real commands, checked from the record of the marketplace."""
