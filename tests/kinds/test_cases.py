"""From configuration to request: each case is a piece of YAML and what is sent, or why not.

The cases are data (cases/*.yaml): `given` replaces sections of a small campaign, `sent` lists the
requests by address (what is named must be there exactly so), `refused` the texts of findings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from turkform.config.load import load_campaign
from turkform.core.addresses import Address
from turkform.core.changes import Action
from turkform.core.errors import ConfigurationInvalid
from turkform.kinds.kind import Situation
from turkform.kinds.registry import KINDS
from turkform.kinds.sections import SECTIONS

CASES = Path(__file__).parent / "cases"
SMALL = {
    "campaign": "campaign: study",
    "qualification_types": "qualification_types:\n  own: {name: Own, description: D}",
    "hit_types": "hit_types:\n"
    "  t: {title: T, description: D, reward: $1, assignment_duration: 10m}",
    "hits": "hits:\n  h: {hit_type: t, question: {external: {url: 'https://example.org'}}}",
}


@dataclass(frozen=True)
class Case:
    """One case of a file."""

    name: str
    given: str
    environment: str
    sent: Mapping[str, Mapping[str, Any]]
    refused: tuple[str, ...]


class Ids:
    """Everything exists already and has its address for an id."""

    def mturk_id(self, address: Address) -> str:
        return f"<{address}>"

    def lives(self, address: Address) -> tuple[str, ...]:
        return (self.mturk_id(address),)

    def marker(self, logical_key: str, generation: int, digest: str) -> str:  # noqa: ARG002 - the port's signature
        return "<marker>"


def cases() -> list[Case]:
    yaml = YAML(typ="safe", pure=True)
    return [
        Case(
            f"{path.stem}: {one['case']}",
            one["given"],
            one.get("environment", "local"),
            one.get("sent", {}),
            tuple(one.get("refused", ())),
        )
        for path in sorted(CASES.glob("*.yaml"))
        for one in yaml.load(path)
    ]


def requests(folder: Path, case: Case) -> dict[str, Mapping[str, Any]]:
    """The first request for each object, by address."""
    sections = {line.partition(":")[0] for line in case.given.splitlines() if line[:1].isalpha()}
    kept = [text for key, text in SMALL.items() if key not in sections]
    (folder / "campaign.yaml").write_text("\n".join([*kept, case.given]), encoding="utf-8")
    campaign = load_campaign(folder, SECTIONS, root=folder, environment=case.environment)
    made: dict[str, Mapping[str, Any]] = {}
    for kind in KINDS:
        for desired in kind.desired(campaign):
            change = kind.diff(None, None, desired, Situation())
            if change.action is Action.NO_OP:
                continue  # a later set waits
            call = next(kind.calls(change, Ids()))
            made[str(desired.address)] = {"Operation": call.operation, **call.parameters}
    return made


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_case_is_sent_or_refused_as_its_file_says(case: Case, tmp_path: Path) -> None:
    if case.refused:
        with pytest.raises(ConfigurationInvalid) as caught:
            requests(tmp_path, case)
        assert [text for text in case.refused if text not in str(caught.value)] == []
        return
    made = requests(tmp_path, case)
    for address, expected in case.sent.items():
        found = {name: made[address].get(name) for name in expected}
        assert found == expected
