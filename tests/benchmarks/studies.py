"""Studies of any size, and the same number of objects for Terraform."""

import json
from pathlib import Path

CAMPAIGN = """\
campaign: bench
hit_types:
  look:
    title: Look at one picture
    description: Look at a picture and choose a word.
    reward: $0.05
    assignment_duration: 10m
hits:
  rows:
    hit_type: look
    for_each: {csv: data/rows.csv, key: id}
    question: {html: question.html.j2}
    lifetime: 7d
"""
PROJECT = """\
project: 00112233445566778899aabbccddeeff
environments:
  lab: {{endpoint: "{endpoint}"}}
"""
QUESTION = """\
<!DOCTYPE html><html><body>
<form name="mturk_form" method="post" action="https://www.mturk.com/mturk/externalSubmit">
<input type="hidden" name="assignmentId"><p>{{ row.text }}</p>
<input name="word"><input type="submit"></form></body></html>
"""
TERRAFORM = """\
locals { keys = jsondecode(file("keys.json")) }
resource "terraform_data" "hit" {
  for_each = toset(local.keys)
  input    = each.key
}
"""


def campaign(folder: Path, rows: int, endpoint: str = "") -> Path:
    """A campaign of so many HITs; with an endpoint, in a project with the environment `lab`."""
    (folder / "data").mkdir(parents=True)
    lines = (f"row-{n:06d},Picture number {n}\n" for n in range(rows))
    (folder / "data" / "rows.csv").write_text("id,text\n" + "".join(lines), "utf-8")
    (folder / "question.html.j2").write_text(QUESTION, "utf-8")
    (folder / "campaign.yaml").write_text(CAMPAIGN, "utf-8")
    if endpoint:
        (folder / "turkform.yaml").write_text(PROJECT.format(endpoint=endpoint), "utf-8")
    return folder


def terraform(folder: Path, rows: int) -> Path:
    """As many `terraform_data` with a state that says they exist.

    The state is written, not applied: Terraform's apply of 2,000 takes minutes, its plan is what is
    measured, and that it finds nothing to do shows that the state is right.
    """
    folder.mkdir(parents=True)
    keys = [f"row-{n:06d}" for n in range(rows)]
    (folder / "keys.json").write_text(json.dumps(keys), "utf-8")
    (folder / "main.tf").write_text(TERRAFORM, "utf-8")
    state = {
        "version": 4,
        "terraform_version": "1.0.0",
        "serial": 1,
        "lineage": "00000000-0000-0000-0000-000000000001",
        "outputs": {},
        "resources": [
            {
                "mode": "managed",
                "type": "terraform_data",
                "name": "hit",
                "provider": 'provider["terraform.io/builtin/terraform"]',
                "instances": [_instance(key, number) for number, key in enumerate(keys)],
            }
        ],
    }
    (folder / "terraform.tfstate").write_text(json.dumps(state), "utf-8")
    return folder


def _instance(key: str, number: int) -> dict[str, object]:
    text = {"value": key, "type": "string"}
    made = {"id": f"00000000-0000-0000-0000-{number:012d}", "input": text, "output": text}
    return {
        "index_key": key,
        "schema_version": 0,
        "attributes": {**made, "triggers_replace": None},
        "sensitive_attributes": [],
    }
