"""Compensation: a HIT for one worker who could not submit, behind a qualification of its own."""
