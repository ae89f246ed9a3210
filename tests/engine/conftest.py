"""Fixtures of the engine's tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.engine.denying import Wire, denying
from tests.engine.served import PROJECT, World, serving


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


@pytest.fixture
def wire(world: World) -> Iterator[Wire]:
    """The campaign's project speaks through it."""
    with denying(world.endpoint) as made:
        project = PROJECT.format(endpoint=made.endpoint)
        (world.folder.parent / "turkform.yaml").write_text(project, encoding="utf-8")
        yield made


@pytest.fixture
def other(world: World) -> Any:
    """Another tool, or a person, with the keys of the same account."""
    return boto3.client("mturk", endpoint_url=world.endpoint, region_name="us-east-1")
