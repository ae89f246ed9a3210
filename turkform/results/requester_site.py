"""The column names of the Requester site's batch files, which much analysis code reads."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from turkform.config.campaign import Campaign
from turkform.core.submissions import Status
from turkform.kinds.hit import spec as hit
from turkform.kinds.hit_type import spec as hit_type
from turkform.kinds.hit_type.spec import HitTypeSpec
from turkform.results.formats import Cell
from turkform.results.table import Result, Table

COLUMNS = (
    "HITId",
    "HITTypeId",
    "Title",
    "Description",
    "Keywords",
    "Reward",
    "CreationTime",
    "MaxAssignments",
    "RequesterAnnotation",
    "AssignmentDurationInSeconds",
    "AutoApprovalDelayInSeconds",
    "Expiration",
    "NumberOfSimilarHITs",
    "LifetimeInSeconds",
    "AssignmentId",
    "WorkerId",
    "AssignmentStatus",
    "AcceptTime",
    "SubmitTime",
    "AutoApprovalTime",
    "ApprovalTime",
    "RejectionTime",
    "RequesterFeedback",
    "WorkTimeInSeconds",
    "LifetimeApprovalRate",
    "Last30DaysApprovalRate",
    "Last7DaysApprovalRate",
)
_DECISIONS = ("Approve", "Reject")


def columns(table: Table) -> tuple[str, ...]:
    """The fixed columns, inputs, answers, and the two that a reviewer fills in."""
    inputs = (f"Input.{name}" for name in table.inputs)
    answers = (f"Answer.{name}" for name in table.answers)
    return (*COLUMNS, *inputs, *answers, *_DECISIONS)


def rows(table: Table, campaign: Campaign, now: datetime) -> Iterator[Mapping[str, Cell]]:
    """One row per submission.

    What the site knew and a campaign does not (creation times, similar HITs, the annotation) stays
    empty. Approval rates are those of this campaign.
    """
    terms = _terms(campaign)
    rates = _rates(table.results, now)
    for result in table.results:
        one = result.submission
        cells: dict[str, Cell] = {
            "HITId": one.hit,
            "Reward": f"${one.reward.wire}",
            "AssignmentId": one.assignment,
            "WorkerId": result.worker,
            "AssignmentStatus": one.status.value.capitalize(),
            "AcceptTime": _time(one.accepted_at),
            "SubmitTime": _time(one.submitted_at),
            "AutoApprovalTime": _time(one.auto_approves_at),
            "ApprovalTime": _time(one.approved_at),
            "RejectionTime": _time(one.rejected_at),
            "RequesterFeedback": one.feedback,
            "WorkTimeInSeconds": one.seconds,
            "Approve": "x" if one.status is Status.APPROVED else "",
            "Reject": one.feedback if one.status is Status.REJECTED else "",
        }
        cells |= terms.get(one.address.name, {}) | rates[result.worker]
        cells |= {f"Input.{name}": result.row.get(name) for name in table.inputs}
        cells |= {f"Answer.{name}": one.answers.get(name) for name in table.answers}
        yield cells


def _terms(campaign: Campaign) -> Mapping[str, dict[str, Cell]]:
    """By HIT group, what its HIT type says."""
    types = campaign.of(hit_type.SECTION)
    groups = campaign.of(hit.SECTION)
    return {
        name: _term(types[group.hit_type])
        for name, group in groups.items()
        if group.hit_type in types
    }


def _term(terms: HitTypeSpec) -> dict[str, Cell]:
    return {
        "Title": terms.title,
        "Description": terms.description,
        "Keywords": ", ".join(terms.keywords),
        "AssignmentDurationInSeconds": int(terms.assignment_duration.total_seconds()),
        "AutoApprovalDelayInSeconds": int(terms.auto_approval_delay.total_seconds()),
    }


def _rates(results: Sequence[Result], now: datetime) -> Mapping[str, dict[str, Cell]]:
    spans = {
        "LifetimeApprovalRate": None,
        "Last30DaysApprovalRate": now - timedelta(days=30),
        "Last7DaysApprovalRate": now - timedelta(days=7),
    }
    counts: dict[str, Counter[tuple[str, Status]]] = {}
    for result in results:
        mine = counts.setdefault(result.worker, Counter())
        at = result.submission.submitted_at
        for name, since in spans.items():
            if since is None or (at is not None and at >= since):
                mine[name, result.submission.status] += 1
    return {worker: {name: _rate(mine, name) for name in spans} for worker, mine in counts.items()}


def _rate(counts: Counter[tuple[str, Status]], span: str) -> str:
    approved, rejected = counts[span, Status.APPROVED], counts[span, Status.REJECTED]
    decided = approved + rejected
    return f"{100 * approved // decided if decided else 0}% ({approved}/{decided})"


def _time(moment: datetime | None) -> str:
    return moment.strftime("%a %b %d %H:%M:%S UTC %Y") if moment else ""
