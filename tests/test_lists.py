"""Lists of what has to be tested, each number with the tests that show it.

`BAD_INPUTS` are the numbers of the reliability reference, 5.6; `TRAPS` those of the API reference,
section 17, that touch qualification types, HIT types, HITs and notifications. A test shows a number
by its name (`test_trap_08_…`), or is named here.
"""

import ast
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
BAD_INPUTS = range(1, 79)
# A test that knows several of them as cases, and words of the case in its file.
CASES = {
    37: ("test_hostile_answers_when_read_then_are_refused", "billion laughs"),
    38: ("test_hostile_answers_when_read_then_are_refused", "a parameter entity"),
    39: ("test_hostile_answers_when_read_then_are_refused", "a document type"),
    40: ("test_hostile_answers_when_read_then_are_refused", "quadratic growth"),
    41: ("test_hostile_answers_when_read_then_are_refused", "an end that is missing"),
    42: ("test_hostile_answers_when_read_then_are_refused", "50 MB of text"),
    43: ("test_hostile_answers_when_read_then_are_refused", "deep nesting"),
    44: ("test_answers_of_a_kind_when_read_then_are_texts_by_field", "a thousand times"),
    45: ("test_answers_of_a_kind_when_read_then_are_texts_by_field", "strange identifiers"),
    46: ("test_a_cell_that_a_spreadsheet_would_run_is_disarmed", "HYPERLINK"),
    49: ("test_numbers_and_words_are_left_alone", "-3.25"),
    74: ("test_bad_inputs_74_and_75_what_ends_at_the_third_effect_leaves_two_and_goes_on_later",
         "sufficient funds"),
}  # fmt: skip
TRAPS = [2, 3, 4, 5, 8, 9, *range(10, 19), 20, 23, 24, 25, 26, 27, 28, 29, 31, 32, 34, 38, 41]
# 1, 6, 7, 21, 22, 30, 33, 35, 36, 37, 39, 40, 42 are about money, mails, workers, or advice.
# 19: ListReviewableHITs is never called.
ELSEWHERE = {
    2: "test_a_refusal_is_raised_with_the_services_own_code_at_once",
    3: "test_trap_27_a_name_that_somebody_else_took_says_how_to_go_on",
    4: "test_a_client_whose_sdk_repeats_by_itself_is_refused",
    5: "test_hits_whose_tokens_are_dead_are_found_by_their_markers",
    25: "test_a_question_that_the_service_refuses_is_refused_with_its_line",
    26: "test_a_test_must_be_a_question_form",
    28: "test_workers_of_a_set_when_the_next_one_is_released_then_are_kept_from_it",
    29: "test_workers_of_a_set_when_the_next_one_is_released_then_are_kept_from_it",
    31: "test_workers_of_a_set_when_the_next_one_is_released_then_are_kept_from_it",
    32: "test_a_change_of_the_campaign_is_seen_by_the_next_round",
    34: "test_a_key_that_is_not_allowed_is_a_matter_of_credentials",
    38: "test_a_case_is_sent_or_refused_as_its_file_says",
}


@cache
def names() -> Mapping[str, str]:
    """The text of its file by the name of each test."""
    texts = (path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    return {
        node.name: text
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


def numbered(word: str) -> set[int]:
    """The numbers that names of tests have after a word."""
    found = (re.match(rf"test_{word}_(\d+)_", name) for name in names())
    return {int(match[1]) for match in found if match}


@pytest.mark.parametrize("number", BAD_INPUTS)
def test_each_bad_input_has_a_test_that_names_it(number: int) -> None:
    if number in CASES:
        test, words = CASES[number]
        assert words in names()[test]
    else:
        assert number in numbered("bad_input")


@pytest.mark.parametrize("number", TRAPS)
def test_each_trap_has_a_test_that_names_it(number: int) -> None:
    assert number in numbered("trap") or ELSEWHERE.get(number) in names()


def test_a_test_that_is_named_elsewhere_exists() -> None:
    assert sorted(set(ELSEWHERE.values()) - set(names())) == []
