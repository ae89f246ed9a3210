"""Fixtures of the engine's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.served import World, serving


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A served marketplace that can be spoiled, and a campaign of three HITs."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "lab")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "lab")
    monkeypatch.setattr("turkform.engine.repeats._FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr("turkform.engine.repeats._LONGEST_PAUSE_S", 0.02)
    monkeypatch.setattr("turkform.engine.recovery.SECOND_LOOK_S", 0.01)
    with serving(tmp_path) as world:
        yield world
