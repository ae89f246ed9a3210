"""A scenario file: `scenarios/*.yaml` beside a campaign."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from turkform.config.findings import findings
from turkform.config.values import DurationValue, MoneyValue, Names, Spec, Text, WholeNumber
from turkform.config.yaml_source import Path as DataPath
from turkform.config.yaml_source import parse
from turkform.core.diagnostics import Diagnostic, SourceSpan
from turkform.core.errors import ConfigurationInvalid

FOLDER = "scenarios"


def _mapping(value: object) -> object:
    """`- apply` is short for `- apply: {}`."""
    return {} if value is None or value == "" else value


class WorkerSpec(Spec):
    """A simulated worker; what is left out is as for somebody with a long, good history."""

    country: Text = "US"
    subdivision: Text | None = None
    submitted: WholeNumber = 1000
    approved: WholeNumber = 990
    adult: Literal["yes", "no"] = "yes"
    masters: Literal["yes", "no"] = "no"


class ApplySpec(Spec):
    """`turkform apply --auto-approve`; `refused` names a text that its refusal must contain."""

    refused: Text | None = None


class WorkSpec(Spec):
    """Workers accept, answer and submit the HITs of a group, one after the other.

    Answers may be templates over `row`, `key` and `worker`. `refused: yes` expects that the
    marketplace lets none of them accept.
    """

    on: Text
    by: Annotated[Names, Field(min_length=1)]
    keys: Names = ()
    answers: dict[str, Text] = Field(default_factory=dict)
    takes: DurationValue = Field(default="1m", validate_default=True)
    refused: Literal["yes", "no"] = "no"


class RequestSpec(Spec):
    """Workers ask for a qualification, and take its test where it has one."""

    qualification: Text
    by: Annotated[Names, Field(min_length=1)]
    answers: dict[str, Text] = Field(default_factory=dict)


class ExpectSpec(Spec):
    """What must be true now. A mapping that is given names everybody it happened to, and how
    often: a worker who is not in it must not have been approved, paid, mailed…"""

    hits: dict[str, WholeNumber] | None = None
    submitted: dict[str, WholeNumber] | None = None
    approved: dict[str, WholeNumber] | None = None
    rejected: dict[str, WholeNumber] | None = None
    bonuses: dict[str, MoneyValue] | None = None
    messages: dict[str, WholeNumber] | None = None
    blocked: Names | None = None
    qualifications: dict[str, dict[str, WholeNumber]] | None = None
    cost: MoneyValue | None = None
    plan: Literal["empty", "changes"] | None = None


class StepSpec(Spec):
    """One step; exactly one of its keys."""

    apply: Annotated[ApplySpec | None, BeforeValidator(_mapping)] = None
    work: WorkSpec | None = None
    request: RequestSpec | None = None
    wait: DurationValue | None = None
    expect: ExpectSpec | None = None

    @model_validator(mode="before")
    @classmethod
    def _one(cls, data: Any) -> Any:
        if isinstance(data, str):
            data = {data: {}}
        if isinstance(data, dict) and len(data) != 1:
            msg = "expected one of apply, work, request, wait, expect"
            raise ValueError(msg)
        return data


class ScenarioSpec(Spec):
    """The whole file. `take` uses the first rows of a group only; `rows` replaces them."""

    scenario: Text
    variables: dict[str, Text] = Field(default_factory=dict)
    take: dict[str, WholeNumber] = Field(default_factory=dict)
    rows: dict[str, tuple[dict[str, Text], ...]] = Field(default_factory=dict)
    workers: dict[str, Annotated[WorkerSpec, BeforeValidator(_mapping)]] = Field(
        default_factory=dict
    )
    steps: Annotated[tuple[StepSpec, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario that was read and checked; `spans` say where its parts stand."""

    file: str
    spec: ScenarioSpec
    spans: Mapping[DataPath, SourceSpan]

    def place(self, step: int) -> str:
        """`file:line` of a step, counted from 0."""
        span = self.spans.get(("steps", step))
        return f"{self.file}:{span.line}" if span else self.file


def load_scenarios(campaign: Path) -> list[Scenario]:
    """Every scenario of a campaign, in order of file names; all errors of all files at once."""
    found, problems = [], list[Diagnostic]()
    for path in sorted((campaign / FOLDER).glob("*.yaml")):
        try:
            found.append(read_scenario(f"{FOLDER}/{path.name}", path.read_bytes()))
        except ConfigurationInvalid as error:
            problems += error.diagnostics
    if problems:
        raise ConfigurationInvalid(problems)
    return found


def read_scenario(name: str, data: bytes) -> Scenario:
    """One file; `ConfigurationInvalid` has every error with its place."""
    source = parse(name, data)
    problems = list(source.diagnostics)
    try:
        spec = ScenarioSpec.model_validate(source.data)
    except ValidationError as error:
        problems += findings(error, ScenarioSpec, source.spans, SourceSpan(name))
        raise ConfigurationInvalid(problems) from error
    problems += _unknown_workers(spec, source.spans, name)
    if problems:
        raise ConfigurationInvalid(problems)
    return Scenario(name, spec, source.spans)


def _unknown_workers(
    spec: ScenarioSpec, spans: Mapping[DataPath, SourceSpan], file: str
) -> list[Diagnostic]:
    from turkform.core.diagnostics import nearest

    found = []
    for number, step in enumerate(spec.steps):
        for name in sorted(_named(step) - spec.workers.keys()):
            span = spans.get(("steps", number), SourceSpan(file))
            hint = nearest(name, spec.workers)
            found.append(Diagnostic(f"there is no worker {name!r}", span, hint=hint))
    return found


def _named(step: StepSpec) -> set[str]:
    """The workers that a step speaks of."""
    names: set[str] = set()
    for doing in (step.work, step.request):
        names |= set(doing.by) if doing else set()
    if step.expect:
        seen = step.expect
        for counts in (seen.submitted, seen.approved, seen.rejected, seen.bonuses, seen.messages):
            names |= set(counts or ())
        names |= set(seen.blocked or ())
        for holders in (seen.qualifications or {}).values():
            names |= set(holders)
    return names
