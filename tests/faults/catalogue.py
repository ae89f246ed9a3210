"""Every write of the service times every fault, before and after it is executed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.engine.served import serving
from tests.faults.study import ONCE, Life

WRITES = (
    "CreateHITType",
    "CreateHITWithHITType",
    "CreateQualificationType",
    "UpdateNotificationSettings",
    "UpdateQualificationType",
    "UpdateHITTypeOfHIT",
    "UpdateExpirationForHIT",
    "CreateAdditionalAssignmentsForHIT",
    "ApproveAssignment",
    "RejectAssignment",
    "SendBonus",
    "AssociateQualificationWithWorker",
    "NotifyWorkers",
    "CreateWorkerBlock",
    "DeleteHIT",
    "DeleteQualificationType",
)
FAULTS = (
    "throttle",
    "error_before",
    "error_after",
    "reset_before",
    "reset_after",
    "truncate",
    "duplicate",
)
ONE, MANY = 1, 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A fault of one operation: it happens once, or until the command has given up."""

    operation: str
    fault: str
    count: int

    def __str__(self) -> str:
        often = "once" if self.count == ONE else "until it gives up"
        return f"{self.operation}, {self.fault}, {often}"

    @property
    def hopeless(self) -> bool:
        """A proxy that delivers mail twice mails twice: nothing that a client does can help."""
        return self.operation == "NotifyWorkers" and self.fault == "duplicate"


CELLS = tuple(
    cell
    for operation in WRITES
    for fault in FAULTS
    for count in (ONE, MANY)
    if not (cell := Cell(operation, fault, count)).hopeless
)


@contextmanager
def _life(folder: Path | None = None) -> Iterator[Life]:
    with TemporaryDirectory(dir=folder) as name, serving(Path(name)) as world:
        yield Life(world)


def untroubled() -> Counter[str]:
    """The effects of a life without faults."""
    with _life() as life:
        life.lead()
        return life.effects()


def violations(cell: Cell, expected: Counter[str]) -> list[str]:
    """What went wrong in a life with this fault, in words; nothing when all is as it should be."""
    with _life() as life:
        life.world.fault(cell.operation, cell.fault, cell.count)
        try:
            life.lead()
        except AssertionError as error:
            return [str(error)]
        found, left = life.effects(), life.listed()
    wrong = [
        f"{name}: {found[name]} times instead of {expected[name]}"
        for name in ONCE
        if found[name] != expected[name]
    ]
    missing = [f"{name}: never" for name in expected if not found[name]]
    return wrong + missing + [f"left in doubt: {entry['operation']}" for entry in left]
