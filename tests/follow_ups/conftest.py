"""The served marketplace of the engine's tests."""

from tests.engine.conftest import world

__all__ = ["world"]
