"""Kinds and planner against the embedded marketplace, from YAML to nothing left."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.kinds.living import Living, living
from turkform.core.calls import CallRefused
from turkform.core.changes import Action, Change, Reason
from turkform.core.errors import Blocked, ConfigurationInvalid, CredentialsOrFunds
from turkform.core.money import Money
from turkform.engine.recovery import look
from turkform.kinds.kind import Verdict
from turkform.kinds.registry import KINDS
from turkform.planning.options import Funds

CAMPAIGN = """
campaign: small
qualification_types:
  seen:
    name: Seen before
    description: Took part.
hit_types:
  look:
    title: Look
    description: Look at it.
    reward: $REWARD
    assignment_duration: 10m
    auto_approval_delay: 3d
    require:
      - {qualification: seen, absent: true, guard: preview}
hits:
  pages:
    hit_type: look
    for_each: {rows: ROWS, key: id}
    question: {external: {url: "https://example.org/?a=1&id={{ row.id }}QUERY", frame_height: 400}}
    max_assignments: COUNT
    lifetime: LIFETIME
"""


def text(
    reward: str = "0.10",
    rows: str = "[{id: a}, {id: b}, {id: c}]",
    count: int = 2,
    lifetime: str = "7d",
    query: str = "",
) -> str:
    made = CAMPAIGN.replace("$REWARD", f"${reward}").replace("ROWS", rows)
    return made.replace("COUNT", str(count)).replace("LIFETIME", lifetime).replace("QUERY", query)


@pytest.fixture
def study(tmp_path: Path) -> Living:
    made = living(tmp_path)
    made.write(text())
    return made


def test_apply_then_plan_is_empty(study: Living) -> None:
    plan = study.apply()
    assert plan.count(Action.CREATE) == 5
    assert plan.finances.now.total == Money((10 + 2) * 2 * 3)
    again = study.plan()
    assert again.empty, again.changes
    assert again.unchanged == 5
    assert again.drift == ()


def test_edited_reward_replaces_the_hit_type_and_moves_its_hits(study: Living) -> None:
    study.apply()
    study.write(text(reward="0.20"))
    plan = study.apply()
    kinds = [(c.address.kind, c.action, c.reasons) for c in plan.changes]
    assert kinds[0] == ("hit_type", Action.REPLACE, (Reason.HIT_TYPE_IMMUTABLE,))
    assert kinds[1:] == [("hit", Action.UPDATE, (Reason.HIT_TYPE_MOVED,))] * 3
    assert plan.finances.now.total == Money(12 * 2 * 3)
    assert study.plan().empty


def test_returning_to_an_earlier_hit_type_is_an_effect_of_its_own(study: Living) -> None:
    study.apply()
    for reward in ("0.20", "0.10", "0.20"):
        study.write(text(reward=reward))
        study.apply()
    keys = [(c.operation, c.logical_key, c.generation) for c in study.sent]
    assert len(keys) == len(set(keys))
    assert study.plan().empty


def test_destroy_leaves_nothing_live(study: Living) -> None:
    study.apply()
    study.apply(destroy=True)
    assert study.client.list_hits()["HITs"] == []
    assert all(resource.status == "gone" for resource in study.state.values())
    assert study.plan(destroy=True).empty


def test_changed_question_replaces_the_hit(study: Living) -> None:
    study.apply()
    study.write(text(query="&v=2"))
    plan = study.apply()
    assert {c.reasons for c in plan.changes} == {(Reason.QUESTION_IMMUTABLE,)}
    assert len(study.client.list_hits()["HITs"]) == 3
    assert study.plan().empty


def test_removed_row_deletes_its_hit_within_the_limit(study: Living) -> None:
    study.apply()
    study.write(text(rows="[{id: a}, {id: b}]"))
    plan = study.apply()
    assert [(str(c.address), c.action) for c in plan.changes] == [('hit.pages["c"]', Action.DELETE)]
    assert len(study.client.list_hits()["HITs"]) == 2


def test_removing_most_rows_is_blocked_with_figures(study: Living) -> None:
    study.apply()
    study.write(text(rows="[{id: a}]"))
    with pytest.raises(Blocked, match="deletes 2 of 3 HITs"):
        study.plan()


def test_trap_11_expiry_cannot_be_shortened_so_an_untouched_hit_is_replaced(study: Living) -> None:
    study.apply()
    study.write(text(lifetime="2d"))
    plan = study.apply()
    assert {c.reasons for c in plan.changes} == {(Reason.EXPIRY_CANNOT_SHORTEN,)}
    assert {c.action for c in plan.changes} == {Action.REPLACE}
    assert study.plan().empty


def test_longer_lifetime_extends_the_hit_in_place(study: Living) -> None:
    study.apply()
    study.write(text(lifetime="9d"))
    plan = study.apply()
    assert {c.action for c in plan.changes} == {Action.UPDATE}
    assert study.plan().empty


def test_more_assignments_extend_the_hit_at_their_own_cost(study: Living) -> None:
    study.apply()
    study.write(text(count=5))
    plan = study.apply()
    assert plan.finances.now.total == Money(12 * 3 * 3)
    assert study.plan().empty


def test_trap_12_below_ten_stays_below_ten(study: Living) -> None:
    study.apply()
    study.write(text(count=10))
    plan = study.plan()
    assert {c.reasons for c in plan.changes} == {(Reason.TEN_ASSIGNMENT_WALL,)}


def test_a_hit_deleted_by_hand_is_drift_and_made_again(study: Living) -> None:
    study.apply()
    victim = next(r for r in study.state.values() if r.address.key == "a")
    study.client.update_expiration_for_hit(HITId=victim.mturk_id, ExpireAt="2015-01-01T00:00:00Z")
    study.client.delete_hit(HITId=victim.mturk_id)
    plan = study.apply()
    assert plan.drift[0].gone
    assert [c.reasons for c in plan.changes] == [(Reason.GONE_LIVE,)]
    assert study.state[victim.address].generation == 1


def test_target_limits_the_plan_and_must_match(study: Living) -> None:
    # The HIT type, and the qualification type that it requires.
    assert study.plan(target=("hit_type.*",)).count(Action.CREATE) == 2
    with pytest.raises(ConfigurationInvalid, match="matches no object"):
        study.plan(target=("hit.nothing",))


def test_a_plan_past_budget_or_balance_is_refused_with_the_figures(study: Living) -> None:
    study.funds = Funds(environment_budget=Money(50))
    with pytest.raises(Blocked, match=r"\$0.72 now"):
        study.plan()
    study.funds = Funds(balance=Money(71))
    with pytest.raises(CredentialsOrFunds, match=r"\$0.01 more"):
        study.plan()


def test_a_protected_object_is_not_deleted_until_the_state_says_so(study: Living) -> None:
    protected = text().replace(
        "description: Took part.", "description: Took part.\n    lifecycle: {protect: true}"
    )
    study.write(protected)
    study.apply()
    with pytest.raises(Blocked, match="protected"):
        study.plan(destroy=True)
    study.write(text())
    plan = study.apply()
    assert [c.reasons for c in plan.changes] == [(Reason.PROTECT_CHANGED,)]
    assert study.apply(destroy=True).count(Action.DELETE) == 4


def test_a_protected_campaign_keeps_every_object(study: Living) -> None:
    study.write(text() + "protect: true\n")
    study.apply()
    assert {resource.protect for resource in study.state.values()} == {True}
    study.write(text(rows="[{id: a}, {id: b}]") + "protect: true\n")
    with pytest.raises(Blocked, match=r'hit.pages\["c"\] is protected'):
        study.plan()


def test_trap_shared_hit_types_two_addresses_with_equal_content_have_one_id(
    study: Living,
) -> None:
    body = text()
    start, end = body.index("  look:"), body.index("hits:")
    study.write(body[:end] + body[start:end].replace("look:", "twin:") + body[end:])
    study.apply()
    ids = {r.mturk_id for r in study.state.values() if r.address.kind == "hit_type"}
    assert len(ids) == 1
    assert study.plan().empty


def test_trap_submitted_work_is_retired_and_never_lost(study: Living) -> None:
    study.apply()
    victim = next(r for r in study.state.values() if r.address.key == "a")
    kind = next(k for k in KINDS if k.name == "hit")
    calls = kind.calls(Change(victim.address, Action.DELETE, prior=victim), study)
    assert next(calls).operation == "UpdateExpirationForHIT"
    assert calls.send({}).operation == "DeleteHIT"
    refusal = CallRefused("DeleteHIT", "RequestError", "AWS.MechanicalTurk.InvalidHITState", "no")
    with pytest.raises(StopIteration) as ended:
        calls.throw(refusal)
    assert ended.value.value.status == "retired"
    assert ended.value.value.mturk_id == victim.mturk_id


def test_trap_notification_settings_are_written_again_with_a_new_hit_type(
    study: Living,
) -> None:
    notify = (
        "notifications:\n  bell:\n    hit_type: look\n    events: [HITReviewable]\n"
        "    sqs: https://sqs.us-east-1.amazonaws.com/123456789012/bell\n"
    )
    study.write(text() + notify)
    study.apply()
    assert study.plan().empty
    study.write(text(reward="0.30") + notify)
    reasons = {c.address.kind: c.reasons for c in study.apply().changes}
    assert reasons["notification"] == (Reason.DEPENDENCY_REPLACED,)
    assert study.plan().empty


def test_trap_a_row_that_comes_back_keeps_its_retired_hit_in_mind(study: Living) -> None:
    study.apply()
    victim = next(r for r in study.state.values() if r.address.key == "a")
    study.state[victim.address] = replace(victim, status="retired")
    study.apply()
    assert study.state[victim.address].attributes["retired"] == [victim.mturk_id]
    assert study.state[victim.address].generation == 1


def test_trap_a_lost_creation_is_found_again_by_its_marker(study: Living) -> None:
    study.apply()
    lost = next(c for c in study.sent if c.operation == "CreateHITWithHITType")
    finding = look(lost, study)
    assert finding.verdict is Verdict.HAPPENED
    assert finding.reply["HIT"]["HITId"] == study.state[lost.address].mturk_id


REVIEW = """
    review:
      known_answers: {answers: {label: "{{ row.id }}"}, approve_at_least: SCORE, extend_below: 50}
      plurality: {questions: [label], agreement_above: 66}
"""


def test_review_policies_are_created_priced_at_their_worst_and_fixed(study: Living) -> None:
    study.write(text(rows="[{id: a}]") + REVIEW.replace("SCORE", "90"))
    [hit] = [change for change in study.apply().changes if change.address.kind == "hit"]
    assert hit.cost.rewards == Money(50)  # five assignments, though two are asked for
    made = study.state[hit.address].mturk_id
    live = study.client.list_review_policy_results_for_hit(HITId=made)
    assert live["AssignmentReviewPolicy"]["PolicyName"] == "ScoreMyKnownAnswers/2011-09-01"
    assert live["HITReviewPolicy"]["PolicyName"] == "SimplePlurality/2011-09-01"
    assert study.plan().empty
    study.write(text(rows="[{id: a}]") + REVIEW.replace("SCORE", "80"))
    assert [change.action for change in study.plan().changes] == [Action.REPLACE]
