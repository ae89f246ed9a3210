"""State in PostgreSQL: several runners, several campaigns, each in a schema of its own.

The lease is a courtesy to other runners; what protects is the epoch, which every write checks in
the transaction that it writes in (reliability reference 3.6).
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta

from turkform.core.errors import TurkformError
from turkform.core.money import Money
from turkform.core.ports import Binding, Clock, Holder, StateReader, StateSession
from turkform.state.audit import audit
from turkform.state.database import Transaction
from turkform.state.heartbeat import heartbeat
from turkform.state.opening import (
    begin_run,
    check_binding,
    end_run,
    identity_of,
    last_run,
    locked,
    make,
    overtaken,
    schema,
    usurp,
)
from turkform.state.places import died, this_place
from turkform.state.postgres_database import PostgresDatabase, shown
from turkform.state.session import SqlReader, SqlSession

LEASE = timedelta(minutes=5)
_TAKE = (
    "INSERT INTO lease (one, epoch, place, until) VALUES "
    "(1, ?, ?, clock_timestamp() + CAST(? AS BIGINT) * interval '1 millisecond')"
)
_KEEP = (
    "UPDATE lease SET until = clock_timestamp() + CAST(? AS BIGINT) * interval '1 millisecond' "
    "WHERE epoch = ?"
)


class PostgresStore:
    """One campaign's state in a database that `url` names."""

    def __init__(
        self,
        url: str,
        binding: Binding,
        clock: Clock,
        budget: Money | None = None,
        lease: timedelta = LEASE,
    ) -> None:
        self._url, self._binding, self._clock, self._budget = url, binding, clock, budget
        self._lease_ms = lease // timedelta(milliseconds=1)
        self._schema = schema_name(binding)
        self._where = f"{shown(url)} ({self._schema})"

    @contextmanager
    def reading(self) -> Iterator[StateReader | None]:
        """A reader; each question sees the newest commit."""
        with self._open() as database:
            if not database.look(self._made):
                yield None
                return
            database.look(lambda tx: check_binding(tx, self._binding, self._where))
            yield SqlReader(database)

    @contextmanager
    def writing(self, command: str) -> Iterator[StateSession]:
        """Take the lease and keep it while the run lasts; made on first use."""
        with self._open() as database:
            self._ensure(database)
            database.look(lambda tx: check_binding(tx, self._binding, self._where))
            epoch = database.transact(lambda tx: self._acquire(tx, command))
            try:
                with heartbeat(self._lease_ms / 3000, self._beat(epoch)):
                    yield SqlSession(database, epoch, identity_of(self._binding), self._clock)
            except BaseException:
                with suppress(TurkformError):  # what failed first is what the user must hear
                    database.transact(lambda tx: self._release(tx, epoch))
                raise
            database.transact(lambda tx: self._release(tx, epoch))

    def make(self) -> None:
        """Make an empty state where there is none, without taking the lease."""
        with self._open() as database:
            self._ensure(database)

    def _ensure(self, database: PostgresDatabase) -> None:
        if not database.look(self._made):
            database.transact(self._make)

    def holder(self) -> Holder | None:
        """Who holds the lease now; None when it is free."""
        with self._open() as database:
            return database.look(lambda tx: self._held(tx) if self._made(tx) else None)

    def take_over(self, holder: Holder) -> None:
        """Fence the run that holds the lease, and free it."""

        def work(tx: Transaction) -> None:
            tx.rows("SELECT epoch FROM meta FOR UPDATE")
            usurp(tx, holder, self._clock(), self._budget)
            tx.execute("DELETE FROM lease")

        with self._open() as database:
            database.transact(work)

    def verify(self) -> Sequence[str]:
        """What is wrong with the tables; each in words."""
        with self._open() as database:
            return database.look(lambda tx: audit(tx) if self._made(tx) else ())

    @contextmanager
    def _open(self) -> Iterator[PostgresDatabase]:
        database = PostgresDatabase(self._url, self._schema)
        try:
            yield database
        finally:
            database.close()

    def _made(self, tx: Transaction) -> bool:
        # Asks the catalogue itself, which shows what was committed while this transaction waited.
        found = tx.one("SELECT to_regclass(?)", f'"{self._schema}".meta')
        return found is not None and found[0] is not None

    def _make(self, tx: Transaction) -> None:
        """All tables or none; of two runs that start at once, one waits and finds them made."""
        key = int.from_bytes(hashlib.sha256(self._schema.encode()).digest()[:8], signed=True)
        tx.rows("SELECT pg_advisory_xact_lock(?)", key)
        tx.execute(f'CREATE SCHEMA IF NOT EXISTS "{self._schema}"')
        if not self._made(tx):
            tx.execute(schema("postgres"))
            make(tx, self._binding, self._clock())

    def _acquire(self, tx: Transaction, command: str) -> int:
        tx.rows("SELECT epoch FROM meta FOR UPDATE")
        holder = self._held(tx)
        if holder is not None:
            raise locked(self._where, holder)
        epoch = begin_run(tx, command, self._clock(), self._budget)
        tx.execute("DELETE FROM lease")
        tx.execute(_TAKE, epoch, this_place(), self._lease_ms)
        return epoch

    def _held(self, tx: Transaction) -> Holder | None:
        held = tx.one("SELECT place FROM lease WHERE until > clock_timestamp()")
        return last_run(tx) if held is not None and not died(held[0]) else None

    def _beat(self, epoch: int) -> Callable[[], bool]:
        """Prolongs the lease over a connection of its own; False when it is another run's."""

        def beat() -> bool:
            with self._open() as database:
                kept = database.transact(lambda tx: tx.execute(_KEEP, self._lease_ms, epoch))
            return kept == 1

        return beat

    def _release(self, tx: Transaction, epoch: int) -> None:
        if tx.execute("DELETE FROM lease WHERE epoch = ?", epoch) == 0:
            raise overtaken()
        end_run(tx, epoch, self._clock())


def schema_name(bound: Binding) -> str:
    """The schema of a campaign in an environment of a project; readable, unique, at most 63."""
    parts = f"{bound.project}\0{bound.environment}\0{bound.campaign}"
    readable = re.sub(r"[^a-z0-9]+", "_", bound.campaign.lower())[:32]
    return f"turkform_{readable}_{hashlib.sha256(parts.encode()).hexdigest()[:12]}"
