"""A worker is told no."""

from __future__ import annotations


class NotAllowed(Exception):
    """What the worker wants is not possible; the message is for the worker to read."""


class NotThere(NotAllowed):
    """What the worker wants to see does not exist."""
