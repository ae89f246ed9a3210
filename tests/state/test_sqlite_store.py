import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.state.worlds import BINDING, creation, utc_now
from turkform.core.errors import Stale, TurkformError
from turkform.state.file_systems import refuse_network
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


def busy(folder: Path) -> None:
    with store(folder).writing("apply") as session:
        session.claim([creation()])


def test_a_state_that_others_may_read_does_not_verify(tmp_path: Path) -> None:
    busy(tmp_path)
    (tmp_path / "study.db").chmod(0o644)
    assert "is open to others (mode 644)" in store(tmp_path).verify()[0]


def test_a_damaged_page_does_not_verify(tmp_path: Path) -> None:
    busy(tmp_path)
    file = tmp_path / "study.db"
    for page in range(file.stat().st_size // 4096):
        whole = file.read_bytes()
        place = page * 4096 + 4000
        file.write_bytes(whole[:place] + bytes(90) + whole[place + 90 :])
        damaged = file.read_bytes() != whole
        assert not damaged or store(tmp_path).verify(), page
        file.write_bytes(whole)
    assert store(tmp_path).verify() == []


def test_a_guard_that_was_dropped_does_not_verify(tmp_path: Path) -> None:
    busy(tmp_path)
    with closing(sqlite3.connect(tmp_path / "study.db")) as connection:
        connection.execute("DROP TRIGGER budget_guard")
    assert "other tables or guards" in store(tmp_path).verify()[0]


def test_a_journal_that_was_edited_behind_its_guard_does_not_verify(tmp_path: Path) -> None:
    busy(tmp_path)
    with closing(sqlite3.connect(tmp_path / "study.db")) as connection, connection:
        [guard] = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'no_journal_update'"
        ).fetchone()
        connection.execute("DROP TRIGGER no_journal_update")
        connection.execute("UPDATE journal SET at = '2026' WHERE n = 1")
        connection.execute(guard)
    assert "entry 1 was changed" in store(tmp_path).verify()[0]


COMMITTER = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
for n in range(500):
    connection.execute("INSERT INTO resources VALUES (?, 'hit', '', '', ?, 0, 0, 'live')",
                       (f"hit.x[{n}]", "x" * 4000))
os._exit(9)
"""


def test_a_state_is_read_after_a_kill_in_the_middle_of_a_commit(tmp_path: Path) -> None:
    busy(tmp_path)
    file = tmp_path / "study.db"
    subprocess.run([sys.executable, "-c", COMMITTER, str(file)], check=False)
    assert (tmp_path / "study.db-journal").exists()
    with store(tmp_path).reading() as reader:
        assert reader is not None
        assert list(reader.resources()) == []
    assert store(tmp_path).verify() == []
    assert [path.name for path in tmp_path.iterdir()] == ["study.db"]


def test_what_a_dead_run_left_of_a_new_state_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".study.db.0123").write_bytes(b"half")
    (tmp_path / ".study.db.0123-journal").write_bytes(b"half")
    busy(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["study.db"]


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_file_system_is_refused(tmp_path: Path, kind: str) -> None:
    mounts = f"disk / ext4 rw 0 0\nserver:/x {tmp_path} {kind} rw 0 0\n"
    with pytest.raises(TurkformError, match=f"network file system \\({kind}\\)"):
        refuse_network(tmp_path / "study", lambda: mounts)


def test_a_local_disk_mounted_inside_a_network_file_system_is_accepted(tmp_path: Path) -> None:
    mounts = f"server:/x / nfs rw 0 0\ndisk {tmp_path} ext4 rw 0 0\n"
    refuse_network(tmp_path / "study", lambda: mounts)
