"""What every store keeps, whatever it is made of."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.state.worlds import BINDING, HIT, World, creation, done, with_outcome
from turkform.core.addresses import Address
from turkform.core.calls import EffectClass
from turkform.core.errors import Blocked, Locked, Stale
from turkform.core.money import Money
from turkform.core.outcomes import OutcomeKind
from turkform.core.ports import StateSession
from turkform.core.resources import Resource


def test_there_is_no_state_before_the_first_run(world: World) -> None:
    with world.store().reading() as reader:
        assert reader is None


def test_an_intent_keeps_its_request_and_token_over_attempts(session: StateSession) -> None:
    [first] = session.claim([creation()])
    session.record([with_outcome(first.intent_id, OutcomeKind.UNSENT, "planned")], [])
    [second] = session.claim([creation()])
    assert second.request == first.request
    assert len(str(second.request["UniqueRequestToken"])) == 51


def test_a_token_is_the_same_in_a_new_state_of_the_same_project(world: World) -> None:
    with world.store().writing("apply") as session:
        [intent] = session.claim([creation()])
    with world.store(replace(BINDING, campaign="study")).writing("apply") as session:
        [again] = session.claim([creation()])
    assert again.request["UniqueRequestToken"] == intent.request["UniqueRequestToken"]


def test_a_done_effect_is_given_back_with_its_reply_instead_of_an_attempt(
    session: StateSession,
) -> None:
    [intent] = session.claim([creation()])
    session.record([done(intent.intent_id)], [])
    [again] = session.claim([creation()])
    assert (again.status, again.reply) == ("done", done("").reply)


def test_setting_a_value_again_is_a_new_effect(session: StateSession) -> None:
    call = creation(effect=EffectClass.ABSOLUTE)
    [intent] = session.claim([call])
    session.record([done(intent.intent_id)], [])
    [again] = session.claim([call])
    assert again.intent_id != intent.intent_id


def test_a_refused_effect_that_is_tried_again_has_a_token_of_its_own(session: StateSession) -> None:
    [first] = session.claim([creation()])
    session.record([with_outcome(first.intent_id, OutcomeKind.REFUSED, "refused")], [])
    [second] = session.claim([creation()])
    assert second.request["UniqueRequestToken"] != first.request["UniqueRequestToken"]


def test_a_one_shot_effect_of_unknown_outcome_is_never_attempted_again(
    session: StateSession,
) -> None:
    call = creation(effect=EffectClass.ONE_SHOT)
    [intent] = session.claim([call])
    session.record([with_outcome(intent.intent_id, OutcomeKind.UNKNOWN, "uncertain")], [])
    [again] = session.claim([call])
    assert (again.intent_id, again.status) == (intent.intent_id, "uncertain")
    assert again.last_attempt_at == session.unresolved()[0].last_attempt_at


def test_an_effect_past_the_budget_is_refused_before_it_is_recorded(world: World) -> None:
    with world.store(budget=Money(10)).writing("apply") as session:
        with pytest.raises(Blocked, match="pass the campaign's budget"):
            session.claim([creation(cost=11)])
        assert session.committed_cents() == 0


def test_a_batch_of_which_one_effect_passes_the_budget_is_claimed_not_at_all(world: World) -> None:
    other = Address("hit", "photos", "b")
    with world.store(budget=Money(10)).writing("apply") as session:
        with pytest.raises(Blocked):
            session.claim([creation(cost=6), creation(cost=6, address=other)])
        assert session.committed_cents() == 0


def test_outcomes_that_come_with_a_claim_are_stored_with_it(session: StateSession) -> None:
    [first] = session.claim([creation()])
    other, made = Address("hit", "photos", "b"), Resource(HIT, "3A", "d")
    [second] = session.claim([creation(address=other)], [done(first.intent_id)], [made])
    assert [one.intent_id for one in session.unresolved()] == [second.intent_id]
    assert list(session.resources()) == [made]


def test_outcomes_that_come_with_a_claim_past_the_budget_can_still_be_stored(world: World) -> None:
    other = Address("hit", "photos", "b")
    with world.store(budget=Money(10)).writing("apply") as session:
        [first] = session.claim([creation(cost=6)])
        with pytest.raises(Blocked):
            session.claim([creation(cost=6, address=other)], [done(first.intent_id)])
        assert [one.intent_id for one in session.unresolved()] == [first.intent_id]
        session.record([done(first.intent_id)], [])
        assert session.unresolved() == []


def test_money_of_an_unknown_outcome_stays_counted(session: StateSession) -> None:
    [intent] = session.claim([creation(cost=7)])
    session.record([with_outcome(intent.intent_id, OutcomeKind.UNKNOWN, "uncertain")], [])
    assert session.committed_cents() == 7


def test_a_finished_object_is_read_back_as_it_was_stored(session: StateSession) -> None:
    resource = Resource(HIT, "3A", "d", {"max_assignments": 3, "title": "Füße"}, 2, protect=True)
    session.record([], [resource])
    session.record([], [resource])
    assert list(session.resources()) == [resource]


def test_an_object_that_is_forgotten_leaves_nothing(session: StateSession) -> None:
    session.record([], [Resource(HIT, "3A", "d")])
    session.forget(HIT)
    assert list(session.resources()) == []


def test_the_serial_grows_with_every_change_of_the_objects(session: StateSession) -> None:
    before = session.serial
    session.record([], [Resource(HIT, "3A", "d")])
    session.forget(HIT)
    assert session.serial == before + 2


def test_what_a_run_left_in_flight_is_of_unknown_outcome_in_the_next(world: World) -> None:
    with world.store().writing("apply") as session:
        session.claim([creation()])
    with world.store().writing("apply"):
        assert world.tamper("SELECT status FROM attempts") == [("unknown",)]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM intents",
        "DELETE FROM attempts",
        "UPDATE intents SET request = '{}'",
        "UPDATE intents SET cost_cents = 0",
    ],
)
def test_the_ledger_cannot_be_deleted_from_or_edited(
    world: World, session: StateSession, statement: str
) -> None:
    session.claim([creation()])
    with pytest.raises(Exception, match=r"append-only|frozen"):
        world.tamper(statement)


def test_a_writer_of_an_older_epoch_can_neither_claim_nor_record(world: World) -> None:
    run = world.store().writing("apply")
    session = run.__enter__()
    [intent] = session.claim([creation()])
    world.tamper("UPDATE meta SET epoch = epoch + 1")
    with pytest.raises(Stale, match="another run has taken over"):
        session.claim([creation(address=Address("hit", "photos", "b"))])
    with pytest.raises(Stale, match="another run has taken over"):
        session.record([done(intent.intent_id)], [])
    with pytest.raises(Stale, match="before this one ended"):
        run.__exit__(None, None, None)


def test_a_second_writer_is_told_who_holds_the_lock(world: World, session: StateSession) -> None:
    assert session.serial == 0
    with pytest.raises(Locked, match="which runs apply since"), world.store().writing("apply"):
        pass


def test_the_lock_is_free_after_a_run_and_after_a_run_that_failed(world: World) -> None:
    with pytest.raises(ZeroDivisionError), world.store().writing("apply"):
        raise ZeroDivisionError
    with world.store().writing("apply") as session:
        assert session.lineage


def test_a_reader_reads_while_a_writer_holds_the_lock(world: World, session: StateSession) -> None:
    with world.store().reading() as reader:
        assert reader is not None
        assert reader.lineage == session.lineage


@pytest.mark.parametrize("member", ["account", "endpoint"])
def test_a_state_that_belongs_elsewhere_is_refused(world: World, member: str) -> None:
    with world.store().writing("apply"):
        pass
    other = replace(BINDING, **{member: "another"})
    with pytest.raises(Stale, match=f"belongs to the {member}"), world.store(other).reading():
        pass


def test_two_campaigns_of_one_store_do_not_see_each_other(
    world: World, session: StateSession
) -> None:
    session.record([], [Resource(HIT, "3A", "d")])
    with world.store(replace(BINDING, campaign="other")).writing("apply") as other:
        assert list(other.resources()) == []


def test_each_run_records_its_own_end(world: World) -> None:
    def clock() -> Iterator[datetime]:
        for hour in range(24):
            yield datetime(2026, 1, 1, hour, tzinfo=UTC)

    hours = clock()
    kept = world.store(clock=lambda: next(hours))
    for _ in range(2):
        with kept.writing("apply"):
            pass
    ends = world.tamper("SELECT ended_at FROM runs ORDER BY epoch")
    assert len({end for [end] in ends if end}) == 2


def test_nobody_holds_a_state_that_no_run_writes(world: World) -> None:
    assert world.store().holder() is None
    with world.store().writing("apply"):
        pass
    assert world.store().holder() is None


def test_the_holder_says_who_runs_what(world: World, session: StateSession) -> None:
    assert session.serial == 0
    holder = world.store().holder()
    assert holder is not None
    assert (holder.command, str(os.getpid()) in holder.who) == ("apply", True)


def test_a_run_that_was_taken_over_can_write_nothing_more(world: World) -> None:
    store = world.store()
    run = store.writing("apply")
    paused = run.__enter__()
    [intent] = paused.claim([creation()])
    holder = store.holder()
    assert holder is not None
    store.take_over(holder)
    assert (store.holder(), paused.still_mine()) == (None, False)
    with pytest.raises(Stale, match="another run has taken over"):
        paused.record([done(intent.intent_id)], [])
    with store.writing("apply") as session:
        assert [effect.status for effect in session.unresolved()] == ["uncertain"]
        assert store.holder() is not None
    with pytest.raises(Stale, match="before this one ended"):
        run.__exit__(None, None, None)


def test_a_state_is_not_taken_from_a_run_that_nobody_meant(world: World) -> None:
    store = world.store()
    with store.writing("apply"):
        holder = store.holder()
    with store.writing("destroy"):
        assert holder is not None
        with pytest.raises(Stale, match="another run has the lock by now"):
            store.take_over(holder)


def test_what_a_run_has_in_flight_can_be_read_beside_it(
    world: World, session: StateSession
) -> None:
    [intent] = session.claim([creation()])
    with world.store().reading() as reader:
        assert reader is not None
        assert [(effect.intent_id, effect.status) for effect in reader.unresolved()] == [
            (intent.intent_id, "open")
        ]


def busy(world: World) -> None:
    with world.store().writing("apply") as session:
        [intent] = session.claim([creation(cost=3)])
        session.record([done(intent.intent_id)], [Resource(HIT, "3A", "d", {"title": "Füße"})])


def test_a_state_that_only_turkform_wrote_verifies(world: World) -> None:
    assert world.store().verify() == ()
    busy(world)
    assert list(world.store().verify()) == []


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE resources SET mturk_id = '3B'", "was changed behind turkform's back"),
        ("UPDATE intents SET status = 'refused'", "was changed behind turkform's back"),
        ("DELETE FROM resources", "was taken out behind turkform's back"),
        (
            "INSERT INTO runs (epoch, command, who, started_at) VALUES (9, 'apply', 'x', 'y')",
            "was put in behind",
        ),
        ("INSERT INTO journal VALUES (9, 1, '', '', '', '')", "is missing"),
    ],
)
def test_an_edit_behind_our_back_is_found(sql_world: World, statement: str, finding: str) -> None:
    busy(sql_world)
    sql_world.tamper(statement)
    [found] = sql_world.store().verify()
    assert finding in found


def test_the_journal_can_neither_be_edited_nor_cut(world: World) -> None:
    busy(world)
    for statement in ("UPDATE journal SET at = ''", "DELETE FROM journal WHERE n = 2"):
        with pytest.raises(Exception, match="append-only"):
            world.tamper(statement)
