"""Whom a rule is asked about: one subject for each assignment, worker, HIT or request."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from turkform.config.campaign import row_of
from turkform.core.addresses import Address
from turkform.core.submissions import Status, Submission, WaitingRequest
from turkform.kinds.follow_up.facts import OWN, Facts, campaign_of
from turkform.kinds.follow_up.spec import FollowUpSpec
from turkform.kinds.follow_up.views import Values, Views


@dataclass(frozen=True, slots=True)
class Subject:
    """`key` stands in the deed's address, `name` in lists made elsewhere.

    `work` is what the rule's groups hold of this subject, the earliest first; `events` when
    something first happened; `place` tells a person who is meant.
    """

    key: str
    name: str
    worker: str = ""
    work: Sequence[Submission] = ()
    hit: Address | None = None
    hit_id: str = ""
    request: WaitingRequest | None = None
    events: Mapping[str, datetime] = field(default_factory=dict)
    place: str = ""


def subjects(rule: FollowUpSpec, facts: Facts, listed: Iterable[str]) -> Iterator[Subject]:
    """Everybody and everything that the rule may concern, in the order of first submission.

    `listed` are the names of its list: workers who stand there count even if they never worked.
    """
    # The same after the state was lost: by its first assignment a worker's bonus is found again.
    work = sorted(
        (one for group in groups_of(rule, facts) for one in facts.submissions[group]),
        key=lambda one: (one.submitted_at or facts.now, one.assignment),
    )
    if rule.each == "assignment":
        yield from (_assignment(one, facts) for one in work)
    elif rule.each == "worker":
        yield from _workers(rule, work, facts, listed)
    elif rule.each == "hit":
        yield from _hits(rule, facts)
    else:
        yield from (_request(one, facts) for one in facts.requests if _asked(rule, one))


def groups_of(rule: FollowUpSpec, facts: Facts) -> Sequence[str]:
    """The groups that the rule looks at; without `on:` all of the campaign's own."""
    wanted = rule.on or tuple(group for group in facts.submissions if "/" not in group)
    return tuple(group for group in wanted if group in facts.submissions)


def values_of(subject: Subject, rule: FollowUpSpec, views: Views) -> Values:
    """What the rule's expressions and texts may name."""
    campaigns = frozenset(map(campaign_of, rule.on)) or OWN
    if rule.each == "assignment":
        return views.assignment(subject.work[0], campaigns)
    if subject.request is not None:
        return views.request(subject.request)
    if subject.hit is not None:
        return {"hit": views.hit(subject.hit, subject.hit_id), "row": views.row(subject.hit)}
    return {"worker": views.worker(subject.worker, campaigns)}


def _assignment(one: Submission, facts: Facts) -> Subject:
    row = row_of(facts.rows, one.address)
    place = f"{one.address}, assignment {one.assignment}"
    return Subject(
        one.assignment, one.assignment, one.worker, (one,), one.address, one.hit,
        events=_events((one,)), place=f"row {row.number}, {place}" if row else place,
    )  # fmt: skip


def _workers(
    rule: FollowUpSpec, work: Sequence[Submission], facts: Facts, listed: Iterable[str]
) -> Iterator[Subject]:
    found: dict[str, list[Submission]] = {}
    for one in work:
        found.setdefault(one.worker, []).append(one)
    if not rule.on:
        found = {name: found.get(name, []) for name in listed}
    for worker, own in found.items():
        key = facts.name(worker)
        yield Subject(
            key, worker, worker, tuple(own), events=_events(own), place=f"worker {key}"
        )  # fmt: skip


def _hits(rule: FollowUpSpec, facts: Facts) -> Iterator[Subject]:
    for address, seen in facts.hits.items():
        if address.kind != "hit" or address.name not in rule.on:
            continue
        row = row_of(facts.rows, address)
        place = f"row {row.number}, {address}" if row else str(address)
        # With the group's name: two groups may have rows of the same key.
        key = address.name if address.key is None else f"{address.name}/{address.key}"
        yield Subject(
            key, seen.mturk_id, hit=address, hit_id=seen.mturk_id,
            events=_hit_events(seen.status, facts.now), place=place,
        )  # fmt: skip


def _hit_events(status: Mapping[str, object], now: datetime) -> Mapping[str, datetime]:
    found = {}
    if isinstance(created := status.get("created"), str):
        found["created"] = datetime.fromisoformat(created)
    expires = status.get("expires")
    if isinstance(expires, str) and (at := datetime.fromisoformat(expires)) <= now:
        found["expired"] = at
    return found


def _request(one: WaitingRequest, facts: Facts) -> Subject:
    events = {"submitted": one.submitted_at} if one.submitted_at else {}
    place = f"request {one.request} of worker {facts.name(one.worker)}"
    return Subject(one.request, one.worker, one.worker, request=one, events=events, place=place)


def _asked(rule: FollowUpSpec, one: WaitingRequest) -> bool:
    return one.type.name in rule.on_requests


def _events(work: Iterable[Submission]) -> Mapping[str, datetime]:
    moments: dict[str, list[datetime]] = {}
    for one in work:
        approved = one.approved_at if one.status is Status.APPROVED else None
        rejected = one.rejected_at if one.status is Status.REJECTED else None
        for name, at in (
            ("submitted", one.submitted_at), ("approved", approved), ("rejected", rejected),
        ):  # fmt: skip
            if at is not None:
                moments.setdefault(name, []).append(at)
    return {name: min(found) for name, found in moments.items()}
