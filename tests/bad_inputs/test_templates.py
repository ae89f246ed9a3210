"""Bad inputs 25 to 36 of the reliability reference (5.6): templates and row values."""

import json
import time

import pytest

from tests.bad_inputs.study import CAMPAIGN, Bad
from turkform.config.load import load_campaign
from turkform.kinds.hit.wanted import wanted
from turkform.kinds.sections import SECTIONS


def page(bad: Bad, body: str, *expected: str) -> None:
    """Refused where it stands in the page, with its row."""
    bad.write(body=body)
    bad.refused("page.html:", 'hit.h["a"]: row 1: question: ', *expected)


def scalar(bad: Bad, template: str, *expected: str) -> None:
    """Refused where it stands in the YAML, and no second finding about the missing value."""
    bad.replaced("title: T", f"title: {json.dumps(template)}")
    bad.refused("campaign.yaml:3:7: hit_types.t.title: the template", *expected)
    assert bad.said.count("campaign.yaml") == 1


def question(bad: Bad, body: str = "", value: str = "v") -> str:
    """The question that is sent for a row of data."""
    (bad.folder / "rows.jsonl").write_text(json.dumps({"id": "a", "x": value}) + "\n")
    bad.write(CAMPAIGN.replace("rows: [{id: a, x: v}]", "jsonl: rows.jsonl"), body)
    [hit] = wanted(load_campaign(bad.folder, SECTIONS, root=bad.folder))
    return str(hit.body()["Question"])


@pytest.mark.parametrize("refused", [page, scalar])
def test_bad_input_25_the_inside_of_an_object_is_out_of_reach(bad: Bad, refused: object) -> None:
    assert callable(refused)
    refused(bad, "{{ ''.__class__.__mro__ }}", "access to attribute '__class__'", "is unsafe")


def test_bad_input_26_a_filter_that_reaches_for_methods_is_unknown(bad: Bad) -> None:
    page(bad, "{{ ('x'|attr('format'))(1) }}", "No filter named 'attr'.")
    assert "introspection" not in bad.said


def test_bad_input_27_the_globals_of_jinja_are_out_of_reach(bad: Bad) -> None:
    page(bad, "{{ cycler.__init__.__globals__ }}", "is unsafe")


@pytest.mark.parametrize("refused", [page, scalar])
def test_bad_input_28_a_gigabyte_of_text_is_not_made(bad: Bad, refused: object) -> None:
    assert callable(refused)
    refused(bad, "{{ 'a'*10**9 }}", "a repetition is too large for a template")


def test_bad_input_29_a_power_without_end_is_not_computed(bad: Bad) -> None:
    scalar(bad, "{{ 9**(9**9) }}", "a power is too large for a template")


def test_bad_input_30_loops_within_loops_end_at_once(bad: Bad) -> None:
    loop = "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}"
    began = time.monotonic()
    page(bad, loop, "a range inside a range is not available in templates")
    assert time.monotonic() - began < 20


def test_bad_input_31_a_template_in_a_row_stays_text(bad: Bad) -> None:
    assert "{{7*7}}" in question(bad, "{{ row.x }}", "{{7*7}}")


def test_bad_input_32_markup_in_a_row_stays_text(bad: Bad) -> None:
    made = question(bad, "{{ row.x }}", "</script><img onerror>")
    assert "&lt;/script&gt;&lt;img onerror&gt;" in made


def test_bad_input_33_the_end_of_a_cdata_section_ends_nothing(bad: Bad) -> None:
    from lxml import etree

    for made in (question(bad, "a ]]> b"), question(bad, "{{ row.x }}", "a ]]> b")):
        content = etree.fromstring(made.encode())[0]
        assert "</html>" in str(content.text)
        assert len(content) == 0


def test_bad_input_34_an_unknown_name_is_never_empty_text(bad: Bad) -> None:
    page(bad, "{{ nope }}", "'nope' is undefined")
    scalar(bad, "{{ nope }}", "names 'nope', which is not known here. Known: env, var.")


def test_bad_input_35_other_languages_of_templates_are_text(bad: Bad) -> None:
    text = "${x} %(x)s {0.__class__}"
    assert text in question(bad, text)


def test_bad_input_36_bytes_are_counted_and_not_characters(bad: Bad) -> None:
    page(bad, "\u20ac" * 22_000, "bytes; at most 65,535 are taken")
