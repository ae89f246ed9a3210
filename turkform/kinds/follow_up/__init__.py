"""Follow-ups: once-only deeds towards a worker, decided by a rule over results."""
