import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, EffectClass
from turkform.core.errors import Blocked, Locked, Stale, TurkformError
from turkform.core.money import Money
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.core.ports import Binding, Recorded, StateSession
from turkform.core.resources import Resource
from turkform.state.sqlite import SqliteStore

BINDING = Binding("0" * 32, "local", "embedded", "embedded", "study")
HIT = Address("hit", "photos", "a")


def store(folder: Path, binding: Binding = BINDING, budget: Money | None = None) -> SqliteStore:
    return SqliteStore(folder / "study.db", binding, lambda: datetime.now(UTC), budget)


def creation(cost: int = 0, effect: EffectClass = EffectClass.TOKEN) -> ApiCall:
    return ApiCall("CreateHITWithHITType", {"Title": "x"}, effect, HIT, str(HIT), cost=Money(cost))


def done(intent_id: str) -> Recorded:
    reply = {"HIT": {"HITId": "3A", "CreationTime": datetime(2026, 1, 1, tzinfo=UTC)}}
    return Recorded(intent_id, Outcome(OutcomeKind.OK), "done", reply)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[StateSession]:
    with store(tmp_path).writing("apply") as opened:
        yield opened


def test_an_intent_keeps_its_request_and_token_over_attempts(session: StateSession) -> None:
    [first] = session.claim([creation()])
    session.record([Recorded(first.intent_id, Outcome(OutcomeKind.UNSENT), "planned")], [])
    [second] = session.claim([creation()])
    assert second.request == first.request
    assert len(str(second.request["UniqueRequestToken"])) == 51


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


def test_a_one_shot_effect_of_unknown_outcome_is_never_attempted_again(
    session: StateSession,
) -> None:
    call = creation(effect=EffectClass.ONE_SHOT)
    [intent] = session.claim([call])
    unknown = Recorded(intent.intent_id, Outcome(OutcomeKind.UNKNOWN), "uncertain")
    session.record([unknown], [])
    with pytest.raises(sqlite3.IntegrityError):
        session.claim([call])


def test_an_effect_past_the_budget_is_refused_before_it_is_recorded(tmp_path: Path) -> None:
    with store(tmp_path, budget=Money(10)).writing("apply") as session:
        with pytest.raises(Blocked, match="pass the campaign's budget"):
            session.claim([creation(cost=11)])
        assert session.committed_cents() == 0


def test_a_finished_object_is_read_back_as_it_was_stored(session: StateSession) -> None:
    resource = Resource(HIT, "3A", "d", {"max_assignments": 3}, 2, protect=True)
    session.record([], [resource])
    assert list(session.resources()) == [resource]


def test_the_ledger_cannot_be_deleted_from_or_edited(tmp_path: Path, session: StateSession) -> None:
    session.claim([creation()])
    connection = sqlite3.connect(tmp_path / "study.db")
    for statement in ("DELETE FROM intents", "UPDATE intents SET request = '{}'"):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
    connection.close()


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path, session: StateSession) -> None:
    assert session.serial == 0
    with pytest.raises(Locked, match="which runs apply since"), store(tmp_path).writing("apply"):
        pass


def test_a_reader_reads_while_a_writer_holds_the_lock(
    tmp_path: Path, session: StateSession
) -> None:
    with store(tmp_path).reading() as reader:
        assert reader is not None
        assert reader.lineage == session.lineage


def test_a_state_of_another_project_is_refused(tmp_path: Path, session: StateSession) -> None:
    assert session.lineage
    other = Binding("1" * 32, "local", "embedded", "embedded", "study")
    with (
        pytest.raises(Stale, match="belongs to the project"),
        store(tmp_path, other).reading(),
    ):
        pass


def test_a_file_that_is_no_state_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "study.db"
    file.write_bytes(b"not a database at all, but long enough to look like one" * 100)
    before = file.read_bytes()
    with pytest.raises(TurkformError, match="Restore it from a backup"), store(tmp_path).reading():
        pass
    assert file.read_bytes() == before


def test_the_state_is_one_private_file(tmp_path: Path) -> None:
    with store(tmp_path).writing("apply") as session:
        session.record([], [])
    assert [path.name for path in tmp_path.iterdir()] == ["study.db"]
    assert (tmp_path / "study.db").stat().st_mode & 0o777 == 0o600


def test_each_run_records_its_own_end(tmp_path: Path) -> None:
    hours = iter(range(24))
    kept = SqliteStore(
        tmp_path / "study.db", BINDING, lambda: datetime(2026, 1, 1, next(hours), tzinfo=UTC)
    )
    for _ in range(2):
        with kept.writing("apply"):
            pass
    connection = sqlite3.connect(tmp_path / "study.db")
    rows = connection.execute("SELECT ended_at FROM runs ORDER BY epoch").fetchall()
    connection.close()
    assert len({end for [end] in rows if end}) == 2
