"""Qualification types: what a worker has or passed."""
