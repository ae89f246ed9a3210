"""The study that is killed: three steps, each a campaign as it stands then and a command."""

from dataclasses import dataclass
from pathlib import Path

PROJECT = """\
project: 00112233445566778899aabbccddeeff
environments:
  lab: {{endpoint: "{url}"{state}}}
"""
_CAMPAIGN = """\
campaign: story
budget: {{spend: $50}}
qualification_types:
  trained:
    name: Story, trained
    description: Passed the test.
    test:
      duration: 20m
      questions:
        - {{id: a, text: "Which one?", choices: {{x: X, y: Y}}, scores: {{x: 100}}}}
  took-part:
    name: Story, took part
    description: {took_part}
hit_types:
  label:
    title: Label one thing
    description: Say what you see.
    keywords: [thing]
    reward: {reward}
    assignment_duration: 10m
    auto_approval_delay: 3d
    require:
      - {{qualification: took-part, absent: true}}
hits:
  things:
    hit_type: label
    for_each: {{rows: [{rows}], key: id}}
    question: {{html: question.html.j2}}
    max_assignments: {assignments}
    lifetime: 7d
"""
QUESTION = """\
<!DOCTYPE html><html><head><meta charset="utf-8"><title>thing</title></head><body>
<form name="mturk_form" method="post" action="https://www.mturk.com/mturk/externalSubmit">
<input type="hidden" name="assignmentId"><p>thing=[{{ row.id }}]</p><input name="label">
<input type="submit"></form></body></html>
"""


@dataclass(frozen=True, slots=True)
class Step:
    """What is declared, and the verb that makes it so; `deletes` is whether destroying is meant."""

    name: str
    verb: str
    reward: str
    rows: str
    assignments: int
    took_part: str = "Took part in the story."

    def write(self, folder: Path) -> None:
        """Put the campaign of this step into a folder."""
        rows = ", ".join(f"{{id: {row}}}" for row in self.rows.split())
        text = _CAMPAIGN.format(
            reward=self.reward, rows=rows, assignments=self.assignments, took_part=self.took_part
        )
        (folder / "campaign.yaml").write_text(text, encoding="utf-8")
        (folder / "question.html.j2").write_text(QUESTION, encoding="utf-8")


STEPS = (
    Step("create", "apply", "$0.05", "ant bee cat", 1),
    Step("change", "apply", "$0.06", "ant bee dog", 2, "Took part in the story before."),
    Step("destroy", "destroy", "$0.06", "ant bee dog", 2, "Took part in the story before."),
)
