from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import count
from typing import TypeAlias

import pytest

from tests.marketplace.parameters.furniture import Room, furnish, room

Rooms: TypeAlias = Callable[[], AbstractContextManager[Room]]


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Rooms:
    """Furnished rooms, each as good as new."""
    folder = tmp_path_factory.mktemp("rooms")
    furnished = folder / "furnished.db"
    ids = furnish(furnished)
    numbers = count()
    return lambda: room(furnished, ids, folder / f"{next(numbers)}.db")
