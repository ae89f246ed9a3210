"""Gathering what follow-ups are decided on: submissions, requests, holders, and the ledger."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from turkform.config.campaign import Campaign
from turkform.core.addresses import Address
from turkform.core.deeds import DeedOutcome, LedgerEntry
from turkform.core.events import Event
from turkform.core.paging import listed
from turkform.core.ports import MTurkReader
from turkform.core.resources import Observed, Resource
from turkform.core.submissions import Status, Submission, WaitingRequest
from turkform.kinds.follow_up.facts import Facts
from turkform.kinds.follow_up.naming import names_in
from turkform.kinds.follow_up.spec import SECTION, FollowUpSpec
from turkform.results.answers import AnswersRefused, parse_answers
from turkform.results.cache import Cache
from turkform.results.fetch import own_hits
from turkform.results.harvest import harvest

Elsewhere = Callable[[str], tuple[Sequence[Resource], Cache]]
"""The objects and the cache of another campaign of the project, by its name."""
_TYPE = "qualification_type"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where facts come from. `observed` is what a refresh has just seen of `resources`."""

    campaign: Campaign
    reader: MTurkReader
    resources: Sequence[Resource]
    observed: Mapping[Address, Observed]
    ledger: Sequence[LedgerEntry]
    cache: Cache
    elsewhere: Elsewhere
    name: Callable[[str], str]
    now: Callable[[], datetime]
    emit: Callable[[Event], None]


def gather(sources: Sources) -> Facts:
    """Everything that the campaign's rules look at."""
    rules = tuple(sources.campaign.of(SECTION).values())
    known = {resource.address: resource for resource in sources.resources}
    hits, now = own_hits(sources.resources), sources.now()
    own = harvest(sources.reader, hits, sources.observed, sources.cache, sources.emit, now)
    submissions = _by_group(as_decided(own, sources.ledger), sources.campaign)
    for campaign in sorted(_foreign(rules)):
        submissions |= _of_another(campaign, sources)
    return Facts(
        sources.campaign,
        submissions,
        now,
        sources.name,
        {address: seen for address, seen in sources.observed.items() if address.kind == "hit"},
        known,
        tuple(_requests(rules, known, sources.reader)),
        _holders(sources.campaign, known, sources.reader),
        sources.ledger,
    )


def as_decided(
    submissions: Iterable[Submission], ledger: Iterable[LedgerEntry]
) -> Iterator[Submission]:
    """An overridden rejection leaves every counter as it was: the ledger knows of our own."""
    approved = {
        entry.assignment: entry.at
        for entry in ledger
        if entry.operation == "ApproveAssignment" and entry.outcome is DeedOutcome.DONE
    }
    for one in submissions:
        at = approved.get(one.assignment)
        if at is not None and one.status is not Status.APPROVED:
            yield replace(one, status=Status.APPROVED, approved_at=at)
        else:
            yield one


def _by_group(
    submissions: Iterable[Submission], campaign: Campaign, prefix: str = ""
) -> dict[str, Sequence[Submission]]:
    found: dict[str, list[Submission]] = {}
    if not prefix:
        found = {name: [] for name in campaign.rows}
    for one in submissions:
        found.setdefault(f"{prefix}{one.address.name}", []).append(one)
    return {name: tuple(group) for name, group in found.items()}


def _foreign(rules: Iterable[FollowUpSpec]) -> set[str]:
    return {group.partition("/")[0] for rule in rules for group in rule.on if "/" in group}


def _of_another(campaign: str, sources: Sources) -> dict[str, Sequence[Submission]]:
    resources, cache = sources.elsewhere(campaign)
    found = harvest(sources.reader, own_hits(resources), {}, cache, sources.emit, sources.now())
    return _by_group(found, sources.campaign, f"{campaign}/")


def _requests(
    rules: Iterable[FollowUpSpec], known: Mapping[Address, Resource], reader: MTurkReader
) -> Iterator[WaitingRequest]:
    for name in dict.fromkeys(name for rule in rules for name in rule.on_requests):
        address = Address(_TYPE, name)
        type_ = known.get(address)
        if type_ is not None and type_.status == "live":
            where = {"QualificationTypeId": type_.mturk_id}
            for found in listed(
                reader, "ListQualificationRequests", where, "QualificationRequests"
            ):
                yield _request(found, address)


def _request(found: Mapping[str, Any], address: Address) -> WaitingRequest:
    answers: Mapping[str, str] = {}
    try:
        answers = parse_answers(str(found.get("Answer") or ""))
    except AnswersRefused:
        answers = {}  # a rule that names an answer says that there is none
    at = found.get("SubmitTime")
    return WaitingRequest(
        str(found["QualificationRequestId"]), address, str(found["WorkerId"]),
        at if isinstance(at, datetime) else None, answers,
    )  # fmt: skip


def _holders(
    campaign: Campaign, known: Mapping[Address, Resource], reader: MTurkReader
) -> dict[Address, Mapping[str, int]]:
    """Asked only where a rule looks at them: it may take many pages."""
    types = [one for one in known.values() if one.address.kind == _TYPE and one.status == "live"]
    rules = campaign.of(SECTION).values()
    if not any(_looks_at_holders(rule, campaign.texts) for rule in rules):
        return {}
    return {one.address: dict(_held(one, reader)) for one in types}


def _looks_at_holders(rule: FollowUpSpec, files: Mapping[str, str]) -> bool:
    used = (path.steps for path in names_in(rule, files))
    return rule.action == "revoke" or any(
        steps == ("worker",) or steps[:2] == ("worker", "qualifications") for steps in used
    )


def _held(type_: Resource, reader: MTurkReader) -> Iterator[tuple[str, int]]:
    where = {"QualificationTypeId": type_.mturk_id, "Status": "Granted"}
    for one in listed(reader, "ListWorkersWithQualificationType", where, "Qualifications"):
        yield str(one["WorkerId"]), int(one.get("IntegerValue") or 0)
