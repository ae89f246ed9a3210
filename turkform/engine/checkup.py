"""What `doctor` looks at: everything that a run needs, asked once, nothing written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from turkform.core.errors import ExitCode, TurkformError
from turkform.core.money import Money
from turkform.core.ports import MTurkReader, StateStore

# Signatures are refused past five minutes; turkform itself trusts the service's clock.
SKEW_REFUSED = timedelta(minutes=5)
SKEW_WORTH_SAYING = timedelta(seconds=5)

LITTLE = Money(100)


class Level(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, what was found, and the exit code that a failure ends in."""

    name: str
    level: Level
    text: str
    code: ExitCode = ExitCode.DONE


def failed(name: str, error: TurkformError) -> Finding:
    """A check that a refusal ended."""
    return Finding(name, Level.FAILED, str(error), error.exit_code)


def check_account(reader: MTurkReader, endpoint: str) -> Iterator[Finding]:
    """Whether the service answers, knows the credentials, and has money; one read."""
    where = endpoint or "the embedded marketplace"
    try:
        reply = reader.call("GetAccountBalance", {})
    except TurkformError as error:
        name = "credentials" if error.exit_code is ExitCode.CREDENTIALS_OR_FUNDS else "endpoint"
        yield failed(name, error)
        return
    yield Finding("endpoint", Level.OK, f"{where} answers")
    yield Finding("credentials", Level.OK, "accepted")
    balance = Money.parse(str(reply["AvailableBalance"]))
    level = Level.OK if balance >= LITTLE else Level.WARNING
    yield Finding("balance", level, f"{balance} available")


def check_clock(skew: timedelta) -> Finding:
    """Whether this machine's clock agrees with the service's; positive is ahead."""
    size = abs(skew)
    if size < SKEW_WORTH_SAYING:
        return Finding("clock", Level.OK, "agrees with the service's")
    side = "ahead of" if skew > timedelta(0) else "behind"
    text = f"{size.total_seconds():.0f} s {side} the service's; set it by NTP"
    if size < SKEW_REFUSED:
        return Finding("clock", Level.WARNING, text)
    return Finding("clock", Level.FAILED, f"{text}: signatures are refused", ExitCode.ERROR)


def check_state(store: StateStore) -> Iterator[Finding]:
    """Whether the state is whole, whose it is, and what it is waiting for."""
    try:
        problems: Sequence[str] = store.verify()
        with store.reading() as state:
            if state is None:
                yield Finding("state", Level.OK, "none yet; the first apply makes it")
                return
            objects = sum(resource.status != "gone" for resource in state.resources())
            unresolved, serial = len(state.unresolved()), state.serial
    except TurkformError as error:
        yield failed("state", error)
        return
    if problems:
        yield Finding("state", Level.FAILED, "; ".join(problems), ExitCode.ERROR)
    else:
        yield Finding("state", Level.OK, f"whole; {objects:,} objects, serial {serial}")
    if unresolved:
        text = f"{unresolved} outcomes are unknown; turkform resolve lists them"
        yield Finding("outcomes", Level.WARNING, text)
    if holder := store.holder():
        yield Finding("lock", Level.WARNING, f"held by {holder}")


def exit_code(findings: Sequence[Finding]) -> ExitCode:
    """That of the first failure."""
    return next((f.code for f in findings if f.level is Level.FAILED), ExitCode.DONE)


def document(findings: Sequence[Finding]) -> dict[str, Any]:
    """For `--format json`."""
    return {
        "format_version": "1",
        "healthy": all(finding.level is not Level.FAILED for finding in findings),
        "checks": [
            {"name": one.name, "level": one.level.value, "text": one.text} for one in findings
        ],
    }
