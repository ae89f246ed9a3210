"""Where the rules of one area call those of another, passed in so that modules stay apart.

The defaults allow everything and do nothing; `wiring.py` puts the real ones in their place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from turkform.marketplace.json_types import Json

if TYPE_CHECKING:
    from turkform.marketplace.context import Context, Scope
    from turkform.marketplace.store.assignments import AssignmentRow
    from turkform.marketplace.store.hit_types import HitTypeRow
    from turkform.marketplace.store.hits import HitRow


class CheckQuestion(Protocol):
    """Refuses a HIT's question that is no valid HTMLQuestion, ExternalQuestion or QuestionForm."""

    def __call__(self, question: str) -> None: ...


class CheckPolicy(Protocol):
    """Refuses a review policy; `level` is `Assignment` or `HIT`."""

    def __call__(self, level: str, policy: Mapping[str, Json]) -> None: ...


class CheckRequirements(Protocol):
    """Refuses qualification requirements, as they stand in a request, of a new HIT type."""

    def __call__(self, ctx: Context, requirements: Sequence[Mapping[str, Json]]) -> None: ...


class UsesTypes(Protocol):
    """Refuses a new HIT, or an extension, whose qualification types are inactive or disposing."""

    def __call__(self, ctx: Context, hit_type: HitTypeRow, *, extension: bool) -> None: ...


class AfterSubmit(Protocol):
    """Runs the assignment-level review policy on a submission just stored."""

    def __call__(self, ctx: Context, hit: HitRow, assignment: AssignmentRow) -> None: ...


class AfterReviewable(Protocol):
    """Runs the HIT-level review policy on a HIT that just became Reviewable."""

    def __call__(self, ctx: Context, hit: HitRow) -> None: ...


class TypeDue(Protocol):
    """Disposes of a qualification type whose `due_at` (epoch ms) has passed."""

    def __call__(self, scope: Scope, type_id: str, due_ms: int) -> None: ...


class Emitted(Protocol):
    """Notes that this transaction has put an event into the outbox."""

    def __call__(self) -> None: ...


class MayWork(Protocol):
    """Raises `NotAllowed` when blocks or requirements keep a worker from an action.

    `action` is `discover`, `preview` or `accept`.
    """

    def __call__(self, ctx: Context, hit_type: HitTypeRow, worker_id: str, action: str) -> None: ...


class SendNow(Protocol):
    """Sends a test notification at once; raises an MTurkError when the destination refuses."""

    def __call__(self, transport: str, destination: str, body: str, at_ms: int) -> None: ...


def _any_question(question: str) -> None: ...


def _any_policy(level: str, policy: Mapping[str, Json]) -> None: ...


def _any_requirements(
    ctx: Context,
    requirements: Sequence[Mapping[str, Json]],
) -> None: ...


def _any_types(ctx: Context, hit_type: HitTypeRow, *, extension: bool) -> None: ...


def _no_submit(ctx: Context, hit: HitRow, assignment: AssignmentRow) -> None: ...


def _no_reviewable(ctx: Context, hit: HitRow) -> None: ...


def _anybody(ctx: Context, hit_type: HitTypeRow, worker_id: str, action: str) -> None: ...


def _send_nowhere(transport: str, destination: str, body: str, at_ms: int) -> None: ...


def _unheard() -> None: ...


def _drop_type(scope: Scope, type_id: str, due_ms: int) -> None:  # noqa: ARG001 - a port
    scope.tx.execute(
        "DELETE FROM qualification_types WHERE qualification_type_id = :type_id",
        {"type_id": type_id},
    )


@dataclass(frozen=True, slots=True)
class Hooks:
    """The rules that one area lends to the others."""

    check_question: CheckQuestion = _any_question
    check_policy: CheckPolicy = _any_policy
    check_requirements: CheckRequirements = _any_requirements
    uses_types: UsesTypes = _any_types
    after_submit: AfterSubmit = _no_submit
    after_reviewable: AfterReviewable = _no_reviewable
    may_work: MayWork = _anybody
    type_due: TypeDue = _drop_type
    send_now: SendNow = _send_nowhere
    emitted: Emitted = _unheard
