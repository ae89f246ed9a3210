"""The policy allows what the campaign does, and nothing that it does not."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader

from turkform.cli.main import run
from turkform.kinds import permissions

ROOT = Path(__file__).parents[2]


def policy(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["iam-policy", str(ROOT / "campaigns" / "quickstart"), *options]) == 0
    document = json.loads(capsys.readouterr().out)
    return {statement["Sid"]: statement for statement in document["Statement"]}


def test_a_campaign_that_only_publishes_may_neither_pay_bonuses_nor_mail(
    capsys: pytest.CaptureFixture[str],
) -> None:
    statements = policy(capsys)
    allowed = {a for s in statements.values() if s["Effect"] == "Allow" for a in s["Action"]}
    assert "mechanicalturk:CreateHITWithHITType" in allowed
    assert not allowed & {"mechanicalturk:SendBonus", "mechanicalturk:NotifyWorkers"}
    assert "mechanicalturk:CreateHIT" in statements["Never"]["Action"]


def test_a_read_only_policy_allows_nothing_that_writes(capsys: pytest.CaptureFixture[str]) -> None:
    statements = policy(capsys, "--read-only")
    assert set(statements) == {"Plan", "Never"}
    actions = [action.removeprefix("mechanicalturk:") for action in statements["Plan"]["Action"]]
    assert all(action.startswith(("Get", "List")) for action in actions)


def test_every_operation_that_is_named_is_one_of_the_service() -> None:
    known = Loader().load_service_model("mturk", "service-2")["operations"]
    tables = (*permissions._OBJECTS.values(), *permissions._DEEDS.values())
    named = {name for several in tables for name in several} | {*permissions._NEVER}
    assert named <= set(known)
