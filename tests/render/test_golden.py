"""What people see of a plan, as files that a reviewer can read; `make golden` writes them anew."""

import json

import pytest

from tests.render.golden import FOLDER, NEXT, WIDTHS, rendered
from tests.render.plans import PLANS, everything
from turkform.render.plan_html import plan_html
from turkform.render.plan_json import plan_json
from turkform.render.plan_markdown import plan_markdown
from turkform.render.plan_text import plan_text
from turkform.render.text import width

FILES = list(rendered())


@pytest.mark.parametrize(("name", "text"), FILES, ids=[name for name, _ in FILES])
def test_a_plan_when_rendered_then_reads_as_its_golden_file(name: str, text: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == text, "make golden, then read the diff"


def test_golden_files_when_nothing_makes_them_any_more_then_are_removed() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {name for name, _ in FILES}


@pytest.mark.parametrize("columns", [40, *WIDTHS])
@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_when_printed_then_no_line_but_the_command_is_wider_than_the_terminal(
    plan: str, columns: int
) -> None:
    lines = plan_text(PLANS[plan](), columns, detail="full", next_command=NEXT).splitlines()
    assert [one for one in lines if width(one) > columns and NEXT not in one] == []


def test_a_long_command_when_printed_then_is_one_line_that_can_be_copied() -> None:
    lines = plan_text(everything(), 40, next_command=NEXT).splitlines()
    assert lines[-1] == f"To apply this:   {NEXT}"


def test_nothing_of_a_wide_plan_when_printed_narrowly_then_is_lost() -> None:
    wide, narrow = (plan_text(everything(), columns, detail="full") for columns in (400, 50))
    assert "".join(wide.split()) == "".join(narrow.split())


def test_pays_and_mails_when_a_plan_has_them_then_stand_above_everything_else() -> None:
    body = plan_text(everything(), 100)
    places = [body.index(word) for word in ("! PAYS", "! E-MAILS", "- delete", "± replace", "+ cr")]
    assert places == sorted(places)


@pytest.mark.parametrize("form", [plan_text, plan_markdown, plan_html])
def test_terminal_commands_when_a_key_holds_them_then_are_shown_and_not_sent(form: object) -> None:
    assert callable(form)
    text = form(everything())
    assert "\x1b" not in text
    assert "\\x1b[2J" in text or "\\u001b[2J" in text or "\\\\x1b" in text


def test_a_plan_when_too_long_for_a_comment_then_is_shortened_by_whole_levels() -> None:
    text = plan_markdown(everything(), detail="full", max_characters=4_000)
    assert len(text) <= 4_000
    assert "Shortened to fit" in text
    assert text.count("<details>") == text.count("</details>") == 0


def test_amounts_when_a_plan_is_json_then_are_strings() -> None:
    cost = json.loads(plan_json(everything()))["cost"]
    assert cost["now"] == "450.00"
    assert cost["later_max"] == "40.00"
