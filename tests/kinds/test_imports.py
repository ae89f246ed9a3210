"""`import:` on a living campaign: what others made is adopted, or refused with the reason."""

from pathlib import Path
from typing import Any

import pytest

from tests.kinds.living import IDENTITY, Living, living
from tests.kinds.test_life_cycle import text
from turkform.core.changes import Action, Reason
from turkform.core.errors import ConfigurationInvalid, Stale, TurkformError
from turkform.core.identity import Identity

QUESTION = (
    '<ExternalQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2006-07-14/ExternalQuestion.xsd"><ExternalURL>https://example.org/?a=1&amp;id=a</ExternalURL>'
    "<FrameHeight>400</FrameHeight></ExternalQuestion>"
)
ONE = "[{id: a}]"


@pytest.fixture
def study(tmp_path: Path) -> Living:
    return living(tmp_path)


def qualification(study: Living, **changed: str) -> str:
    made = study.client.create_qualification_type(
        **{"Name": "Seen before", "Description": "Took part.", "QualificationTypeStatus": "Active"}
        | changed
    )
    return str(made["QualificationType"]["QualificationTypeId"])


def hit(study: Living, qualification_type: str, **changed: Any) -> dict[str, Any]:
    rule = {
        "QualificationTypeId": qualification_type,
        "Comparator": "DoesNotExist",
        "ActionsGuarded": "PreviewAndAccept",
    }
    made: dict[str, Any] = study.client.create_hit(
        **{
            "Title": "Look",
            "Description": "Look at it.",
            "Reward": "0.10",
            "AssignmentDurationInSeconds": 600,
            "AutoApprovalDelayInSeconds": 259_200,
            "QualificationRequirements": [rule],
            "LifetimeInSeconds": 604_800,
            "MaxAssignments": 2,
            "Question": QUESTION,
        }
        | changed
    )["HIT"]
    return made


def write(study: Living, **blocks: str) -> None:
    listed = "".join(f"  - {{to: '{to}', id: {id_}}}\n" for to, id_ in blocks.items())
    study.write(text(rows=ONE) + "import:\n" + listed)


def test_a_study_made_by_hand_when_imported_then_is_adopted_without_a_write(
    study: Living,
) -> None:
    which = qualification(study)
    made = hit(study, which)
    write(
        study,
        **{
            'hit.pages["a"]': made["HITId"],
            "hit_type.look": made["HITTypeId"],
            "qualification_type.seen": which,
        },
    )
    plan = study.apply()
    assert {(c.action, c.reasons) for c in plan.changes} == {(Action.IMPORT, (Reason.IMPORTED,))}
    assert study.sent == []
    again = study.plan()
    assert again.empty
    assert again.drift == ()
    assert again.unchanged == 3


def test_an_import_when_something_differs_then_shows_and_mends_it(study: Living) -> None:
    which = qualification(study, Description="Old words.")
    write(study, **{"qualification_type.seen": which})
    change = next(c for c in study.apply().changes if c.address.kind == "qualification_type")
    assert change.action is Action.UPDATE
    assert change.reasons[0] is Reason.IMPORTED
    assert [(f.name, f.before) for f in change.fields] == [("description", "Old words.")]
    live = study.client.get_qualification_type(QualificationTypeId=which)
    assert live["QualificationType"]["Description"] == "Took part."
    assert study.plan().empty


def test_an_imported_hit_when_its_question_is_another_then_would_be_replaced(
    study: Living,
) -> None:
    other = QUESTION.replace("id=a", "id=other")
    made = hit(study, qualification(study), Question=other)
    write(study, **{'hit.pages["a"]': made["HITId"]})
    change = next(c for c in study.plan().changes if c.address.kind == "hit")
    assert change.action is Action.REPLACE
    assert change.reasons == (Reason.IMPORTED, Reason.QUESTION_IMMUTABLE)


def marker(identity: Identity, address: str) -> str:
    return identity.marker(address, 0, "0" * 32)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (marker(Identity("f" * 32, "a", "local", "small"), "x"), "another project's campaign"),
        (marker(Identity(IDENTITY.project, "a", "local", "big"), "x"), "another campaign 'big'"),
        (marker(IDENTITY, "hit_type.look"), "was made as hit_type.look; import it under that"),
    ],
)
def test_an_import_when_it_carries_another_marker_then_is_refused(
    study: Living, annotation: str, expected: str
) -> None:
    made = hit(study, qualification(study), RequesterAnnotation=annotation)
    write(study, **{'hit.pages["a"]': made["HITId"]})
    with pytest.raises(TurkformError, match=expected):
        study.plan()


def test_an_import_when_nothing_has_that_id_then_says_what_the_service_said(
    study: Living,
) -> None:
    write(study, **{'hit.pages["a"]': "3ABC"})
    with pytest.raises(TurkformError, match=r"3ABC cannot be imported: Hit 3ABC does not exist\.$"):
        study.plan()


def test_a_hit_type_when_no_hit_has_it_then_need_not_be_imported(study: Living) -> None:
    write(study, **{"hit_type.look": "3ABC"})
    with pytest.raises(TurkformError, match="equal terms give the same id"):
        study.plan()


def test_a_hit_type_when_its_terms_differ_then_their_names_are_told(study: Living) -> None:
    which = qualification(study)
    made = hit(study, which, Title="Stare")
    write(study, **{"hit_type.look": made["HITTypeId"], "qualification_type.seen": which})
    with pytest.raises(TurkformError, match=r"other terms than hit_type.look \(Title\)"):
        study.plan()


def test_somebody_elses_qualification_type_is_required_by_its_id_and_not_imported(
    study: Living,
) -> None:
    write(study, **{"qualification_type.seen": "00000000000000000071"})
    with pytest.raises(TurkformError, match="belongs to another account"):
        study.plan()


def test_an_import_when_the_address_is_something_else_already_then_is_refused(
    study: Living,
) -> None:
    study.write(text(rows=ONE))
    study.apply()
    write(study, **{'hit.pages["a"]': "3ABC"})
    with pytest.raises(Stale, match=r"already; 3ABC cannot be imported in its place"):
        study.plan()


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("notification.bell", "notification settings cannot be read"),
        ("follow_up.pay", "a follow-up cannot be imported"),
        ("hit.nothing", "hit.nothing is not in the configuration"),
        ('hit.pages["z"]', "is not in the configuration"),
        ("pages", "is not an address"),
    ],
)
def test_an_import_that_cannot_be_meant_is_refused_with_its_place(
    study: Living, to: str, expected: str
) -> None:
    write(study, **{to: "3ABC"})
    with pytest.raises(ConfigurationInvalid) as caught:
        study.plan()
    [problem] = caught.value.diagnostics
    assert expected in str(problem)
    assert str(problem).startswith("campaign.yaml:")
