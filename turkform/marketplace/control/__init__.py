"""The control API for tests and simulation: workers, clock, faults, journal."""
