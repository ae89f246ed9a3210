"""`turkform.yaml`: the project's identity and its environments (design section 3)."""

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from turkform.config.findings import findings
from turkform.config.values import MoneyValue, Shape, Spec, Text
from turkform.config.yaml_source import parse
from turkform.core.diagnostics import Diagnostic, SourceSpan, nearest
from turkform.core.errors import ConfigurationInvalid
from turkform.core.money import Money

FILE = "turkform.yaml"
LIVE = "https://mturk-requester.us-east-1.amazonaws.com"
SANDBOX = "https://mturk-requester-sandbox.us-east-1.amazonaws.com"
_ID = Shape(r"[0-9a-f]{32}", "a project id: 32 digits 0-9a-f, made by openssl rand -hex 16")
_ENDPOINT = Shape(r"https?://[^\s/]+/?", "an address without path such as https://hits.lab.example")
Side = Literal["embedded", "sandbox", "production", "custom"]


class EnvironmentSpec(Spec):
    """One environment in YAML; `endpoint` is needed unless the name is built in."""

    endpoint: Annotated[Text, _ENDPOINT] | None = None
    profile: Text | None = None
    region: Text = "us-east-1"
    state: Text | None = None
    budget: MoneyValue | None = None
    confirm: Literal["yes", "amount"] = "yes"
    account: Text | None = None


class ProjectSpec(Spec):
    """The whole file."""

    project: Annotated[Text, _ID]
    default_environment: Text = "local"
    environments: dict[str, EnvironmentSpec] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a campaign runs; `endpoint` is empty for the embedded marketplace."""

    name: str
    side: Side
    endpoint: str
    region: str = "us-east-1"
    profile: str | None = None
    state: str | None = None
    budget: Money | None = None
    confirm: str = "yes"
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """`id` is 128 random bits in hex; tokens and markers derive from it."""

    id: str
    root: Path
    spec: ProjectSpec
    declared: bool
    elsewhere: Path | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of `turkform.yaml`, by its name."""

    @property
    def data(self) -> Path:
        """The folder of state, plans and the embedded marketplace; a rehearsal has its own."""
        return self.elsewhere or self.root / ".turkform"

    def environment(self, name: str | None) -> Environment:
        """The named environment, or the default one."""
        wanted = name or self.spec.default_environment
        built_in = _built_in()
        known = {**built_in, **self.spec.environments}
        if wanted not in known:
            raise _invalid(f"there is no environment {wanted!r}", self.root, nearest(wanted, known))
        if not self.declared and wanted != "local":
            hint = "Run turkform init to make one."
            raise _invalid(f"the environment {wanted!r} needs a {FILE}", self.root, hint)
        return self._environment(wanted, self.spec.environments.get(wanted), built_in.get(wanted))

    def _environment(
        self, name: str, spec: EnvironmentSpec | None, base: Environment | None
    ) -> Environment:
        given = spec or EnvironmentSpec()
        endpoint = (given.endpoint or (base.endpoint if base else "")).rstrip("/")
        if not endpoint and name != "local":
            raise _invalid(f"the environment {name!r} has no endpoint", self.root)
        side: Side = base.side if base and not given.endpoint else "custom"
        return Environment(
            name,
            side,
            endpoint,
            given.region,
            given.profile,
            given.state,
            given.budget,
            given.confirm,
            given.account,
        )


def _built_in() -> Mapping[str, Environment]:
    return {
        "local": Environment("local", "embedded", ""),
        "sandbox": Environment("sandbox", "sandbox", SANDBOX),
        "production": Environment("production", "production", LIVE),
    }


def _invalid(message: str, root: Path, hint: str = "") -> ConfigurationInvalid:
    return ConfigurationInvalid([Diagnostic(message, SourceSpan(str(root / FILE)), hint=hint)])


def find_project_file(folder: Path) -> Path | None:
    """The nearest `turkform.yaml`, walking upwards."""
    for place in (folder, *folder.parents):
        if (place / FILE).is_file():
            return place / FILE
    return None


def load_project(folder: Path) -> Project:
    """The project that a campaign folder belongs to; without a file, one of its own."""
    folder = folder.resolve()
    found = find_project_file(folder)
    if found is None:
        spec = ProjectSpec(project=_own_id(folder / ".turkform"))
        return Project(spec.project, folder, spec, declared=False)
    data = found.read_bytes()
    source = parse(found.name, data)
    problems = list(source.diagnostics)
    try:
        spec = ProjectSpec.model_validate(source.data)
    except ValidationError as error:
        problems += findings(error, ProjectSpec, source.spans, SourceSpan(str(found)))
    else:
        if not problems:
            inputs = {FILE: hashlib.sha256(data).hexdigest()}
            return Project(spec.project, found.parent, spec, declared=True, inputs=inputs)
    raise ConfigurationInvalid(problems)


def own_id(data: Path) -> str:
    """The id of a campaign that ran without a `turkform.yaml`; empty where none did."""
    file = data / "project"
    if not file.is_file():
        return ""
    found = file.read_text(encoding="ascii", errors="replace").strip()
    if not re.fullmatch(_ID.pattern, found, re.ASCII):
        hint = "Restore it from a backup: under another id, what exists would be made once more."
        problem = f"{found[:40]!r} is not a project id; expected 32 digits 0-9a-f"
        raise ConfigurationInvalid([Diagnostic(problem, SourceSpan(str(file)), hint=hint)])
    return found


def _own_id(data: Path) -> str:
    """The id kept in `.turkform/project`, made on first use and never overwritten."""
    file = data / "project"
    data.mkdir(parents=True, exist_ok=True)
    temporary = data / f"project.{os.getpid()}.tmp"
    try:
        if not file.is_file():
            _write(temporary, secrets.token_hex(16) + "\n")
            # It appears whole or not at all, and the first of two runs wins.
            with suppress(FileExistsError):
                os.link(temporary, file)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error
    finally:
        temporary.unlink(missing_ok=True)
    return own_id(data)


def _write(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
