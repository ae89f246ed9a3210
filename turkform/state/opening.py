"""What every store does when it makes a state, opens one and begins a run."""

import getpass
import os
import secrets
import socket
from datetime import datetime
from pathlib import Path

from turkform.core.errors import Stale
from turkform.core.identity import Identity
from turkform.core.money import Money
from turkform.core.ports import Binding
from turkform.state.database import StoreFailed, Transaction

FORMAT = 1


def schema(dialect: str) -> str:
    """The script that makes the tables and, in the dialect's own language, their guards."""
    folder = Path(__file__).parent
    files = (folder / "schema.sql", folder / f"guards_{dialect}.sql")
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def identity_of(bound: Binding) -> Identity:
    """Who writes into a state that is bound so."""
    return Identity(bound.project, bound.account, bound.environment, bound.campaign)


def bind(tx: Transaction, bound: Binding) -> None:
    """Say for good what a new state belongs to."""
    tx.execute(
        "INSERT INTO meta (one, format, lineage, project, environment, endpoint, account, "
        "campaign) VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
        FORMAT, secrets.token_hex(16), bound.project, bound.environment, bound.endpoint,
        bound.account, bound.campaign,
    )  # fmt: skip


def check_binding(tx: Transaction, bound: Binding, where: str) -> None:
    """Refuse a state of another project, environment, endpoint, account, campaign or format."""
    row = tx.one("SELECT format, project, environment, endpoint, account, campaign FROM meta")
    if row is None:
        msg = f"{where} is not a turkform state: it says nothing of itself. Restore it."
        raise StoreFailed(msg)
    mine = (
        FORMAT, bound.project, bound.environment, bound.endpoint, bound.account, bound.campaign
    )  # fmt: skip
    names = ("format", "project", "environment", "endpoint", "account", "campaign")
    for name, found, wanted in zip(names, row, mine, strict=True):
        if found != wanted:
            msg = f"the state {where} belongs to the {name} {found!r}, not to {wanted!r}."
            raise Stale(msg)


def begin_run(tx: Transaction, command: str, at: datetime, budget: Money | None) -> int:
    """Take the next epoch, which fences every earlier run, and note who runs; the epoch."""
    now = at.isoformat()
    tx.execute(
        "UPDATE meta SET epoch = epoch + 1, budget_cents = ?", budget.cents if budget else None
    )
    row = tx.one("SELECT epoch FROM meta")
    epoch = int(row[0]) if row else 0
    tx.execute(
        "INSERT INTO runs (epoch, command, who, started_at) VALUES (?, ?, ?, ?)",
        epoch, command, _who(), now,
    )  # fmt: skip
    # What an earlier run had in flight when it died may or may not have happened.
    tx.execute(
        "UPDATE attempts SET status = 'unknown', finished_at = ? WHERE status = 'started'", now
    )
    tx.execute("UPDATE intents SET status = 'uncertain' WHERE status = 'open'")
    return epoch


def end_run(tx: Transaction, epoch: int, at: datetime) -> None:
    """Note that the run of `epoch` has ended in order."""
    tx.execute("UPDATE runs SET ended_at = ? WHERE epoch = ?", at.isoformat(), epoch)


def _who() -> str:
    return f"{getpass.getuser()}@{socket.gethostname()} (process {os.getpid()})"
