"""Rules of the real code, each broken: the sweep must see what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Mutant:
    """`breaks` changes the program in this process; `schedules` are those that show it."""

    breaks: Callable[[], None]
    schedules: str


def _replace(owner: object, name: str, value: object) -> None:
    assert hasattr(owner, name)
    setattr(owner, name, value)


def _round_to_failed() -> None:
    from turkform.core.outcomes import Outcome, OutcomeKind
    from turkform.engine.recovery import Recovery

    def settle(self: Recovery, intent: Any) -> None:
        self._record(intent, Outcome(OutcomeKind.UNSENT), "superseded")

    _replace(Recovery, "_settle", settle)


def _resend_mail() -> None:
    from turkform.engine import recovery
    from turkform.engine.doubts import Way
    from turkform.engine.doubts import way as real
    from turkform.kinds.kind import Finding, Verdict

    def way(intent: Any, now: Any) -> Way:
        found = real(intent, now)
        return Way.LOOK_TWICE if found is Way.ASK else found

    def look(*_: Any) -> Any:
        return Finding(Verdict.ABSENT)

    _replace(recovery, "way", way)
    _replace(recovery, "look", look)


def _believe_approvals() -> None:
    from turkform.kinds.kind import Finding, Verdict
    from turkform.kinds.probes import table

    def approved(_call: Any) -> Any:
        yield from ()
        return Finding(Verdict.HAPPENED)

    _replace(table, "PROBES", {**table.PROBES, "ApproveAssignment": approved})


def _forget_outcomes() -> None:
    from turkform.state.session import SqlSession

    def record(_self: Any, _recorded: Any, _resources: Any) -> None:
        """Nothing."""

    _replace(SqlSession, "record", record)


def _send_unrecorded() -> None:
    from turkform.state.session import SqlSession

    def attempt(*_: Any) -> None:
        """Nothing."""

    _replace(SqlSession, "_attempt", attempt)


MUTANTS = {
    "what was in doubt counts as failed": Mutant(_round_to_failed, "kill-2-*"),
    "mail in doubt is looked for and not found": Mutant(_resend_mail, "kill-2-*"),
    "an approval is believed without a look": Mutant(_believe_approvals, "kill-2-*"),
    "outcomes are not recorded": Mutant(_forget_outcomes, "kill-0-*"),
    "calls leave before their attempt is recorded": Mutant(_send_unrecorded, "kill-0-*"),
}
