"""`moved:` on a living campaign: what got a new name is neither taken down nor bought again."""

from pathlib import Path

import pytest

from tests.kinds.living import Living, living
from tests.kinds.test_life_cycle import text
from turkform.core.addresses import Address
from turkform.core.changes import Action, Reason
from turkform.core.errors import ConfigurationInvalid, Stale
from turkform.core.resources import Resource


@pytest.fixture
def study(tmp_path: Path) -> Living:
    made = living(tmp_path)
    made.write(text())
    made.apply()
    made.sent.clear()
    return made


def moved(old: str, new: str, campaign: str) -> str:
    return campaign + f"moved: [{{from: '{old}', to: '{new}'}}]\n"


def renamed_group() -> str:
    return moved("hit.pages", "hit.sheets", text().replace("  pages:", "  sheets:"))


def test_a_group_when_renamed_then_its_hits_move_and_nothing_is_sent(study: Living) -> None:
    ids = {r.mturk_id for r in study.state.values() if r.address.kind == "hit"}
    study.write(renamed_group())
    plan = study.apply()
    assert {(c.action, c.reasons) for c in plan.changes} == {(Action.UPDATE, (Reason.MOVED,))}
    assert [f.before for c in plan.changes for f in c.fields] == ["hit.pages"] * 3
    assert study.sent == []
    assert {r.mturk_id for a, r in study.state.items() if a.name == "sheets"} == ids
    assert study.plan().empty


def test_a_row_when_its_key_changes_then_its_hit_moves(study: Living) -> None:
    rows = "[{id: a}, {id: b}, {id: new}]"
    study.write(moved('hit.pages["c"]', 'hit.pages["new"]', text(rows=rows)))
    plan = study.plan()
    [change] = plan.changes
    # The page of this campaign names the row, so the question is another one now.
    assert change.reasons == (Reason.MOVED, Reason.QUESTION_IMMUTABLE)
    study.apply()
    assert study.plan().empty


def test_a_qualification_type_when_renamed_then_its_hit_type_stays(study: Living) -> None:
    campaign = (
        text()
        .replace("  seen:\n", "  known:\n")
        .replace("qualification: seen", "qualification: known")
    )
    study.write(moved("qualification_type.seen", "qualification_type.known", campaign))
    plan = study.apply()
    assert [str(c.address) for c in plan.changes] == ["qualification_type.known"]
    assert study.sent == []
    study.write(campaign)  # the block may go when it was applied
    assert study.plan().empty


def test_a_hit_type_when_renamed_then_its_hits_stay_as_they_are(study: Living) -> None:
    campaign = text().replace("  look:\n", "  view:\n").replace("hit_type: look", "hit_type: view")
    study.write(moved("hit_type.look", "hit_type.view", campaign))
    assert [str(c.address) for c in study.apply().changes] == ["hit_type.view"]
    assert study.plan().empty


def test_a_name_when_used_again_after_a_move_then_starts_a_life_of_its_own(study: Living) -> None:
    study.write(renamed_group())
    study.apply()
    study.write(text().replace("lifetime: 7d", "lifetime: 7d\n  sheets:" + group_body()))
    study.apply()
    made = study.state[Address("hit", "pages", "a")]
    assert made.generation == 1
    assert made.mturk_id != study.state[Address("hit", "sheets", "a")].mturk_id


def group_body() -> str:
    body = text()
    return body[body.index("  pages:") + len("  pages:") :]


def test_an_object_when_moved_to_a_name_that_lived_before_then_goes_on_from_there(
    study: Living,
) -> None:
    new = Address("hit", "sheets", "a")
    study.state[new] = Resource(new, "", "", {}, 4, status="gone")
    study.write(renamed_group())
    study.apply()
    assert study.state[new].generation == 5


def test_a_place_when_taken_then_the_move_is_refused_with_the_next_step(study: Living) -> None:
    new = Address("hit", "sheets", "a")
    study.state[new] = Resource(new, "3OTHER", "", {}, 0)
    study.write(renamed_group())
    with pytest.raises(Stale, match=r"that is 3OTHER already.*turkform state rm"):
        study.plan()


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("{from: hit.old, to: hit}", "'hit' is not an address; expected kind.name"),
        (
            "{from: hits.old, to: hit.pages}",
            "there is no kind of object 'hits'. Did you mean \"hit\"?",
        ),
        ("{from: hit_type.old, to: hit.pages}", "are of different kinds"),
        ("{from: follow_up.a, to: follow_up.b}", "a follow-up cannot be moved"),
        (
            "{from: hit.old, to: hit.page}",
            'hit.page is not in the configuration. Did you mean "pages"?',
        ),
        ("{from: hit.pages, to: hit.pages}", "is moved to itself"),
        ("{from: hit_type.look, to: hit_type.b}", "hit_type.look is still in the configuration"),
        ("{from: hit.a, to: hit.b}, {from: hit.b, to: hit.a}", "moved in a circle"),
        ("{from: hit.a, to: hit.pages}, {from: hit.b, to: hit.pages}", "two objects are moved to"),
        ("{from: hit.a, to: hit.pages}, {from: hit.a, to: hit.b}", "is moved twice"),
    ],
)
def test_a_move_that_cannot_be_meant_is_refused_with_its_place(
    study: Living, block: str, expected: str
) -> None:
    study.write(text() + f"moved: [{block}]\n")
    with pytest.raises(ConfigurationInvalid) as caught:
        study.plan()
    [problem] = caught.value.diagnostics
    assert expected in str(problem)
    assert str(problem).startswith("campaign.yaml:")


def test_a_chain_of_moves_ends_where_the_last_one_leads(study: Living) -> None:
    blocks = (
        "moved:\n  - {from: hit.pages, to: hit.middle}\n  - {from: hit.middle, to: hit.sheets}\n"
    )
    study.write(text().replace("  pages:", "  sheets:") + blocks)
    study.apply()
    assert {a.name for a, r in study.state.items() if a.kind == "hit" and r.mturk_id} == {"sheets"}
