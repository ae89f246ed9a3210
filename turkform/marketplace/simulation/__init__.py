"""Simulated workers: a seeded population that works a campaign in virtual time."""
