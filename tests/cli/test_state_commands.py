"""Care of the state from the command line; nothing of it is sent to the service."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from turkform.cli.main import run

ROOT = Path(__file__).parents[2]
Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quickstart, applied once."""
    folder = tmp_path_factory.mktemp("state") / "quickstart"
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns" / "quickstart", folder, ignore=ignored)
    assert run(["apply", str(folder), "--auto-approve"]) == 0
    return folder


@pytest.fixture
def campaign(applied: Path, tmp_path: Path, capsys: Output) -> Path:
    """A copy of its own for each test."""
    folder = tmp_path / "quickstart"
    shutil.copytree(applied, folder)
    capsys.readouterr()
    return folder


def ids(campaign: Path, capsys: Output) -> dict[str, str]:
    """Address to id, as `state list` prints them."""
    capsys.readouterr()
    assert run(["state", "list", str(campaign)]) == 0
    return dict(line.split("  ") for line in capsys.readouterr().out.splitlines())


def rename(campaign: Path) -> None:
    file = campaign / "campaign.yaml"
    text = file.read_text(encoding="utf-8").replace("  photos:\n", "  pictures:\n")
    file.write_text(text, encoding="utf-8")


def test_a_group_when_moved_then_a_renamed_configuration_has_nothing_to_do(
    campaign: Path, capsys: Output
) -> None:
    before = ids(campaign, capsys)
    assert run(["state", "mv", str(campaign), "hit.photos", "hit.pictures"]) == 0
    assert 'hit.photos["img-0001"] -> hit.pictures["img-0001"]' in capsys.readouterr().out
    rename(campaign)
    assert run(["plan", str(campaign), "--detailed-exitcode"]) == 0
    after = ids(campaign, capsys)
    assert after == {key.replace("photos", "pictures"): one for key, one in before.items()}


def test_an_object_when_taken_out_then_is_planned_anew_and_stays_on_the_service(
    campaign: Path, capsys: Output
) -> None:
    address = 'hit.photos["img-0001"]'
    mine = ids(campaign, capsys)[address]
    assert run(["state", "rm", str(campaign), address]) == 0
    assert "makes anew and pays again" in capsys.readouterr().err
    assert run(["plan", str(campaign), "--format", "json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert [(change["address"], change["action"]) for change in changes] == [(address, "create")]
    assert run(["import", str(campaign), address, mine]) == 0
    assert run(["plan", str(campaign), "--detailed-exitcode"]) == 0


def test_an_object_when_taken_out_and_made_anew_then_is_another_hit(
    campaign: Path, capsys: Output
) -> None:
    before = ids(campaign, capsys)
    assert run(["state", "rm", str(campaign), "hit.photos"]) == 0
    assert run(["apply", str(campaign), "--auto-approve"]) == 0
    after = ids(campaign, capsys)
    assert after.keys() == before.keys()
    assert not set(after.values()) & {one for key, one in before.items() if key.startswith("hit.")}


def test_an_import_when_the_state_has_it_already_then_says_so(
    campaign: Path, capsys: Output
) -> None:
    known = ids(campaign, capsys)
    assert run(["import", str(campaign), "hit_type.label", known["hit_type.label"]]) == 0
    assert "already" in capsys.readouterr().out
    assert run(["import", str(campaign), "hit_type.label", "3ABC"]) == 6


def test_a_state_when_pulled_twice_then_is_the_same_text(campaign: Path, capsys: Output) -> None:
    texts = []
    for _ in range(2):
        assert run(["state", "pull", str(campaign)]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    document = json.loads(texts[0])
    addresses = [one["address"] for one in document["objects"]]
    assert addresses == sorted(addresses)
    assert document["committed"] == "1.40"


def test_a_state_when_nothing_was_applied_then_cannot_be_pulled(
    campaign: Path, capsys: Output
) -> None:
    shutil.rmtree(campaign / ".turkform")
    assert run(["state", "pull", str(campaign)]) == 1
    assert "there is no state yet" in capsys.readouterr().err


def test_a_state_when_edited_by_hand_then_verify_names_the_row(
    campaign: Path, capsys: Output
) -> None:
    assert run(["state", "verify", str(campaign)]) == 0
    with sqlite3.connect(campaign / ".turkform" / "local" / "quickstart.db") as database:
        database.execute("UPDATE resources SET mturk_id = '3EVIL' WHERE kind = 'hit_type'")
    database.close()
    capsys.readouterr()
    assert run(["state", "verify", str(campaign)]) == 1
    assert "hit_type.label" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["state", "mv", "hit.nothing", "hit.b"], 1, "Nearest"),
        (["state", "mv", "hit.photos", "hit_type.b"], 64, "an object keeps its kind"),
        (["state", "mv", "hit.photos"], 64, "expected [CAMPAIGN] FROM TO"),
        (["state", "rm", "hit.phots"], 1, "the state has no object hit.phots. Nearest: hit.photos"),
        (["state", "show", "hit.nothing"], 1, "the state has no object hit.nothing"),
        (["import", "photos", "3ABC"], 64, "'photos' is not an address"),
        (["import", "hit.pages", "3ABC"], 1, "hit.pages is not in the configuration"),
        (["state", "mv", "hit.photos", "hit.b", "--lock-timeout", "soon"], 64, "not a duration"),
    ],
)
def test_a_wrong_argument_when_given_then_says_what_was_expected(
    campaign: Path,
    capsys: Output,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(campaign)
    assert run(arguments) == code
    assert said in capsys.readouterr().err
