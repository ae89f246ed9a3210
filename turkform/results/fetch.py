"""Submissions of the campaign's own HITs, all pages (API reference 5.2, 5.5)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from turkform.core.addresses import Address
from turkform.core.calls import CallRefused, Reply
from turkform.core.money import Money
from turkform.core.paging import listed
from turkform.core.ports import MTurkReader
from turkform.core.resources import Resource
from turkform.core.submissions import Status, Submission
from turkform.results.answers import AnswersRefused, parse_answers


@dataclass(frozen=True, slots=True)
class HitRef:
    """A HIT whose submissions belong to this campaign."""

    address: Address
    hit: str
    reward: Money


def own_hits(resources: Iterable[Resource]) -> Iterator[HitRef]:
    """Every HIT that the state knows, retired lives of an address included."""
    for resource in resources:
        if resource.address.kind != "hit" or resource.status == "gone":
            continue
        reward = Money(int(str(resource.attributes.get("reward", 0))))
        yield HitRef(resource.address, resource.mturk_id, reward)
        earlier = resource.attributes.get("retired")
        for hit in earlier if isinstance(earlier, list | tuple) else ():
            yield HitRef(resource.address, str(hit), reward)


class HitGone(Exception):
    """Somebody deleted the HIT: nothing can be done to its work any more."""


def of_hit(reader: MTurkReader, ref: HitRef) -> Iterator[Submission]:
    """All pages of one HIT; pages may shift while they are read, so each id counts once.

    Raises `HitGone`.
    """
    seen: set[str] = set()
    try:
        where = {"HITId": ref.hit}
        for assignment in listed(reader, "ListAssignmentsForHIT", where, "Assignments"):
            found = submission_of(assignment, ref)
            if found.assignment not in seen:
                seen.add(found.assignment)
                yield found
    except CallRefused as refusal:
        if "DoesNotExist" not in refusal.turk_code and "does not exist" not in str(refusal):
            raise
        raise HitGone from refusal


def submission_of(assignment: Reply, ref: HitRef) -> Submission:
    """One assignment of a reply; answers that cannot be read are a finding, not a failure."""
    problem, answers = "", {}
    try:
        answers = parse_answers(str(assignment.get("Answer") or ""))
    except AnswersRefused as error:
        problem = str(error)
    return Submission(
        str(assignment["AssignmentId"]),
        ref.hit,
        str(assignment["WorkerId"]),
        ref.address,
        Status(str(assignment["AssignmentStatus"]).lower()),
        answers,
        _time(assignment, "AcceptTime"),
        _time(assignment, "SubmitTime"),
        _time(assignment, "ApprovalTime"),
        _time(assignment, "RejectionTime"),
        _time(assignment, "AutoApprovalTime"),
        str(assignment.get("RequesterFeedback") or ""),
        ref.reward,
        problem,
    )


def _time(assignment: Reply, name: str) -> datetime | None:
    value = assignment.get(name)
    return value if isinstance(value, datetime) else None
