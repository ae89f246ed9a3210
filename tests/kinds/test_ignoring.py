"""`ignore_changes`: what is looked away from is neither shown nor written over."""

from pathlib import Path

import pytest

from tests.kinds.living import Living, living
from tests.kinds.test_life_cycle import text
from turkform.core.addresses import Address
from turkform.core.errors import ConfigurationInvalid

SEEN = "    description: Took part.\n"
LOOK = "    title: Look\n"
PAGES = "    hit_type: look\n"


@pytest.fixture
def study(tmp_path: Path) -> Living:
    made = living(tmp_path)
    made.write(text())
    made.apply()
    return made


def ignoring(campaign: str, after: str, *keys: str) -> str:
    lines = f"    lifecycle: {{ignore_changes: [{', '.join(keys)}]}}\n"
    assert after in campaign
    return campaign.replace(after, after + lines)


def test_a_question_when_ignored_then_its_hits_stay(study: Living) -> None:
    study.write(ignoring(text(query="&v=2"), PAGES, "question"))
    assert study.plan().empty


def test_the_number_of_assignments_when_ignored_then_stays(study: Living) -> None:
    study.write(ignoring(text(count=5, lifetime="9d"), PAGES, "max_assignments"))
    fields = {field.name for change in study.apply().changes for field in change.fields}
    assert fields == {"lifetime"}
    assert study.plan().empty


def test_a_description_when_ignored_then_an_update_leaves_what_others_wrote(
    study: Living,
) -> None:
    which = study.state[Address("qualification_type", "seen")].mturk_id
    study.client.update_qualification_type(QualificationTypeId=which, Description="By hand.")
    changed = ignoring(text(), SEEN, "description").replace(SEEN, SEEN + "    status: Inactive\n")
    study.write(changed)
    [change] = study.apply().changes
    assert [field.name for field in change.fields] == ["status"]
    live = study.client.get_qualification_type(QualificationTypeId=which)["QualificationType"]
    assert (live["Description"], live["QualificationTypeStatus"]) == ("By hand.", "Inactive")
    assert study.plan().empty


def test_a_title_when_ignored_then_a_new_hit_type_keeps_the_old_one(study: Living) -> None:
    edited = text(reward="0.20").replace("title: Look", "title: Stare")
    study.write(ignoring(edited, "    title: Stare\n", "title"))
    change = study.apply().changes[0]
    assert [field.name for field in change.fields] == ["reward"]
    assert {hit["Title"] for hit in study.client.list_hits()["HITs"]} == {"Look"}
    assert study.plan().empty


@pytest.mark.parametrize(
    ("after", "key", "hint"),
    [
        (LOOK, "rewrd", 'Did you mean "reward"?'),
        (PAGES, "lifetme", 'Did you mean "lifetime"?'),
        (SEEN, "answer_key", "is not a key whose changes can be ignored"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_one(
    study: Living, after: str, key: str, hint: str
) -> None:
    study.write(ignoring(text(), after, key))
    with pytest.raises(ConfigurationInvalid) as caught:
        study.plan()
    [problem] = caught.value.diagnostics
    assert f"{key!r} is not a key whose changes can be ignored" in str(problem)
    assert hint in str(problem)
    assert str(problem).startswith("campaign.yaml:")
