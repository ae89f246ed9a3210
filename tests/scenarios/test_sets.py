"""Sets below the ten-assignment fee, rehearsed with workers who would like to do every one."""

import json
from pathlib import Path

import pytest

from turkform.cli.main import run

CAMPAIGN = """
campaign: survey
hit_types:
  t: {title: T, description: D, reward: $1.00, assignment_duration: 10m}
hits:
  h:
    hit_type: t
    for_each: {rows: [{id: a}, {id: b}], key: id}
    question: {html: page.html}
    max_assignments: 5
    sets_of: 2
"""
PAGE = """<!doctype html><html lang="en"><head><title>T</title></head><body>
<form action="{{ '/mturk/externalSubmit' }}"><input name="x"><button>Send</button></form>
</body></html>"""
SCENARIO = """
scenario: Nobody works on two sets of a row
workers: {ann: {}, ben: {}, cat: {}, dan: {}, eve: {}}
steps:
  - apply
  - expect: {hits: {h: 2}, plan: empty}
  - work: {on: h, by: [ann], answers: {x: "1"}}
  - apply
  - expect: {hits: {h: 2}}
  - work: {on: h, by: [ben], answers: {x: "1"}}
  - apply
  - expect: {hits: {h: 4}}
  - work: {on: h, keys: [a~2, b~2], by: [ann, ben], answers: {x: "1"}, refused: "yes"}
  - work: {on: h, keys: [a~2, b~2], by: [cat, dan], answers: {x: "1"}}
  - apply
  - work: {on: h, keys: [a~3, b~3], by: [ann, ben, cat, dan], answers: {x: "1"}, refused: "yes"}
  - work: {on: h, keys: [a~3, b~3], by: [eve], answers: {x: "1"}}
  - expect:
      submitted: {ann: 2, ben: 2, cat: 2, dan: 2, eve: 2}
      qualifications: {'h["sets"]': {ann: 1, ben: 1, cat: 1, dan: 1}}
      hits: {h: 6}
      messages: {}
      plan: empty
"""


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "campaign.yaml").write_text(CAMPAIGN)
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "scenarios" / "sets.yaml").write_text(SCENARIO)
    return tmp_path


def test_workers_of_a_set_when_the_next_one_is_released_then_are_kept_from_it(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["test", str(campaign)])
    assert code == 0, capsys.readouterr().out


def test_later_sets_when_planned_then_are_counted_priced_and_not_created(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", str(campaign), "--format", "json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["waiting"] == [{"group": "hit.h", "hits": 4, "cost": "7.20"}]
    assert plan["cost"]["later_max"] == "7.20"
    assert plan["summary"]["later"] == 1


def test_later_sets_when_the_budget_is_too_small_for_them_then_nothing_is_begun(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (campaign / "campaign.yaml").open("a") as file:
        file.write("budget: {spend: $11}\n")
    assert run(["apply", str(campaign), "--auto-approve"]) == 5
    assert "$7.20 for the sets that follow" in capsys.readouterr().err
