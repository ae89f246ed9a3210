"""Rules checked against the campaign they stand in: every name they use must exist."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from turkform.config.campaign import Row
from turkform.config.expressions import Expression, NamePath, names_of
from turkform.config.sections import Gathered, Report
from turkform.config.templates import TemplateFailed
from turkform.config.values import FileReference
from turkform.config.yaml_source import Path
from turkform.core.diagnostics import nearest
from turkform.kinds.follow_up.names import BY_EACH, EVENTS, KNOWN, LATE
from turkform.kinds.follow_up.naming import texts_of
from turkform.kinds.hit.fields import Fields, answer_fields
from turkform.kinds.hit.spec import HitSpec
from turkform.kinds.qualification_type.spec import QualificationTypeSpec
from turkform.kinds.questions.form_spec import questions_of

if TYPE_CHECKING:
    from turkform.kinds.follow_up.spec import FollowUpSpec


_OWN_WORK = frozenset({"approve", "reject", "bonus", "extend", "mark"})
_WORKER_ID = re.compile(r"A[A-Z0-9]{1,63}")  # as the service reads it (CustomerId of its model)
_TOLD = 5


def check(gathered: Gathered, report: Report) -> None:
    """Report names that nothing has, events that cannot come, rules that wait for themselves."""
    rules = cast("Mapping[str, FollowUpSpec]", gathered.entries.get("follow_ups", {}))
    for name, rule in rules.items():
        path: Path = ("follow_ups", name)
        known = _Known(gathered, name, rule)
        for place, text in texts_of(rule, path):
            _check_text(known, place, text, report)
        _check_after(rule, rules, path, report)
        _check_foreign(gathered.campaign, rule, path, report)
        _check_workers(rule, gathered.lists.get(name, ()), path, report)
    for name in _waiting_in_a_circle(rules):
        report("waits for itself through after:", ("follow_ups", name, "after"))


def _check_text(known: "_Known", place: Path, text: object, report: Report) -> None:
    file = str(text) if isinstance(text, FileReference) else ""
    source = known.gathered.texts.get(file, "") if file else text
    try:
        names = source.names if isinstance(source, Expression) else names_of(str(source))
    except TemplateFailed as error:
        report(f"the template fails: {error}", place, file=file, line=error.line)
        return
    for used in names:
        if place[-1] == "limit" and used.steps[0] in LATE:
            report(f"limit: is one number for the whole rule; {used} differs", place)
        elif (problem := known.problem(used)) is not None:
            message, hint = problem
            report(message, place, hint, file=file, line=used.line)


class _Known:
    """What the texts of one rule may name."""

    def __init__(self, gathered: Gathered, name: str, rule: "FollowUpSpec") -> None:
        self.gathered = gathered
        self._rule = rule
        self._listed = gathered.lists.get(name)
        own = [group for group in rule.on if group in gathered.entries.get("hits", {})]
        self._groups = own if len(own) == len(rule.on) else None

    def problem(self, used: NamePath) -> tuple[str, str] | None:
        """What is wrong with a use of a name, and a hint; None where it is right."""
        first, *rest = used.steps
        allowed = BY_EACH[self._rule.each]
        if first == "row" and any("/" in group for group in self._rule.on):
            return "row: is known for work of this campaign only", ""
        if first not in allowed:
            message = f"{first!r} is not known in a rule for each {self._rule.each}"
            return message, nearest(first, allowed)
        known = self._below(first)
        if not rest or known is None or rest[0] in known:
            return None
        return f"there is no {first}.{rest[0]}", nearest(rest[0], known)

    def _below(self, first: str) -> frozenset[str] | None:
        if first == "var":
            return frozenset(self.gathered.variables)
        if first == "row":
            return self._columns()
        if first == "listed":
            return _columns(self._listed) if self._listed is not None else frozenset()
        if first == "answer":
            return self._answers()
        return KNOWN[first]

    def _columns(self) -> frozenset[str] | None:
        found = [_columns(self.gathered.rows.get(name, ())) for name in self._groups or ()]
        known = [columns for columns in found if columns is not None]
        return frozenset.intersection(*known) if known and len(known) == len(found) else None

    def _answers(self) -> frozenset[str] | None:
        fields = [self._fields(name) for name in self._groups or ()]
        fields += [self._test(name) for name in self._rule.on_requests]
        if not fields or not all(found.complete for found in fields):
            return None
        return frozenset[str]().union(*(found.names for found in fields))

    def _fields(self, group: str) -> Fields:
        spec = cast("HitSpec", self.gathered.entries["hits"][group])
        return answer_fields(spec.question, self.gathered.texts)

    def _test(self, name: str) -> Fields:
        spec = self.gathered.entries.get("qualification_types", {}).get(name)
        test = spec.test if isinstance(spec, QualificationTypeSpec) else None
        if test is None or not test.questions:
            return Fields()
        return Fields(frozenset(question.id for question in questions_of(test.questions)), True)


def _columns(rows: Sequence[Row] | None) -> frozenset[str] | None:
    # JSON Lines may have other columns in each row; the first few show what there is.
    if not rows:
        return None
    return frozenset[str]().union(*(frozenset(row.values) for row in rows[:100]))


def _check_after(
    rule: "FollowUpSpec", rules: Mapping[str, "FollowUpSpec"], path: Path, report: Report
) -> None:
    events = EVENTS[rule.each] if rule.on or rule.on_requests else frozenset()
    for name in rule.after:
        if name not in events and name not in rules:
            message = f"there is no event or follow-up {name!r} for each {rule.each}"
            report(message, (*path, "after", name), nearest(name, {*events, *rules}))
        elif name not in events and (rules[name].each == "hit") != (rule.each == "hit"):
            message = (
                f"a rule for each {rule.each} cannot wait for {name}, which is for each "
                f"{rules[name].each}: a HIT is nobody's"
            )
            report(message, (*path, "after", name))


def _check_foreign(campaign: str, rule: "FollowUpSpec", path: Path, report: Report) -> None:
    """Workers of another campaign may be written to and marked; its work is its own business."""
    for group in rule.on:
        if group.startswith(f"{campaign}/"):
            hint = f"Write {group.removeprefix(f'{campaign}/')}."
            report(f"{group} is a group of this campaign", (*path, "on"), hint)
    foreign = next((group for group in rule.on if "/" in group), None)
    if foreign is not None and rule.action in _OWN_WORK:
        message = (
            f"{rule.action}: touches only work of its own campaign, and {foreign} is another's"
        )
        report(message, (*path, "on"), "Put the rule into that campaign.")


def _check_workers(rule: "FollowUpSpec", listed: Sequence[Row], path: Path, report: Report) -> None:
    """One name that the service cannot read would hold up the mail to everybody in the list."""
    if rule.from_csv is None or rule.each not in ("worker", "request"):
        return
    wrong = [row for row in listed if not _WORKER_ID.fullmatch(row.key or "")]
    for row in wrong[:_TOLD]:
        message = (
            f"{rule.from_csv.file}: row {row.number}: {(row.key or '')[:80]!r} is no worker id"
        )
        hint = "Expected A and then capital letters and digits, 64 at most, such as A1B2C3D4E5F6G7."
        report(message, (*path, "from_csv"), hint)
    if len(wrong) > _TOLD:
        report(f"and {len(wrong) - _TOLD:,} rows more are no worker ids", (*path, "from_csv"))


def _waiting_in_a_circle(rules: Mapping[str, "FollowUpSpec"]) -> Iterator[str]:
    for start in rules:
        seen: set[str] = set()
        ahead = [name for name in rules[start].after if name in rules]
        while ahead:
            name = ahead.pop()
            if name == start:
                yield start
                break
            if name not in seen:
                seen.add(name)
                ahead.extend(other for other in rules[name].after if other in rules)
