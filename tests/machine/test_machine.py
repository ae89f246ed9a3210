"""A few lives that hypothesis makes up; `make sweep` plays many."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_whatever_befalls_a_study_nothing_happens_twice_and_everything_ends() -> None:
    command = [sys.executable, "-m", "tests.machine", "--examples", "3", "--steps", "8"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"(\d+) lives", done.stdout)
    assert found is not None
    assert int(found.group(1)) >= 3
