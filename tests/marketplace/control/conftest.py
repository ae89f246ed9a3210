from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.marketplace.control.stranger import Stranger


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    """One server for a module: its tests use HITs and workers of their own."""
    made = Stranger(str(tmp_path_factory.mktemp("served") / "m.db"))
    yield made
    made.kill()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Stranger]:
    """A server with nothing in it."""
    made = Stranger(str(tmp_path / "m.db"))
    yield made
    made.kill()
