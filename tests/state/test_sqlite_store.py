from dataclasses import replace
from pathlib import Path

import pytest

from tests.state.worlds import BINDING, utc_now
from turkform.core.errors import Stale, TurkformError
from turkform.state.sqlite import SqliteStore


def store(folder: Path) -> SqliteStore:
    return SqliteStore(folder / "study.db", BINDING, utc_now)


def test_a_state_of_another_project_is_refused(tmp_path: Path) -> None:
    with store(tmp_path).writing("apply"):
        pass
    other = SqliteStore(tmp_path / "study.db", replace(BINDING, project="1" * 32), utc_now)
    with pytest.raises(Stale, match="belongs to the project"), other.reading():
        pass


def test_a_file_that_is_no_state_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "study.db"
    file.write_bytes(b"not a database at all, but long enough to look like one" * 100)
    before = file.read_bytes()
    with pytest.raises(TurkformError, match="Restore it from a backup"), store(tmp_path).reading():
        pass
    assert file.read_bytes() == before


def test_the_state_is_one_private_file(tmp_path: Path) -> None:
    with store(tmp_path).writing("apply") as session:
        session.record([], [])
    assert [path.name for path in tmp_path.iterdir()] == ["study.db"]
    assert (tmp_path / "study.db").stat().st_mode & 0o777 == 0o600
