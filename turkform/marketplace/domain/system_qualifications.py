"""The qualifications that the service computes from a worker's history (API reference 10.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from turkform.marketplace.domain.locales import Locale
from turkform.marketplace.domain.requirements import Standing

Side = Literal["live", "sandbox"]

NUMBER_APPROVED: Final = "00000000000000000040"
PERCENT_APPROVED: Final = "000000000000000000L0"
LOCALE: Final = "00000000000000000071"
ADULT: Final = "00000000000000000060"
MASTERS: Final[Mapping[Side, str]] = {
    "live": "2F1QJWKUDD8XADTFD2Q0G6UTO95ALH",
    "sandbox": "2ARFPLSP75KLA8M8DH1HTEQVJT3SY6",
}
SUBMISSIONS_UNTIL_PERCENT_COUNTS: Final = 100


@dataclass(frozen=True, slots=True)
class SystemType:
    """A type that nobody created, nobody may change and anybody may require."""

    type_id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class WorkerRecord:
    """What the service knows of a worker, over all requesters."""

    country: str | None = None
    subdivision: str | None = None
    submitted: int = 0
    approved: int = 0
    adult: bool = False
    masters: bool = False


_COMMON: Final = (
    SystemType(
        NUMBER_APPROVED,
        "Worker_NumberHITsApproved",
        "The number of HITs that the worker submitted and that were approved.",
    ),
    SystemType(
        LOCALE, "Worker_Locale", "Where the worker lives, as given when the worker signed up."
    ),
    SystemType(
        ADULT,
        "Worker_Adult",
        "Whether the worker agreed to see content that may offend (1) or did not (0).",
    ),
    SystemType(
        PERCENT_APPROVED,
        "Worker_PercentAssignmentsApproved",
        "The share of submitted assignments that were approved, in percent.",
    ),
)


def system_types(side: Side) -> Mapping[str, SystemType]:
    """Return the system types that exist on one side of the marketplace, by id."""
    masters = SystemType(
        MASTERS[side], "Masters", "Workers who have shown consistent quality over many requesters."
    )
    return {one.type_id: one for one in (*_COMMON, masters)}


def percent_approved(submitted: int, approved: int) -> int:
    """Return the approval rate, 0-100; it reads 100 until 100 assignments were submitted."""
    if submitted < SUBMISSIONS_UNTIL_PERCENT_COUNTS:
        return 100
    return min(100, 100 * approved // submitted)


def standings(record: WorkerRecord, side: Side) -> dict[str, Standing]:
    """Return what a worker holds of the system types, by type id."""
    held = {
        NUMBER_APPROVED: Standing(record.approved),
        PERCENT_APPROVED: Standing(percent_approved(record.submitted, record.approved)),
        ADULT: Standing(int(record.adult)),
    }
    if record.country is not None:
        held[LOCALE] = Standing(locale=Locale(record.country, record.subdivision))
    if record.masters:
        held[MASTERS[side]] = Standing()
    return held
