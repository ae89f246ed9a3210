"""Deeds put into a state through its port, as an apply of follow-ups records them."""

from collections.abc import Iterable

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, EffectClass
from turkform.core.changes import Cost
from turkform.core.deeds import Deed, DeedOutcome, Failure
from turkform.core.money import Money
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.core.ports import Recorded, StateSession
from turkform.kinds.pricing import bonus_fee

OK = Outcome(OutcomeKind.OK)
UNKNOWN = Outcome(OutcomeKind.UNKNOWN, message="no answer came")
SOFT = Failure(DeedOutcome.SOFT_FAILURE, "try later")
HARD = Failure(DeedOutcome.HARD_FAILURE, "suspended")


def bonus(rule: str, assignment: str, worker: str, cents: int) -> ApiCall:
    address, amount = Address("follow_up", rule, assignment), Money(cents)
    deed = Deed(address, worker, amount, why=f"{worker} was careful")
    parameters = {"AssignmentId": assignment, "WorkerId": worker, "BonusAmount": amount.wire}
    cost = Cost(amount, bonus_fee(amount)).total
    return ApiCall(
        "SendBonus", parameters, EffectClass.TOKEN, address, str(address), cost=cost, deeds=(deed,)
    )


def approval(rule: str, assignment: str, worker: str) -> ApiCall:
    address = Address("follow_up", rule, assignment)
    deed = Deed(address, worker, why="the label is there")
    parameters = {"AssignmentId": assignment}
    return ApiCall(
        "ApproveAssignment",
        parameters,
        EffectClass.GUARDED,
        address,
        str(address),
        deeds=(deed,),
    )


def mail(rule: str, workers: Iterable[str]) -> ApiCall:
    deeds = tuple(
        Deed(Address("follow_up", rule, worker), worker, mailing=f"follow_up.{rule}")
        for worker in workers
    )
    address = Address("follow_up", rule)
    return ApiCall("NotifyWorkers", {}, EffectClass.ONE_SHOT, address, rule, deeds=deeds)


def do(session: StateSession, *calls: ApiCall, **failures: Failure) -> None:
    """Claim and record as done, but for the workers that failed."""
    for intent in session.claim(calls):
        session.record([Recorded(intent.intent_id, OK, "done", {}, failures)], ())


def leave_open(session: StateSession, *calls: ApiCall) -> None:
    """Claim and record that nobody knows what happened."""
    for intent in session.claim(calls):
        session.record([Recorded(intent.intent_id, UNKNOWN, "uncertain")], ())
