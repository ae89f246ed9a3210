"""One study that uses every write of the service, and the life it leads under a fault."""

import contextlib
import io
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.engine.served import World
from turkform.cli.main import run

WORKERS = ("A1AAAAAAAAAA", "A2BBBBBBBBBB")
STUDY = """\
campaign: small
limits: {{deletes: 100%, rejections: 100%}}
qualification_types:
  seen: {{name: Seen before, description: {description}}}
hit_types:
  look:
    title: Look
    description: Look at it.
    reward: {reward}
    assignment_duration: 5m
    auto_approval_delay: 30d
hits:
  pictures:
    hit_type: look
    for_each:
      rows: [{rows}]
      key: id
    question: {{external: {{url: "https://a.example/?p={{{{ row.id }}}}", frame_height: 400}}}}
    max_assignments: {assignments}
    lifetime: {lifetime}
notifications:
  bell:
    hit_type: look
    events: [HITReviewable]
    sqs: https://sqs.us-east-1.amazonaws.com/123456789012/bell
"""
RULES = """\
follow_ups:
  accept:
    on: pictures
    when: "{{ answer.label == 'cat' }}"
    approve: {feedback: Thank you.}
  careless:
    on: pictures
    when: "{{ answer.label != 'cat' }}"
    reject: {feedback: That was no cat.}
  careful:
    on: pictures
    when: "{{ answer.label == 'cat' }}"
    bonus: {amount: $0.10, reason: Careful labelling}
  remember:
    on: pictures
    each: worker
    grant: {qualification: seen, value: 1}
  invite:
    on: pictures
    each: worker
    message: {subject: Wave two, text: It is open.}
  bar:
    on: pictures
    each: worker
    when: "{{ worker.rejected > 0 }}"
    block: {reason: No cats.}
"""
BEGINNING = {"description": "Was here.", "reward": "$0.06", "assignments": 2, "lifetime": "30d"}
CHANGED = {"description": "Was there.", "reward": "$0.07", "assignments": 3, "lifetime": "40d"}
# Of these every execution is one too many that an untroubled run would not have made.
ONCE = (
    "CreateHITWithHITType",
    "CreateAdditionalAssignmentsForHIT",
    "CreateQualificationType",
    "SendBonus",
    "NotifyWorkers",
    "ApproveAssignment",
    "RejectAssignment",
)
_ROUNDS = 8


@dataclass(slots=True)
class Life:
    """The study from its first apply until nothing is left to do; `spoil` is called before."""

    world: World
    healed: bool = False

    def write(self, values: dict[str, Any], more: str = "") -> None:
        """The campaign as it is wished next."""
        rows = "{id: a}, {id: b}"
        text = STUDY.format(rows=rows, **values) + more
        (self.world.folder / "campaign.yaml").write_text(text, encoding="utf-8")

    def lead(self) -> None:
        """Publish, let work, change, decide, tear down."""
        self.write(BEGINNING)
        self.settle("apply")
        for hit in self.world.hits():
            self.world.work(hit, WORKERS[0])
            self.world.work(hit, WORKERS[1], label="dog")
        self.write(CHANGED, RULES)
        self.settle("apply")
        self.settle("destroy")

    def settle(self, verb: str) -> None:
        """Until the command has nothing left to do; the service heals after the first round."""
        for _ in range(_ROUNDS):
            code = self._run(verb, "--auto-approve")
            if not self.healed and code:
                self.world.heal()
                self.healed = True
            if code == 0 and (verb == "destroy" or self._run("plan", "--detailed-exitcode") == 0):
                return
            if code == 10:
                self.rule()
        msg = f"{verb} does not converge: {self._run(verb, '--auto-approve')}"
        raise AssertionError(msg)

    def rule(self) -> None:
        """A person looks into the service's own journal and says what became of the mail."""
        self.world.advance("61m")
        mailed = {w for mail in self.world.executed("NotifyWorkers") for w in mail["WorkerIds"]}
        for entry in self.listed():
            if entry["operation"] == "NotifyWorkers":
                how = "--happened" if entry["worker"] in mailed else "--did-not-happen"
                self._run("resolve", entry["id"], how, "--worker", entry["worker"])

    def listed(self) -> list[dict[str, Any]]:
        """What is in doubt."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            run(["resolve", str(self.world.folder), "--env", "lab", "--format", "json"])
        found: list[dict[str, Any]] = json.loads(out.getvalue())
        return found

    def _run(self, verb: str, *words: str) -> int:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return run([verb, str(self.world.folder), *words, "--env", "lab"])

    def effects(self) -> Counter[str]:
        """How often each operation was executed; mail counts for each of its workers."""
        entries: Any = self.world.control.journal()
        counted: Counter[str] = Counter()
        for entry in entries:
            workers = entry["parameters"].get("WorkerIds")
            counted[entry["operation"]] += len(workers) if workers else 1
        return counted
