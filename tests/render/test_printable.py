"""What strangers write is shown on a terminal and commands nothing there."""

import pytest

from turkform.render.text import one_line, printable

COMMANDS = {
    "a title": "\x1b]0;owned\x07",
    "a cleared screen": "\x1b[2J",
    "an eight-bit escape": "\x9b31m",
    "a bidirectional override": "photo\u202egnp.exe",
    "a bidirectional isolate": "\u2066x\u2069",
    "a line that is written over": "Approved\rRejected",
    "an invisible character": "A1\u200bANN",
    "a line separator": "one\u2028two",
    "half a surrogate pair": "\ud800",
}


@pytest.mark.parametrize("case", COMMANDS)
def test_bad_input_47_what_commands_a_terminal_is_shown_as_an_escape(case: str) -> None:
    shown = printable(COMMANDS[case])
    assert "\\" in shown
    assert shown.isprintable()
    assert shown.encode()


def test_words_of_every_script_are_left_alone() -> None:
    assert printable("Büro 写真 עברית 🙂\n\tnext") == "Büro 写真 עברית 🙂\n\tnext"


def test_bad_input_47_a_line_end_is_none_where_one_line_is_due() -> None:
    assert one_line("a\nb\tc") == "a\\nb\\tc"
