"""The values that rules and their texts name, built from facts (the names stand in `names.py`)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache

from turkform.config.campaign import row_of
from turkform.core.addresses import Address
from turkform.core.money import ZERO
from turkform.core.submissions import Status, Submission, WaitingRequest
from turkform.kinds.follow_up.facts import OWN, UNKNOWN, Facts
from turkform.kinds.hit.fields import answer_fields
from turkform.kinds.hit.spec import SECTION as HITS

Values = Mapping[str, object]


class Views:
    """Values of one state of the facts; each is built when it is first asked for."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.worker: Callable[[str, frozenset[str]], Values] = cache(self._worker)
        self._mine = cache(facts.by_worker_of)
        self.hit: Callable[[Address, str], Values] = cache(self._hit)
        self._blank: Callable[[str], Mapping[str, str]] = cache(self._no_answers)

    @property
    def everywhere(self) -> Values:
        """What every rule knows."""
        return {"var": self._facts.campaign.variables, "env": self._facts.campaign.environment}

    def assignment(self, one: Submission, campaigns: frozenset[str]) -> Values:
        """Everything about one submission, its worker and its HIT."""
        foreign = one.hit in self._facts.foreign
        blank = {} if foreign else self._blank(one.address.name)
        return {
            "assignment": _assignment(one),
            "answer": {**blank, **one.answers},
            "worker": self.worker(one.worker, campaigns),
            "hit": self.hit(one.address, one.hit),
            "row": {} if foreign else self.row(one.address),
        }

    def request(self, one: WaitingRequest) -> Values:
        """Everything about one request for a qualification."""
        about = {
            "id": one.request,
            "worker": one.worker,
            "submitted_at": one.submitted_at,
            "qualification": one.type.name,
        }
        return {"request": about, "worker": self.worker(one.worker, OWN), "answer": one.answers}

    def row(self, address: Address) -> Mapping[str, str]:
        """The input row of a HIT of this campaign; empty where it was removed."""
        row = row_of(self._facts.rows, address)
        return row.values if row else {}

    def _no_answers(self, group: str) -> Mapping[str, str]:
        # A box that was left empty is not submitted; where every field is known it counts as empty.
        spec = self._facts.campaign.of(HITS).get(group)
        fields = answer_fields(spec.question, self._facts.campaign.texts) if spec else None
        return dict.fromkeys(fields.names, "") if fields and fields.complete else {}

    def _worker(self, worker: str, campaigns: frozenset[str]) -> Values:
        """`campaigns` are those of the rule's groups: no other work counts."""
        facts = self._facts
        mine = self._mine(campaigns).get(worker, ())
        counts = _counts(mine)
        bonuses = facts.bonuses.get(facts.name(worker), ZERO) if "" in campaigns else ZERO
        # Added up in cents: a sum of floats may miss 0.8 by a hair, and its rule a worker.
        rewards = sum((o.reward for o in mine if o.status is Status.APPROVED), ZERO)
        times = [one.submitted_at for one in mine if one.submitted_at]
        return {
            "id": worker,
            **counts,
            "approval_rate": _rate(counts["approved"], counts),
            "rejection_rate": _rate(counts["rejected"], counts),
            "agreement": facts.consensus.agreement(mine),
            "mean_duration": sum(o.seconds for o in mine) / len(mine) if mine else UNKNOWN,
            "earnings": float((rewards + bonuses).decimal),
            "bonuses": float(bonuses.decimal),
            "first_submitted_at": min(times, default=None),
            "last_submitted_at": max(times, default=None),
            "qualifications": {
                type_.name: held[worker] for type_, held in facts.holders.items() if worker in held
            },
        }

    def _hit(self, address: Address, hit: str) -> Values:
        facts = self._facts
        own = facts.by_hit.get(hit, ())
        alive = [one for one in own if one.status is not Status.REJECTED]
        seen = facts.hits.get(address)
        status = seen.status if seen and seen.mturk_id == hit else {}
        attributes = seen.attributes if seen else {}
        blank = {} if hit in facts.foreign else self._blank(address.name)
        return {
            "id": hit,
            "key": address.key or "",
            "group": address.name,
            "status": status.get("state", "Disposed"),
            "created_at": _moment(status.get("created")),
            "expires_at": _moment(status.get("expires")),
            "max_assignments": attributes.get("max_assignments", 0),
            "available": status.get("available", 0),
            "pending": status.get("pending", 0),
            **_counts(own),
            "answers": [{**blank, **one.answers} for one in alive],
            "majority": _Majority({**blank, **facts.consensus.majorities.get(hit, {})}),
            "agreement": facts.consensus.shares.get(hit, UNKNOWN),
        }


class _Majority(dict[str, str]):
    """A field that nobody has answered yet has no majority: one fresh HIT must not stop a rule."""

    def __missing__(self, field: str) -> str:
        return ""


def _assignment(one: Submission) -> Values:
    return {
        "id": one.assignment,
        "status": one.status.value,
        "accepted_at": one.accepted_at,
        "submitted_at": one.submitted_at,
        "approved_at": one.approved_at,
        "rejected_at": one.rejected_at,
        "auto_approval_at": one.auto_approves_at,
        "duration": one.seconds,
        "feedback": one.feedback,
        "worker": one.worker,
        "hit": one.hit,
    }


def _counts(submissions: Sequence[Submission]) -> dict[str, int]:
    states = [one.status for one in submissions]
    return {
        "submitted": len(states),
        "approved": states.count(Status.APPROVED),
        "rejected": states.count(Status.REJECTED),
        "waiting": states.count(Status.SUBMITTED),
    }


def _rate(part: int, counts: Mapping[str, int]) -> float:
    decided = counts["approved"] + counts["rejected"]
    return part / decided if decided else UNKNOWN


def _moment(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
