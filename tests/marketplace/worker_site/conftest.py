from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.marketplace.worker_site.browsing import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[World]:
    """A marketplace whose workers need a password."""
    made = World(tmp_path, sign_in=True)
    yield made
    made.close()
