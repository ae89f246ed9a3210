"""Running one scenario: the real planner, executor and ledger on a marketplace of its own."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from turkform.app import open_app
from turkform.config.campaign import Campaign, Row
from turkform.config.rows import keyed
from turkform.core.diagnostics import Severity
from turkform.core.errors import ExitCode, TurkformError
from turkform.core.events import Event
from turkform.core.money import Money
from turkform.core.resources import Resource
from turkform.kinds.hit.spec import SECTION as HITS
from turkform.planning.options import PlanOptions
from turkform.scenarios.expectations import Facts, differences
from turkform.scenarios.spec import ApplySpec, ExpectSpec, RequestSpec, Scenario, WorkSpec
from turkform.scenarios.stage import Stage
from turkform.scenarios.witness import record_of
from turkform.study import Study

_PARALLELISM = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a scenario; `failures` are empty when it passed."""

    name: str
    file: str
    seconds: float
    failures: tuple[str, ...]


def run_scenario(campaign: Path, scenario: Scenario) -> Outcome:
    """Run all steps; the first step that fails ends it, an expectation tells all differences."""
    started = time.monotonic()
    with TemporaryDirectory(prefix="turkform-test-") as folder:
        try:
            failures = tuple(_Performance(campaign, scenario, Path(folder)).perform())
        except TurkformError as error:
            failures = (str(error),)
    return Outcome(scenario.spec.scenario, scenario.file, time.monotonic() - started, failures)


class _Performance:
    """One scenario while it runs."""

    def __init__(self, campaign: Path, scenario: Scenario, data: Path) -> None:
        self._scenario = scenario
        opened = open_app(campaign, "local", scenario.spec.variables, _PARALLELISM, data=data)
        self._app = replace(opened, campaign=_with_rows(opened.campaign, scenario))
        self._stage = Stage(data / "local" / "marketplace.db", scenario.spec.workers)
        self._start = self._funds()

    def perform(self) -> Iterator[str]:
        """The failures of the first step that has any."""
        try:
            for number, step in enumerate(self._scenario.spec.steps):
                place = self._scenario.place(number)
                found = [f"{place}: {text}" for text in self._step(step)]
                yield from found
                if found:
                    return
        finally:
            self._stage.close()

    def _step(self, step: Any) -> Iterator[str]:  # one of five keys, checked when it was read
        if step.apply is not None:
            yield from self._apply(step.apply)
        elif step.work is not None:
            yield from self._work(step.work)
        elif step.request is not None:
            yield from self._request(step.request)
        elif step.wait is not None:
            self._stage.wait(step.wait)
        else:
            yield from self._expect(step.expect)

    def _apply(self, spec: ApplySpec) -> Iterator[str]:
        try:
            code = _apply(self._app)
        except TurkformError as refusal:
            if spec.refused is None:
                yield f"apply: {refusal}"
            elif spec.refused not in str(refusal):
                yield f"apply: expected a refusal with {spec.refused!r}, found: {refusal}"
            return
        if spec.refused is not None:
            yield f"apply: expected a refusal with {spec.refused!r}, it was carried out"
        elif code is not ExitCode.DONE:
            yield f"apply: ended with exit code {code.value}"

    def _work(self, spec: WorkSpec) -> Iterator[str]:
        hits = list(self._hits(spec))
        if not hits:
            yield f"work: {spec.on} has no live HIT" + (" with these keys" if spec.keys else "")
        for name in spec.by:
            for hit, row in hits:
                values = {"row": row.values if row else {}, "key": row.key if row else ""}
                try:
                    self._stage.work(hit, name, spec.answers, values, spec.takes)
                except TurkformError as refusal:
                    if spec.refused == "no":
                        yield f"work: {refusal}"
                        return
                else:
                    if spec.refused == "yes":
                        yield f"work: {name} was let in, and should have been refused"
                        return

    def _hits(self, spec: WorkSpec) -> Iterator[tuple[str, Row | None]]:
        rows = {row.key: row for row in self._app.campaign.rows.get(spec.on, ())}
        for resource in self._resources("hit"):
            address = resource.address
            if address.name != spec.on or (spec.keys and address.key not in spec.keys):
                continue
            plain = (address.key or "").rpartition("~")[0]
            yield resource.mturk_id, rows.get(address.key) or rows.get(plain)

    def _request(self, spec: RequestSpec) -> Iterator[str]:
        types = {one.address.name: one.mturk_id for one in self._resources("qualification_type")}
        if spec.qualification not in types:
            yield f"request: there is no live qualification type {spec.qualification!r}"
            return
        for name in spec.by:
            try:
                self._stage.request(types[spec.qualification], name, spec.answers)
            except TurkformError as refusal:
                yield f"request: {refusal}"

    def _expect(self, spec: ExpectSpec) -> Iterator[str]:
        changes = _changes(self._app) if spec.plan is not None else 0
        facts = Facts(
            record_of(self._stage.journal(), self._stage.names),
            Counter(one.address.name for one in self._resources("hit")),
            self._qualifications(),
            self._start - self._funds(),
            changes,
        )
        yield from differences(spec, facts)

    def _qualifications(self) -> Mapping[str, Mapping[str, int]]:
        names, call = self._stage.names, self._app.reader.call
        found = {}
        for one in self._resources("qualification_type"):
            asked = {"QualificationTypeId": one.mturk_id, "MaxResults": 100}
            held = call("ListWorkersWithQualificationType", asked)["Qualifications"]
            found[str(one.address).partition(".")[2]] = {
                names.get(entry["WorkerId"], entry["WorkerId"]): int(entry["IntegerValue"])
                for entry in held
            }
        return found

    def _funds(self) -> Money:
        """Everything on the account, what is held for open HITs included."""
        balance = self._app.reader.call("GetAccountBalance", {})
        held = Money.parse(str(balance.get("OnHoldBalance", "0")))
        return Money.parse(str(balance["AvailableBalance"])) + held

    def _resources(self, kind: str) -> list[Resource]:
        with self._app.store.reading() as state:
            every = state.resources() if state else ()
        return [one for one in every if one.address.kind == kind and one.status == "live"]


