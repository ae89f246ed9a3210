"""What people decided about submissions: a CSV file that follow-ups read with `from_csv:`.

Its columns are those that the Requester site's batch files end in, and a few of our own. It names
no worker, so it can go under version control with the campaign.
"""

import csv
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from turkform.core.errors import TurkformError
from turkform.core.money import Money
from turkform.core.submissions import OVERRIDE_WITHIN, Status, Submission

COLUMNS: Final = (
    "AssignmentId",
    "Approve",
    "Reject",
    "Bonus",
    "BonusReason",
    "Subject",
    "Message",
)
APPROVED_MARK: Final = "x"
RULES: Final = """\
follow_ups:
  reviewed-approve:
    on: {groups}
    from_csv: {{file: {file}, key: AssignmentId}}
    when: "{{{{ listed.Approve != '' }}}}"
    approve: {{override_rejection: true}}
  reviewed-reject:
    on: {groups}
    from_csv: {{file: {file}, key: AssignmentId}}
    when: "{{{{ listed.Reject != '' }}}}"
    reject: {{feedback: "{{{{ listed.Reject }}}}"}}
  reviewed-bonus:
    on: {groups}
    from_csv: {{file: {file}, key: AssignmentId}}
    when: "{{{{ listed.Bonus != '' }}}}"
    bonus: {{amount: "{{{{ listed.Bonus }}}}", reason: "{{{{ listed.BonusReason }}}}"}}
  reviewed-message:
    on: {groups}
    each: assignment
    from_csv: {{file: {file}, key: AssignmentId}}
    when: "{{{{ listed.Message != '' }}}}"
    message: {{subject: "{{{{ listed.Subject }}}}", text: "{{{{ listed.Message }}}}"}}
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """What shall be done about one submission; empty texts mean that nothing shall.

    `reject` is the reason that the worker will read. `bonus` is dollars as text.
    """

    assignment: str
    approve: bool = False
    reject: str = ""
    bonus: str = ""
    bonus_reason: str = ""
    subject: str = ""
    message: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is decided (any more)."""
        return self == Decision(self.assignment)

    def problem(self) -> str:
        """Why it cannot be carried out; empty when it can."""
        if self.approve and self.reject:
            return "both Approve and Reject are filled in; leave one of them empty"
        if bool(self.subject) != bool(self.message):
            return "a message needs a subject and a text"
        if not self.bonus:
            return "BonusReason is filled in, Bonus is not" if self.bonus_reason else ""
        if not self.bonus_reason:
            return "a bonus needs a reason, which the worker will read"
        try:
            return "" if Money.parse(self.bonus) else "a bonus must be more than nothing"
        except ValueError as error:
            return str(error)


def misfit(decision: Decision, submission: Submission | None, now: datetime) -> str:
    """Why a decision does not fit the submission's state; empty when it does."""
    if submission is None:
        return "no submission of this campaign has this id"
    if decision.empty:
        return ""
    if submission.gone:
        return "its HIT was deleted, nothing can be done about it any more"
    if decision.reject and submission.status is Status.APPROVED:
        return "it is approved already, and an approval cannot be taken back"
    if decision.approve and submission.status is Status.REJECTED:
        until = reversible_until(submission)
        if until is not None and now >= until:
            return f"it was rejected, which could be undone until {until:%Y-%m-%d %H:%M} UTC"
    return ""


def reversible_until(submission: Submission) -> datetime | None:
    """Until when a rejection can be turned into an approval (API reference 5.2)."""
    if submission.status is not Status.REJECTED or submission.submitted_at is None:
        return None
    return submission.submitted_at + OVERRIDE_WITHIN


class DecisionFile:
    """The CSV file; written whole and in one step, so that a reader never sees half of it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> dict[str, Decision]:
        """Decisions by assignment id; `TurkformError` names the row that cannot be read."""
        if not self.path.exists():
            return {}
        return {one.assignment: one for one in read_decisions(self.path)}

    def save(self, decisions: Iterable[Decision]) -> None:
        """Replace what is there, in the order of assignment ids: short diffs under git."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        with temporary.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for one in sorted(decisions, key=lambda one: one.assignment):
                if not one.empty:
                    writer.writerow(_cells(one))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.path)

    def merge(self, changed: Iterable[Decision]) -> dict[str, Decision]:
        """Add to what is there; the later decision about a submission takes the earlier's place."""
        merged = self.load() | {one.assignment: one for one in changed}
        self.save(merged.values())
        return merged


def read_decisions(path: Path) -> list[Decision]:
    """Decisions of a file of ours, or of the Requester site's with Approve and Reject filled in.

    Rows where nothing is decided are left out. `TurkformError` lists every row that is wrong.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=_delimiter(file))
            missing = {"AssignmentId", "Approve", "Reject"} - set(reader.fieldnames or ())
            if missing:
                msg = f"{path}: column {min(missing)} is missing; expected {', '.join(COLUMNS)}"
                raise TurkformError(msg)
            numbered = [(reader.line_num, _decision(row)) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        msg = f"{path}: cannot be read as a CSV file in UTF-8: {error}"
        raise TurkformError(msg) from error
    problems = [f"{path}:{line}: {one.problem()}" for line, one in numbered if one.problem()]
    if problems:
        raise TurkformError("\n".join(problems))
    return [one for _, one in numbered if not one.empty]


def _delimiter(file: IO[str]) -> str:
    """Spreadsheets write semicolons where people write decimal commas."""
    head = file.readline()
    file.seek(0)
    return ";" if head.count(";") > head.count(",") else ","


def without_done(
    decisions: Mapping[str, Decision], submissions: Iterable[Submission]
) -> dict[str, Decision]:
    """Leave out approvals and rejections that the service shows as carried out."""
    states = {one.assignment: one.status for one in submissions}
    left = {name: _left(one, states.get(name)) for name, one in decisions.items()}
    return {name: one for name, one in left.items() if not one.empty}


def _left(one: Decision, state: Status | None) -> Decision:
    if one.approve and state is Status.APPROVED:
        return replace(one, approve=False)
    if one.reject and state is Status.REJECTED:
        return replace(one, reject="")
    return one


def _cells(one: Decision) -> tuple[str, ...]:
    mark = APPROVED_MARK if one.approve else ""
    return (one.assignment, mark, one.reject, one.bonus, one.bonus_reason, one.subject, one.message)


def _decision(row: Mapping[str, str | None]) -> Decision:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    return Decision(
        cells["AssignmentId"],
        bool(cells["Approve"]),
        cells["Reject"],
        cells["Bonus"],
        cells["BonusReason"],
        cells["Subject"],
        cells["Message"],
    )
