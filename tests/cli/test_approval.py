"""What apply may do without asking, and what stops it (design section 4)."""

import shutil
from pathlib import Path

import pytest

from tests.render.plans import everything, going, nothing, photos
from turkform.cli.approval import Allowed, allowed, approve, check_limits, needed
from turkform.cli.main import run
from turkform.core.changes import Action
from turkform.core.errors import Blocked, Declined
from turkform.core.money import Money

ROOT = Path(__file__).parents[2]


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "quickstart"
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns" / "quickstart", folder, ignore=ignored)
    return folder


def edit(campaign: Path, old: str, new: str) -> None:
    file = campaign / "campaign.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def made(campaign: Path, capsys: pytest.CaptureFixture[str]) -> int:
    capsys.readouterr()
    assert run(["state", "list", str(campaign)]) == 0
    return len(capsys.readouterr().out.splitlines())


def test_every_kind_of_deed_when_planned_then_needs_its_word() -> None:
    assert needed(everything()) == ("create", "update", "delete", "pay", "email")
    assert needed(going()) == ("delete",)
    assert needed(nothing()) == ()


def test_a_hit_when_replaced_then_needs_the_word_for_deleting() -> None:
    from dataclasses import replace

    plan = replace(nothing(), changes=tuple(photos(1, Action.REPLACE)))
    assert needed(plan) == ("create", "delete")


def test_words_given_beforehand_when_one_is_missing_then_nothing_is_approved() -> None:
    words = frozenset({"create", "update", "delete", "pay"})
    with pytest.raises(Declined, match="needs approval to email"):
        approve(everything(), words, by_amount=True, asks=True)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Allowed(spend=Money(44_999)), "--max-spend allows"),
        (Allowed(deletes=3), "deletes 4 objects, --max-deletes allows 3"),
        (Allowed(emails=239), "sends 240 e-mails, --max-emails allows 239"),
    ],
)
def test_a_limit_when_passed_then_blocks_and_names_both_numbers(limits: Allowed, said: str) -> None:
    with pytest.raises(Blocked, match=said):
        check_limits(everything(), limits)


def test_limits_when_just_reached_then_allow() -> None:
    check_limits(everything(), Allowed(spend=Money(45_000), deletes=4, emails=240))


def test_approve_when_it_stands_beside_auto_approve_then_narrows_it() -> None:
    given = allowed(
        auto_approve=True, approve="create", max_spend=None, max_deletes=None, max_emails=None
    )
    assert given.words == frozenset({"create"})


def test_apply_when_only_creating_is_approved_then_creates_and_later_refuses_to_delete(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["apply", str(campaign), "--approve", "create"]) == 0
    assert run(["destroy", str(campaign), "--approve", "create,update"]) == 8
    assert "needs approval to delete" in capsys.readouterr().err
    assert made(campaign, capsys) == 6


def test_a_new_reward_when_updating_is_approved_then_is_applied(campaign: Path) -> None:
    assert run(["apply", str(campaign), "--approve", "create"]) == 0
    edit(campaign, "$0.12", "$0.15")
    assert run(["apply", str(campaign), "--approve", "create", "--max-deletes", "0"]) == 8
    assert run(["apply", str(campaign), "--approve", "update", "--max-deletes", "0"]) == 0


def test_a_word_that_does_not_exist_when_approved_then_is_a_wrong_command_line(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["apply", str(campaign), "--approve", "create,spend"]) == 64
    assert "expected some of create, update, delete, pay, email" in capsys.readouterr().err


@pytest.mark.parametrize("amount", ["1.234", "-1", "lots", "1,000"])
def test_max_spend_when_not_an_amount_then_is_a_wrong_command_line(
    campaign: Path, amount: str
) -> None:
    assert run(["apply", str(campaign), "--auto-approve", f"--max-spend={amount}"]) == 64


def test_a_variable_file_when_given_then_sets_variables_and_var_wins(
    campaign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "values.yaml"
    file.write_text("reward: $0.20\n", encoding="utf-8")
    assert run(["plan", str(campaign), "--var-file", str(file)]) == 0
    assert "+$2.00" in capsys.readouterr().out
    assert run(["plan", str(campaign), "--var-file", str(file), "--var", "reward=$0.30"]) == 0
    assert "+$3.00" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["- a\n", "reward: [1]\n", "reward: 1\nreward: 2\n", "{\n"])
def test_a_variable_file_when_it_is_no_plain_mapping_then_is_refused_with_its_place(
    campaign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "values.yaml"
    file.write_text(text, encoding="utf-8")
    assert run(["plan", str(campaign), "--var-file", str(file)]) == 4
    assert f"{file}:" in capsys.readouterr().err
