"""What other tools and people do on the same account: bad inputs 69 to 78, as far as HITs go."""

from typing import Any

import pytest

from tests.engine.denying import DENIED, FUNDS, Wire
from tests.engine.served import CREATE, World
from turkform.cli.main import run

QUESTION = (
    '<ExternalQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2006-07-14/ExternalQuestion.xsd"><ExternalURL>https://other.example/</ExternalURL>'
    "<FrameHeight>300</FrameHeight></ExternalQuestion>"
)
Client = Any  # boto3 makes the methods of a client at run time


def live(other: Client) -> dict[str, str]:
    """Annotation by id of every HIT that is still there."""
    return {hit["HITId"]: hit.get("RequesterAnnotation", "") for hit in other.list_hits()["HITs"]}


def copy(other: Client, hit: str, **changes: object) -> str:
    """Another tool's HIT with our annotation, title and reward."""
    ours = other.get_hit(HITId=hit)["HIT"]
    made = other.create_hit(
        **{
            "MaxAssignments": 5,
            "LifetimeInSeconds": 3_600,
            "AssignmentDurationInSeconds": 600,
            "Reward": ours["Reward"],
            "Title": ours["Title"],
            "Description": ours["Description"],
            "Question": QUESTION,
            "RequesterAnnotation": ours["RequesterAnnotation"],
            **changes,
        }
    )
    return str(made["HIT"]["HITId"])


def test_bad_input_72_a_hit_with_our_title_is_never_touched(world: World, other: Client) -> None:
    assert world.apply() == 0
    foreign = copy(other, world.hits()[0], RequesterAnnotation="made by hand")
    assert world.changes() == 0
    assert world.destroy() == 0
    assert list(live(other)) == [foreign]


def test_bad_input_72_a_hit_that_was_deleted_by_hand_is_made_again(
    world: World, other: Client
) -> None:
    assert world.apply() == 0
    gone = world.hits()[0]
    other.update_expiration_for_hit(HITId=gone, ExpireAt=0)
    other.delete_hit(HITId=gone)
    assert world.changes() == 2
    assert world.apply() == 0
    assert world.changes() == 0
    assert len(live(other)) == 3


def test_bad_input_72_a_hit_whose_type_was_changed_by_hand_is_moved_back(
    world: World, other: Client
) -> None:
    assert world.apply() == 0
    hit = world.hits()[0]
    before = other.get_hit(HITId=hit)["HIT"]["HITTypeId"]
    dear = other.create_hit_type(
        Title="Dear", Description="d", Reward="9.00", AssignmentDurationInSeconds=60
    )["HITTypeId"]
    other.update_hit_type_of_hit(HITId=hit, HITTypeId=dear)
    assert world.changes() == 2
    assert world.apply() == 0
    assert other.get_hit(HITId=hit)["HIT"]["HITTypeId"] == before


def test_bad_input_78_a_copy_of_our_annotation_changes_nothing(world: World, other: Client) -> None:
    assert world.apply() == 0
    foreign = copy(other, world.hits()[0])
    assert world.changes() == 0
    assert world.destroy() == 0
    assert list(live(other)) == [foreign]


def test_bad_input_78_a_copy_of_our_annotation_is_not_taken_after_the_loss_of_the_state(
    world: World, other: Client
) -> None:
    assert world.apply() == 0
    ours = set(world.hits())
    foreign = copy(other, world.hits()[0])
    world.state.unlink()
    assert world.apply() == 0
    assert foreign.encode() not in world.state.read_bytes()
    assert world.destroy() == 0
    assert ours.isdisjoint(live(other))
    assert other.get_hit(HITId=foreign)["HIT"]["HITStatus"] == "Assignable"


@pytest.mark.parametrize(
    ("refusal", "words"), [(DENIED, "is not authorized"), (FUNDS, "sufficient funds")]
)
def test_bad_inputs_74_and_75_what_ends_at_the_third_effect_leaves_two_and_goes_on_later(
    world: World, wire: Wire, refusal: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wire.refusals, wire.after = {CREATE: refusal}, 2
    assert world.apply("--parallelism", "1") in (9, 11)
    shown = capsys.readouterr()
    assert words in shown.out + shown.err
    assert len(world.hits()) == 2
    wire.refusals = {}
    assert world.apply() == 0
    assert sorted(world.markers().values()) == [1, 1, 1]


@pytest.mark.parametrize("operation", ["ListHITs", "GetAccountBalance", "CreateHITType"])
def test_bad_input_75_a_denied_action_is_named_with_the_code_of_credentials(
    world: World, wire: Wire, operation: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.apply() == 0
    world.write("a", "b", "c", "d")
    text = (world.folder / "campaign.yaml").read_text().replace("$0.06", "$0.07")
    (world.folder / "campaign.yaml").write_text(text)
    wire.refusals = {operation: DENIED}
    capsys.readouterr()
    assert world.apply() in (9, 11)
    assert f"mechanicalturk:{operation}" in capsys.readouterr().err


def test_a_campaign_whose_name_begins_like_ours_is_another(world: World) -> None:
    assert world.apply() == 0
    longer = world.folder.parent / "longer"
    longer.mkdir()
    text = (
        (world.folder / "campaign.yaml").read_text().replace("campaign: small", "campaign: smaller")
    )
    (longer / "campaign.yaml").write_text(text)
    assert run(["apply", str(longer), "--env", "lab", "--auto-approve"]) == 0
    assert world.destroy() == 0
    assert run(["plan", str(longer), "--env", "lab", "--detailed-exitcode"]) == 0
