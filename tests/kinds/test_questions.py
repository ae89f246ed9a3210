"""Questions that cannot be made are refused, with their row, before anything is sent."""

from pathlib import Path

import pytest

from turkform.config.load import load_campaign
from turkform.core.errors import ConfigurationInvalid
from turkform.kinds.hit.checked import MAX_FINDINGS, question_findings
from turkform.kinds.hit.diff import diff
from turkform.kinds.hit.wanted import wanted
from turkform.kinds.kind import Situation
from turkform.kinds.sections import SECTIONS

CAMPAIGN = """
campaign: study
hit_types:
  t: {{title: T, description: D, reward: $1, assignment_duration: 10m}}
hits:
  h:
    hit_type: t
    for_each: {{rows: [{{id: a, n: "0"}}], key: id}}
    max_assignments: "{assignments}"
    question: {question}
"""
EXTERNAL = '{external: {url: "https://example.org/{{ row.id }}"}}'


def refusal(folder: Path, question: str, *, assignments: str = "1", page: str = "") -> str:
    (folder / "page.html.j2").write_text(page, encoding="utf-8")
    text = CAMPAIGN.format(question=question, assignments=assignments)
    (folder / "campaign.yaml").write_text(text)
    campaign = load_campaign(folder, SECTIONS, root=folder)
    with pytest.raises(ConfigurationInvalid) as caught:
        [diff(None, None, hit, Situation()) for hit in wanted(campaign)]
    return str(caught.value)


def test_a_column_that_no_row_has_stops_the_plan_with_its_place(tmp_path: Path) -> None:
    message = refusal(tmp_path, "{html: page.html.j2}", page="<form>{{ row.nope }}</form>")
    assert message.startswith("page.html.j2:1:1: ")
    assert 'hit.h["a"]: row 1: question: ' in message
    assert "'nope'" in message


def test_a_question_over_the_limit_by_multibyte_characters_only_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, "{html: page.html.j2}", page="\u20ac" * 22_000)
    assert "bytes; at most 65,535 are taken" in message


def test_an_address_without_https_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, '{external: {url: "http://example.org"}}')
    assert "does not begin with https://" in message


def test_a_number_of_assignments_that_divides_by_zero_names_its_row(tmp_path: Path) -> None:
    message = refusal(tmp_path, EXTERNAL, assignments="{{ 1 / (row.n | int) }}")
    assert "row 1: max_assignments: division by zero" in message


def test_an_offline_check_finds_each_row_whose_question_fails(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,n\n" + "".join(f"r{n},{n % 2}\n" for n in range(10)))
    text = CAMPAIGN.format(question="{html: page.html.j2}", assignments="1")
    text = text.replace('{rows: [{id: a, n: "0"}], key: id}', "{csv: rows.csv, key: id}")
    (tmp_path / "campaign.yaml").write_text(text)
    (tmp_path / "page.html.j2").write_text(
        "<body><form>{{ 1 / (row.n | int) }}<button>Send</button></form></body>"
    )
    found = question_findings(load_campaign(tmp_path, SECTIONS, root=tmp_path))
    assert [d.address for d in found] == [f'hit.h["r{n}"]' for n in range(0, 10, 2)]
    assert len(found) < MAX_FINDINGS
