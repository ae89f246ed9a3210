import stat
from pathlib import Path

import pytest

from tests.results.builders import NOON, submission
from turkform.core.submissions import Status
from turkform.results.cache import Cache, FetchedHit

HIT = FetchedHit("3H1", 1, 1, (submission(status=Status.APPROVED, approved_at=NOON),))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "local" / "photos.submissions.jsonl")


def test_what_is_saved_is_loaded(cache: Cache) -> None:
    cache.save([HIT])
    assert cache.load() == {"3H1": HIT}


def test_a_cache_that_is_not_there_is_empty(cache: Cache) -> None:
    assert cache.load() == {}


@pytest.mark.parametrize("damage", ["{", "[]", "null", '{"version": 1}', '{"version": 999}'])
def test_a_damaged_line_is_dropped_and_the_others_stay(
    cache: Cache, tmp_path: Path, damage: str
) -> None:
    cache.save([HIT])
    file = tmp_path / "local" / "photos.submissions.jsonl"
    file.write_text(damage + "\n" + file.read_text())
    assert list(cache.load()) == ["3H1"]


def test_only_its_owner_may_read_it(cache: Cache, tmp_path: Path) -> None:
    cache.save([HIT])
    mode = (tmp_path / "local" / "photos.submissions.jsonl").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
