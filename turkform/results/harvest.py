"""Fetching what is new: HITs whose counters stand still are not asked again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from turkform.core.addresses import Address
from turkform.core.events import Event, Refreshed
from turkform.core.ports import MTurkReader
from turkform.core.resources import Observed
from turkform.core.submissions import OVERRIDE_WITHIN, Status, Submission
from turkform.results.cache import Cache, FetchedHit
from turkform.results.fetch import HitGone, HitRef, of_hit

_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class Counters:
    """How many assignments of a HIT were handed in, and how many of these are decided.

    Submissions never vanish, so two equal pairs mean the same submissions in the same states, but
    for a rejection that was overridden (API reference 7): HITs with one that still can be are
    always asked.
    """

    submitted: int
    decided: int


def counters_of(observed: Observed) -> Counters | None:
    """What a refresh saw; None where it did not see all counters."""
    names = ("available", "pending", "completed")
    if not all(isinstance(observed.status.get(name), int) for name in names):
        return None
    available, pending, completed = (int(str(observed.status[name])) for name in names)
    handed_in = int(str(observed.attributes["max_assignments"])) - available - pending
    return Counters(handed_in, completed)


def harvest(
    reader: MTurkReader,
    hits: Iterable[HitRef],
    live: Mapping[Address, Observed],
    cache: Cache,
    emit: Callable[[Event], None],
    now: datetime,
    *,
    everything: bool = False,
) -> list[Submission]:
    """All submissions of the campaign's HITs, those of deleted HITs from what was fetched before.

    `now` is the service's time; `everything` asks for each HIT again. What was fetched is kept
    even when a call fails midway.
    """
    known = cache.load()
    current: dict[str, FetchedHit] = {}
    count = told = 0
    try:
        for ref in hits:
            observed = live.get(ref.address)
            counters = counters_of(observed) if observed and observed.mturk_id == ref.hit else None
            before = None if everything else known.get(ref.hit)
            current[ref.hit] = _hit(reader, ref, counters, before, now)
            count += len(current[ref.hit].submissions)
            if count - told >= _EVERY:
                emit(Refreshed("submission", count))
                told = count
    finally:
        cache.save((known | current).values())
    return [*_all(current.values()), *_gone(known, current)]


def _hit(
    reader: MTurkReader,
    ref: HitRef,
    counters: Counters | None,
    before: FetchedHit | None,
    now: datetime,
) -> FetchedHit:
    if counters is not None:
        same = before and Counters(before.submitted, before.decided) == counters
        if before and same and not _may_turn(before, now):
            return _under(before, ref)
        if counters.submitted == 0:
            return FetchedHit(ref.hit, 0, 0, ())
    try:
        found = tuple(of_hit(reader, ref))
    except HitGone:
        return _left(_under(before, ref)) if before else FetchedHit(ref.hit, 0, 0, ())
    if before and not found:
        # a list lags: what was read once is not forgotten
        return _under(before, ref)
    decided = sum(1 for one in found if one.status.value != "submitted")
    return FetchedHit(ref.hit, len(found), decided, found)


def _may_turn(hit: FetchedHit, now: datetime) -> bool:
    """Whether somebody may have overridden a rejection (API reference 5.2)."""
    return any(
        one.status is Status.REJECTED
        and (one.submitted_at is None or now - one.submitted_at < OVERRIDE_WITHIN)
        for one in hit.submissions
    )


def _under(hit: FetchedHit, ref: HitRef) -> FetchedHit:
    """A HIT may have got another address since it was fetched."""
    if all(one.address == ref.address for one in hit.submissions):
        return hit
    submissions = tuple(replace(one, address=ref.address) for one in hit.submissions)
    return replace(hit, submissions=submissions)


def _left(hit: FetchedHit) -> FetchedHit:
    """What is kept of a HIT that was deleted."""
    return replace(hit, submissions=tuple(replace(one, gone=True) for one in hit.submissions))


def _all(hits: Iterable[FetchedHit]) -> Iterable[Submission]:
    return (submission for hit in hits for submission in hit.submissions)


def _gone(
    known: Mapping[str, FetchedHit], current: Mapping[str, FetchedHit]
) -> Iterable[Submission]:
    return _all(_left(hit) for name, hit in known.items() if name not in current)