def _apply(app: Study) -> ExitCode:
    with app.store.writing("test") as session:
        doubts = app.recover(session, _silent)
        plan = app.plan(PlanOptions(), session, _silent)
        code = ExitCode.DONE
        if not plan.empty:
            code = app.apply(plan, session, _silent, lambda: False, _PARALLELISM).exit_code
        faults = [str(found) for found in plan.diagnostics if found.severity is Severity.ERROR]
        if faults:
            raise TurkformError("\n".join(faults))
    return ExitCode.UNRESOLVED if doubts else code


def _changes(app: Study) -> int:
    with app.store.reading() as state:
        plan = app.plan(PlanOptions(), state, _silent)
    return 0 if plan.empty else max(1, len(plan.changes))


def _silent(_: Event) -> None:
    """A scenario's progress is nobody's news."""


def _with_rows(campaign: Campaign, scenario: Scenario) -> Campaign:
    """The campaign with the scenario's rows, or the first few of its own."""
    rows = dict(campaign.rows)
    for group in (*scenario.spec.take, *scenario.spec.rows):
        if group not in rows:
            msg = f"{scenario.file}: the campaign has no group of HITs {group!r}"
            raise TurkformError(msg)
    for group, count in scenario.spec.take.items():
        rows[group] = rows[group][:count]
    for group, records in scenario.spec.rows.items():
        rows[group] = _read(campaign, scenario, group, records)
    return replace(campaign, rows=rows)


def _read(
    campaign: Campaign, scenario: Scenario, group: str, records: tuple[dict[str, str], ...]
) -> list[Row]:
    source = campaign.of(HITS)[group].for_each
    if source is None:
        msg = f"{scenario.file}: rows: {group} has no for_each: that rows could stand for"
        raise TurkformError(msg)
    made, wrong = keyed(iter(records), source.key)
    if wrong:
        text = "\n".join(f"{scenario.file}: rows: {group}: {one}" for one in wrong)
        raise TurkformError(text)
    return made
