"""A real PostgreSQL server for the tests of a session, on a socket in a folder of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql")


def find_program(name: str) -> Path | None:
    """A program of PostgreSQL, wherever distributions put it."""
    on_path = shutil.which(name)
    if on_path:
        return Path(on_path)
    return max(
        (file for place in _PLACES for file in Path(place).glob(f"**/bin/{name}")), default=None
    )


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a new server, which is gone afterwards; skips where PostgreSQL is absent."""
    initdb, pg_ctl = find_program("initdb"), find_program("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL is not installed: no initdb or pg_ctl")
    user = _user()
    with tempfile.TemporaryDirectory(prefix="tf-pg-", dir="/tmp") as folder:
        if user:
            shutil.chown(folder, user)
        data = Path(folder) / "data"
        _run(user, initdb, "-D", data, "-A", "trust", "-U", "tests", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=200"
        start = ("-o", options, "-l", Path(folder) / "log", "-w", "-t", "60", "start")
        _run(user, pg_ctl, "-D", data, *start)
        try:
            yield f"postgresql://tests@/postgres?host={folder}"
        finally:
            _run(user, pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")


def _user() -> str | None:
    """Whom to run the server as: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    if shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and there is no runuser")
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    return "postgres"


def _run(user: str | None, *command: str | Path) -> None:
    full = [*(("runuser", "-u", user, "--") if user else ()), *map(str, command)]
    done = subprocess.run(
        full, cwd="/tmp", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, timeout=120, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        pytest.fail(f"{full[0]} failed: {done.stderr}")
