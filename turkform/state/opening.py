"""What every store does when it makes a state, opens one and begins a run."""

import getpass
import os
import secrets
import socket
from datetime import datetime
from pathlib import Path

from turkform.core.errors import Locked, Stale
from turkform.core.identity import Identity
from turkform.core.money import Money
from turkform.core.ports import Binding, Holder
from turkform.state import deeds
from turkform.state.database import StoreFailed, Transaction
from turkform.state.journal import Recording, append

FORMAT = 4


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
        "campaign, plan_key) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
        FORMAT, secrets.token_hex(16), bound.project, bound.environment, bound.endpoint,
        bound.account, bound.campaign, secrets.token_hex(32),
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


def make(tx: Transaction, bound: Binding, at: datetime) -> None:
    """Bind a new state, as the first entry of its journal."""
    recording = Recording(tx)
    bind(recording, bound)
    append(recording, 0, at)


def begin_run(tx: Transaction, command: str, at: datetime, budget: Money | None) -> int:
    """Take the next epoch, which fences every earlier run, and note who runs; the epoch."""
    now, recording = at.isoformat(), Recording(tx)
    recording.execute(
        "UPDATE meta SET epoch = epoch + 1, budget_cents = ?", budget.cents if budget else None
    )
    epoch = epoch_of(tx)
    recording.execute(
        "INSERT INTO runs (epoch, command, who, started_at) VALUES (?, ?, ?, ?)",
        epoch, command, _who(), now,
    )  # fmt: skip
    # What an earlier run had in flight when it died may or may not have happened.
    recording.execute(
        "UPDATE attempts SET status = 'unknown', finished_at = ? WHERE status = 'started'", now
    )
    recording.execute("UPDATE intents SET status = 'uncertain' WHERE status = 'open'")
    deeds.recover(recording)
    append(recording, epoch, at)
    return epoch


def end_run(tx: Transaction, epoch: int, at: datetime) -> None:
    """Note that the run of `epoch` has ended in order."""
    if epoch_of(tx) != epoch:
        raise overtaken()
    recording = Recording(tx)
    recording.execute("UPDATE runs SET ended_at = ? WHERE epoch = ?", at.isoformat(), epoch)
    append(recording, epoch, at)


def usurp(tx: Transaction, holder: Holder, at: datetime, budget: Money | None) -> None:
    """Fence the run that holds the lock."""
    if epoch_of(tx) != holder.epoch:
        raise moved_on()
    epoch = begin_run(tx, "unlock", at, budget)
    recording = Recording(tx)
    recording.execute("UPDATE meta SET takeovers = takeovers + 1")
    append(recording, epoch, at)
    end_run(tx, epoch, at)


def locked(where: str, holder: Holder | None) -> Locked:
    """The refusal of a second writer."""
    return Locked(
        f"the state {where} is locked by {holder or 'another run'}.\n"
        "Wait for it to end, or pass --lock-timeout to wait here. If that run is paused or out of "
        "reach, turkform unlock takes the lock from it."
    )


def moved_on() -> Stale:
    """The end of a takeover that comes too late."""
    return Stale("another run has the lock by now. Look again with turkform unlock.")


def overtaken() -> Stale:
    """The end of a run that another one has replaced."""
    return Stale("another run has taken over the state before this one ended")


def epoch_of(tx: Transaction) -> int:
    """The epoch of the last run that took the lock."""
    row = tx.one("SELECT epoch FROM meta")
    return int(row[0]) if row else 0


def last_run(tx: Transaction) -> Holder | None:
    """Who took the lock last; None when nobody ever did."""
    row = tx.one("SELECT epoch, who, command, started_at FROM runs ORDER BY epoch DESC LIMIT 1")
    if row is None:
        return None
    epoch, who, command, since = row
    return Holder(epoch, who, command, datetime.fromisoformat(since))


def _who() -> str:
    return f"{getpass.getuser()}@{socket.gethostname()} (process {os.getpid()})"
