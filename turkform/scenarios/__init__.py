"""Scenario tests of a campaign: simulated workers, passing time, and what must have come of it."""
