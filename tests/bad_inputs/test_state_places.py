"""Bad input 60 of the reliability reference (5.6): where the state file lies.

Network file systems are in tests/state/test_sqlite_store.py.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bad_inputs.study import Bad
from tests.bad_inputs.test_environment import turkform

# What root may do in spite of a file's mode is taken from it.
PLAIN_USER = (
    ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]
    if os.geteuid() == 0
    else []
)
MORE = ("max_assignments: 1", "max_assignments: 2")


def state(bad: Bad) -> Path:
    return bad.folder / ".turkform" / "local" / "s.db"


@pytest.fixture
def applied(bad: Bad) -> Bad:
    """A campaign that was applied, and then edited."""
    bad.replaced("    hit_type: t\n", "    hit_type: t\n    max_assignments: 1\n")
    assert turkform(bad, "apply", "--auto-approve")[0] == 0
    file = bad.folder / "campaign.yaml"
    file.write_text(file.read_text().replace(*MORE), encoding="utf-8")
    return bad


def read_only_file(bad: Bad) -> Path:
    state(bad).chmod(0o400)
    return state(bad)


def read_only_folder(bad: Bad) -> Path:
    state(bad).parent.chmod(0o500)
    return state(bad).parent


@pytest.mark.parametrize("spoil", [read_only_file, read_only_folder])
def test_bad_input_60_a_state_that_may_not_be_written_is_named_and_nothing_is_sent(
    applied: Bad, spoil: Callable[[Bad], Path]
) -> None:
    place = spoil(applied)
    before = state(applied).read_bytes()
    code, _, said = turkform(applied, "apply", "--auto-approve", under=PLAIN_USER)
    place.chmod(0o700)
    assert code in (1, 9), said
    assert str(state(applied).parent) in said
    assert state(applied).read_bytes() == before
    goes_on(applied)


def test_bad_input_60_a_state_that_may_not_be_written_can_be_looked_at(applied: Bad) -> None:
    read_only_file(applied)
    code, shown, said = turkform(applied, "state", "list", under=PLAIN_USER)
    assert code == 0, said
    assert "hit_type.t" in shown


@pytest.mark.parametrize("more", [0, 8])
def test_bad_input_60_a_disk_that_fills_under_a_state_loses_nothing(
    applied: Bad, more: int
) -> None:
    blocks = state(applied).stat().st_size // 1024 + more
    code, _, said = turkform(applied, "apply", "--auto-approve", before=f"ulimit -f {blocks}; ")
    assert code in (0, 1, 9, 10), said
    goes_on(applied)


def goes_on(bad: Bad) -> None:
    """The state is sound, what was left is done, and nothing is done again."""
    assert turkform(bad, "state", "verify")[0] == 0
    assert turkform(bad, "apply", "--auto-approve")[0] == 0
    assert turkform(bad, "plan", "--detailed-exitcode")[0] == 0


@pytest.fixture
def in_memory(bad: Bad) -> Iterator[Bad]:
    """The same campaign on a tmpfs."""
    mounts = Path("/proc/self/mounts").read_text(encoding="utf-8")
    assert "tmpfs /dev/shm tmpfs" in mounts or " /dev/shm tmpfs" in mounts
    with tempfile.TemporaryDirectory(dir="/dev/shm") as place:
        shutil.copytree(bad.folder, Path(place) / "study")
        yield Bad(Path(place) / "study", bad.capsys)


def test_bad_input_60_a_state_in_memory_is_as_good_as_one_on_a_disk(in_memory: Bad) -> None:
    assert turkform(in_memory, "apply", "--auto-approve")[0] == 0
    goes_on(in_memory)
