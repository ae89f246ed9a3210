"""State in an S3 bucket: the journal as write-once objects (reliability reference 3.7)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from turkform.core.errors import Stale, TurkformError
from turkform.core.identity import Identity
from turkform.core.money import Money
from turkform.core.ports import Binding, Clock, Holder, StateReader, StateSession
from turkform.state.audit import audit
from turkform.state.bucket import Bucket, make_client, place
from turkform.state.database import Transaction
from turkform.state.heartbeat import heartbeat
from turkform.state.journal import Recording, append
from turkform.state.opening import (
    begin_run,
    check_binding,
    end_run,
    epoch_of,
    identity_of,
    last_run,
    locked,
    make,
    overtaken,
    usurp,
)
from turkform.state.s3_database import S3Database
from turkform.state.session import SqlReader, SqlSession

LEASE = timedelta(minutes=5)


class S3Session(SqlSession):
    """The tables are in memory here, so whether they are ours yet is asked of the bucket."""

    def __init__(self, database: S3Database, epoch: int, identity: Identity, clock: Clock) -> None:
        super().__init__(database, epoch, identity, clock)
        self._shared = database

    def still_mine(self) -> bool:
        """Whether no other run has written since."""
        return self._shared.mine()


class S3Store:
    """One campaign's state under a prefix; `cache` is a file that may be deleted at any time."""

    def __init__(
        self,
        url: str,
        cache: Path,
        binding: Binding,
        clock: Clock,
        budget: Money | None = None,
        lease: timedelta = LEASE,
    ) -> None:
        where = place(url)
        folder = f"{binding.project}/{binding.environment}/{binding.campaign}"
        prefix = f"{where.prefix}/{folder}" if where.prefix else folder
        self._bucket = Bucket(make_client(where), where.bucket, prefix)
        self._cache, self._binding, self._lease = cache, binding, lease
        self._clock, self._budget = clock, budget

    @contextmanager
    def reading(self) -> Iterator[StateReader | None]:
        """A reader; each question sees the newest entry."""
        with self._open(fresh=True) as database:
            yield None if database.empty else SqlReader(database)

    @contextmanager
    def writing(self, command: str) -> Iterator[StateSession]:
        """Take the lease, and keep it by writing; made on first use."""
        with self._open() as database:
            self._ensure(database)
            epoch = self._acquire(database, command)
            try:
                with heartbeat(
                    self._lease.total_seconds() / 3, lambda: self._beat(database, epoch)
                ):
                    yield S3Session(database, epoch, identity_of(self._binding), self._clock)
            except BaseException:
                with suppress(TurkformError):  # what failed first is what the user must hear
                    self._release(database, epoch)
                raise
            self._release(database, epoch)

    def make(self) -> None:
        """Make an empty state where there is none, without taking the lease."""
        with self._open() as database:
            self._ensure(database)

    def holder(self) -> Holder | None:
        """Who holds the lease now; None when it is free."""
        with self._open() as database:
            return self._held(database)

    def take_over(self, holder: Holder) -> None:
        """Fence the run that holds the lease, and free it."""
        with self._open() as database:
            database.transact(lambda tx: usurp(tx, holder, self._clock(), self._budget))

    def verify(self) -> Sequence[str]:
        """What is wrong with the journal, or with tables that its cache made; each in words."""
        try:
            with self._open() as database:
                return () if database.empty else database.look(audit)
        except Stale:
            raise
        except TurkformError as error:
            return (str(error),)

    @contextmanager
    def _open(self, *, fresh: bool = False) -> Iterator[S3Database]:
        database = S3Database(self._bucket, self._cache, fresh=fresh)
        try:
            if not database.empty:
                database.look(lambda tx: check_binding(tx, self._binding, self._bucket.name))
            yield database
        finally:
            database.close()

    def _ensure(self, database: S3Database) -> None:
        if not database.empty:
            return
        try:
            database.transact(lambda tx: make(tx, self._binding, self._clock()))
        except Stale:  # another run made it in this moment
            database.catch_up()
            database.look(lambda tx: check_binding(tx, self._binding, self._bucket.name))

    def _held(self, database: S3Database) -> Holder | None:
        if database.empty or database.abandoned(self._lease):
            return None
        return database.look(_running)

    def _acquire(self, database: S3Database, command: str) -> int:
        try:
            holder = self._held(database)
            if holder is not None:
                raise locked(self._bucket.name, holder)
            return database.transact(lambda tx: begin_run(tx, command, self._clock(), self._budget))
        except Stale as error:  # another run was quicker
            database.catch_up()
            raise locked(self._bucket.name, database.look(last_run)) from error

    def _beat(self, database: S3Database, epoch: int) -> bool:
        """An empty entry renews the lease; False when another run has taken over."""

        def renew(tx: Transaction) -> bool:
            if epoch_of(tx) != epoch:
                return False
            append(Recording(tx), epoch, self._clock())
            return True

        try:
            return database.transact(renew)
        except Stale:
            return False

    def _release(self, database: S3Database, epoch: int) -> None:
        try:
            database.transact(lambda tx: end_run(tx, epoch, self._clock()))
        except Stale as error:
            raise overtaken() from error


def _running(tx: Transaction) -> Holder | None:
    last = last_run(tx)
    ended = tx.one("SELECT ended_at FROM runs ORDER BY epoch DESC LIMIT 1")
    return last if ended is not None and ended[0] is None else None
