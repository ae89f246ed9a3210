"""Bad inputs to configuration: a message with a place, never a crash, never a gigabyte."""

import json
from pathlib import Path

import pytest

from turkform.config.load import load_campaign
from turkform.config.templates import Renderer, TemplateFailed
from turkform.core.errors import ConfigurationInvalid
from turkform.kinds.sections import SECTIONS


def problems(folder: Path, text: bytes) -> list[str]:
    (folder / "campaign.yaml").write_bytes(text)
    with pytest.raises(ConfigurationInvalid) as caught:
        load_campaign(folder, SECTIONS, root=folder)
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"- " * 5_000, "nested more than 50 levels deep"),
        (b"a: !!binary " + b"A" * 2_000_000, "at most 1,048,576 are read"),
        (b"#" * 2_000_000, "at most 1,048,576 are read"),
        ("campaign: s".encode("utf-16"), "is UTF-16"),
        (b"campaign: s\0", "NUL character"),
        (b"campaign: \xed\xa0\x80", "not UTF-8"),
        (b'campaign: "\\U00110000"', "not YAML"),
    ],
)
def test_an_unreadable_file_is_the_only_thing_that_is_blamed(
    tmp_path: Path, text: bytes, expected: str
) -> None:
    [problem] = problems(tmp_path, text)
    assert problem.startswith("campaign.yaml:")
    assert expected in problem


def test_half_a_surrogate_pair_in_yaml_is_refused_with_its_place(tmp_path: Path) -> None:
    found = problems(tmp_path, b'campaign: s\ndescription: "\\ud800"\n')
    assert "campaign.yaml:2:14: the text contains half of a surrogate pair" in found


def test_half_a_surrogate_pair_in_json_lines_is_refused_with_its_row(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps({"id": "\ud800"}) + "\n")
    text = b"""
campaign: s
hit_types:
  t: {title: T, description: D, reward: $1, assignment_duration: 10m}
hits:
  h:
    hit_type: t
    for_each: {jsonl: rows.jsonl, key: id}
    question: {external: {url: "https://example.org"}}
"""
    [problem] = problems(tmp_path, text)
    assert "rows.jsonl: row 1: contains half of a surrogate pair" in problem


@pytest.mark.parametrize("name", ["../x", "x" * 300, "\U0001f600", "tf1|p=1"])
def test_a_campaign_name_that_could_forge_a_marker_is_refused(tmp_path: Path, name: str) -> None:
    found = problems(tmp_path, f"campaign: {json.dumps(name, ensure_ascii=False)}\n".encode())
    assert any("is not a campaign name" in problem for problem in found)


@pytest.mark.parametrize("number", ["\u0663", "1_0", "010", "9" * 5_000, "1.5"])
def test_an_integer_variable_takes_plain_digits_only(tmp_path: Path, number: str) -> None:
    text = f"campaign: s\nvariables: {{v: {{type: integer, default: '{number}'}}}}\n"
    [problem] = problems(tmp_path, text.encode())
    assert "is not a whole number" in problem


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ('x'|attr('format'))(1) }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ 'a'*10**9 }}",
        "{{ 9**9999 }}",
        "{{ 'a'.ljust(10**9) }}",
        "{{ '{:>1000000000}'.format(1) }}",
        "{{ '%1000000000d' % 1 }}",
        "{% for i in range(100000) %}{% endfor %}",
        "{% for i in range(9) %}{% for j in range(9) %}{% endfor %}{% endfor %}",
        "{{ nope }}",
        "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
        "{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}",
    ],
)
def test_a_hostile_template_is_refused(template: str) -> None:
    with pytest.raises(TemplateFailed):
        Renderer().render(template, {})


@pytest.mark.parametrize(
    "text", ["{{7*7}}", "</script><img onerror=x>", "${x} %(x)s {0.__class__}"]
)
def test_a_row_value_is_data_and_never_a_template_or_markup(text: str) -> None:
    rendered = Renderer(autoescape=True).render("{{ row.x }}", {"row": {"x": text}})
    assert rendered == text.replace("<", "&lt;").replace(">", "&gt;")
