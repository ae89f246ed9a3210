"""The database refuses a second deed, whatever the rest of the program does."""

import pytest

from tests.state.worlds import World
from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, EffectClass
from turkform.core.deeds import Deed, DeedOutcome, Failure
from turkform.core.money import Money
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.core.ports import Recorded
from turkform.state.database import Violation


def mail(batch: str, *workers: str) -> ApiCall:
    deeds = tuple(
        Deed(Address("follow_up", "invite", worker), worker, mailing="follow_up.invite")
        for worker in workers
    )
    address = deeds[0].address
    return ApiCall("NotifyWorkers", {}, EffectClass.ONE_SHOT, address, batch, deeds=deeds)


def bonus(key: str) -> ApiCall:
    address = Address("follow_up", "careful", key)
    deed = Deed(address, "A1WORKER", Money(100), why="careful")
    return ApiCall(
        "SendBonus",
        {"AssignmentId": "3A1"},
        EffectClass.TOKEN,
        address,
        str(address),
        cost=Money(120),
        deeds=(deed,),
    )


def ok(intent_id: str, **failures: Failure) -> Recorded:
    return Recorded(intent_id, Outcome(OutcomeKind.OK), "done", {}, failures)


def test_a_worker_is_refused_a_second_mail_of_the_same_mailing(world: World) -> None:
    with world.store().writing("apply") as session:
        session.claim([mail("one", "A1", "A2")])
        with pytest.raises(Violation):
            session.claim([mail("two", "A2", "A3")])


def test_a_soft_failure_may_be_mailed_again_and_a_hard_one_never(world: World) -> None:
    soft = Failure(DeedOutcome.SOFT_FAILURE, "try later")
    hard = Failure(DeedOutcome.HARD_FAILURE, "suspended")
    with world.store().writing("apply") as session:
        [intent] = session.claim([mail("one", "A1", "A2", "A3")])
        session.record([ok(intent.intent_id, A1=soft, A2=hard)], ())
        session.claim([mail("two", "A1")])
        for again in ("A2", "A3"):
            with pytest.raises(Violation):
                session.claim([mail(f"again {again}", again)])
        found = {(e.worker, e.outcome.value) for e in session.ledger()}
    assert found == {
        ("A1", "soft_failure"), ("A1", "pending"), ("A2", "hard_failure"), ("A3", "done")
    }  # fmt: skip


def test_a_mail_in_flight_when_the_run_died_is_uncertain_afterwards(world: World) -> None:
    with world.store().writing("apply") as session:
        session.claim([mail("one", "A1", "A2")])
    with world.store().writing("apply") as session:
        assert {e.outcome for e in session.ledger()} == {DeedOutcome.UNCERTAIN}
        assert len(session.unresolved()) == 1


def test_the_ledger_tells_amount_reason_and_outcome_of_a_bonus(world: World) -> None:
    with world.store().writing("apply") as session:
        [intent] = session.claim([bonus("k")])
        session.record([ok(intent.intent_id)], ())
        [entry] = session.ledger()
    assert (entry.amount, entry.why, entry.outcome) == (Money(100), "careful", DeedOutcome.DONE)
    assert len(entry.worker_key) == 12
    assert entry.assignment == "3A1"


def test_a_mail_that_was_never_sent_is_planned_anew_by_the_next_run(world: World) -> None:
    unsent = Outcome(OutcomeKind.UNSENT, message="no network")
    with world.store().writing("apply") as session:
        [intent] = session.claim([mail("one", "A1", "A2")])
        session.record([Recorded(intent.intent_id, unsent, "planned")], ())
    with world.store().writing("apply") as session:
        assert {e.outcome for e in session.ledger()} == {DeedOutcome.NOT_DONE}
        session.claim([mail("another batch", "A2", "A3")])


def test_a_deed_is_never_deleted_nor_changed(world: World) -> None:
    with world.store().writing("apply") as session:
        session.claim([bonus("k")])
    for sql in ("DELETE FROM deeds", "UPDATE deeds SET amount_cents = 1"):
        with pytest.raises(Exception, match=r"append-only|frozen"):
            world.tamper(sql)


def test_a_bonus_in_doubt_is_tried_again_and_a_mail_in_doubt_is_not(world: World) -> None:
    with world.store().writing("apply") as session:
        session.claim([bonus("k"), mail("one", "A1")])
    with world.store().writing("apply") as session:
        assert {e.operation: e.final for e in session.ledger()} == {
            "SendBonus": False,
            "NotifyWorkers": True,
        }
