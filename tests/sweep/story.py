"""The study that is killed: four steps, each a campaign as it stands then and a command."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = """\
project: 00112233445566778899aabbccddeeff
environments:
  lab: {{endpoint: "{url}"{state}}}
"""
_CAMPAIGN = """\
campaign: story
budget: {{spend: $50}}
limits: {{rejections: 100%, deletes: 100%}}
mails_in_doubt: 2
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


# Worker three cannot be reached at first, worker four never.
WORKERS: tuple[Mapping[str, Any], ...] = (
    {"WorkerId": "A1STORY"},
    {"WorkerId": "A2STORY"},
    {"WorkerId": "A3STORY", "MailFailures": 1},
    {"WorkerId": "A4STORY", "Suspended": True},
)
# Which worker hands in what for the things as they stand after the change.
WORK = (
    ("ant", "A1STORY", "yes"),
    ("ant", "A2STORY", "no"),
    ("bee", "A1STORY", "yes"),
    ("bee", "A3STORY", "yes"),
    ("dog", "A4STORY", "yes"),
)
RULES = """\
follow_ups:
  accept: {on: things, when: "{{ answer.label == 'yes' }}", approve: {feedback: Thank you.}}
  careless: {on: things, when: "{{ answer.label == 'no' }}", reject: {feedback: That was one.}}
  each: {on: things, when: "{{ answer.label == 'yes' }}", bonus: {amount: $0.02, reason: Good}}
  careful:
    on: things
    each: worker
    when: "{{ worker.approved >= 2 }}"
    bonus: {amount: $0.10, reason: Careful}
  remember: {on: things, each: worker, grant: {qualification: took-part, value: 1}}
  invite: {on: things, each: worker, message: {subject: Wave two, text: It is open.}}
  bar:
    on: things
    each: worker
    when: "{{ worker.rejected > 0 }}"
    block: {reason: That was one.}
  more: {on: things, when: "{{ hit.rejected > 0 }}", extend: {assignments: 2}}
"""
_MAKING = ("CreateHITType", "CreateHITWithHITType", "CreateQualificationType")
_CHANGING = (
    "CreateAdditionalAssignmentsForHIT", "UpdateHITTypeOfHIT", "UpdateExpirationForHIT",
    "DeleteHIT", "UpdateQualificationType",
)  # fmt: skip
_ENDING = ("UpdateExpirationForHIT", "DeleteHIT", "DeleteQualificationType")
_PAYING = (
    "ApproveAssignment", "RejectAssignment", "SendBonus", "NotifyWorkers",
    "AssociateQualificationWithWorker", "CreateWorkerBlock", "CreateAdditionalAssignmentsForHIT",
    "GetAssignment", "ListAssignmentsForHIT", "ListBonusPayments",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """What is declared, and the verb that makes it so; `operations` are the calls it makes.

    `works` is whether people hand in work before the step.
    """

    name: str
    verb: str
    reward: str
    rows: str
    assignments: int
    operations: tuple[str, ...]
    took_part: str = "Took part in the story before."
    works: bool = False

    def write(self, folder: Path) -> None:
        """Put the campaign of this step into a folder."""
        rows = ", ".join(f"{{id: {row}}}" for row in self.rows.split())
        text = _CAMPAIGN.format(
            reward=self.reward, rows=rows, assignments=self.assignments, took_part=self.took_part
        )
        (folder / "campaign.yaml").write_text(text, encoding="utf-8")
        (folder / "question.html.j2").write_text(QUESTION, encoding="utf-8")
        rules = folder / "rules.yaml"
        if self.works or self.verb == "destroy":
            rules.write_text(RULES, encoding="utf-8")


_READS = ("GetHIT", "ListHITs")
_LATER = ("ant bee dog", 2)
STEPS = (
    Step("create", "apply", "$0.05", "ant bee cat", 1, (*_MAKING, *_READS), "Took part."),
    Step("change", "apply", "$0.06", *_LATER, (*_MAKING, *_CHANGING, *_READS)),
    Step("follow", "apply", "$0.06", *_LATER, (*_PAYING, *_READS), works=True),
    Step("destroy", "destroy", "$0.06", *_LATER, (*_ENDING, *_READS)),
)
