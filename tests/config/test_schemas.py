"""The JSON Schemas are fresh, right, and true of every example."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema.validators import validator_for
from ruamel.yaml import YAML

from turkform.cli.commands.schema import files, schema
from turkform.cli.main import run
from turkform.config.yaml_source import parse

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "campaigns").glob("*/*.yaml"))
CAMPAIGN = schema("campaign", "2020-12")
STUDY: dict[str, Any] = {
    "campaign": "s",
    "hit_types": {
        "t": {"title": "T", "description": "D", "reward": 0.5, "assignment_duration": "10m"}
    },
    "hits": {"h": {"hit_type": "t", "question": {"external": {"url": "https://example.org"}}}},
}


def errors(document: Any, made: dict[str, Any]) -> list[str]:
    found = validator_for(made)(made).iter_errors(document)
    return [f"{error.json_path}: {error.message}" for error in found]


def test_the_schemas_in_the_repository_are_those_that_the_models_make() -> None:
    stored = {
        path.relative_to(ROOT / "schemas").as_posix(): path.read_text("utf-8")
        for path in (ROOT / "schemas").rglob("*.json")
    }
    assert stored == files(), "run: make schemas"


@pytest.mark.parametrize("path", sorted(files()))
def test_each_schema_is_one_by_the_rules_of_its_dialect(path: str) -> None:
    made = json.loads(files()[path])
    validator_for(made).check_schema(made)
    assert ("draft-07" in path) == ("draft-07" in made["$schema"])


@pytest.mark.parametrize("dialect", ["2020-12", "draft-07"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_each_example_fits_as_editors_read_it_and_as_turkform_does(
    path: Path, dialect: Any
) -> None:
    made = schema("campaign", dialect)
    text = path.read_text("utf-8")
    # As editors do, by YAML 1.2: in YAML 1.1 the key `on` is a truth value.
    assert errors(YAML(typ="safe", pure=True).load(text), made) == []
    assert errors(parse(path.name, text.encode()).data, made) == []


def test_a_text_that_looks_like_a_number_fits_because_it_loads() -> None:
    study = {**STUDY, "description": 1984}
    assert errors(study, CAMPAIGN) == []


def test_a_template_fits_wherever_a_word_of_a_list_is_wanted() -> None:
    types = {"q": {"name": "N", "description": "D", "status": "{{ var.status }}"}}
    assert errors({**STUDY, "qualification_types": types}, CAMPAIGN) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"hit_typs": {}}, "$: "),
        ({"budget": {"spent": "$1"}}, "$.budget"),
        ({"hit_types": {"t": {"title": "T"}}}, "$.hit_types.t"),
        ({"hits": {"two words": STUDY["hits"]["h"]}}, "$.hits"),
        ({"notifications": {"n": {"hit_type": "t", "events": ["HITDone"]}}}, "$.notifications.n"),
        ({"hit_types": {"t": {**STUDY["hit_types"]["t"], "title": "x" * 129}}}, "$.hit_types.t"),
    ],
)
def test_what_the_loader_refuses_in_one_field_the_schema_refuses_there(
    change: dict[str, Any], where: str
) -> None:
    assert any(problem.startswith(where) for problem in errors({**STUDY, **change}, CAMPAIGN))


def test_a_rule_needs_neither_each_nor_the_key_of_its_list() -> None:
    rule = {"from_csv": "bonuses.csv", "bonus": {"amount": "$1", "reason": "R"}}
    assert errors({**STUDY, "follow_ups": {"r": rule}}, CAMPAIGN) == []


def test_a_plan_as_json_fits_its_schema(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "campaign.yaml").write_text(json.dumps(STUDY), encoding="utf-8")
    assert run(["plan", str(tmp_path), "--format", "json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert errors(plan, schema("plan", "2020-12")) == []
    del plan["cost"]["now"]
    assert errors(plan, schema("plan", "2020-12")) == ["$.cost: 'now' is a required property"]


def test_a_project_file_fits_its_schema_and_a_wrong_id_does_not() -> None:
    made = schema("project", "2020-12")
    good = {"project": "0" * 32, "environments": {"lab": {"endpoint": "https://lab.example"}}}
    assert errors(good, made) == []
    assert len(errors({**good, "project": "mine"}, made)) == 1


def test_the_command_prints_a_schema_and_asks_for_a_subject_without_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["schema", "campaign", "--dialect", "draft-07"]) == 0
    assert json.loads(capsys.readouterr().out) == schema("campaign", "draft-07")
    assert run(["schema"]) == 64
    assert "Name one of campaign, project, plan" in capsys.readouterr().err
