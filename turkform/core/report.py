"""What an apply did, for people and for the exit code."""

from dataclasses import dataclass

from turkform.core.addresses import Address
from turkform.core.errors import ExitCode


@dataclass(frozen=True, slots=True)
class Problem:
    """A change that did not succeed, and why."""

    address: Address
    message: str
    funds: bool = False


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """Every planned change is in exactly one of the four."""

    done: tuple[Address, ...] = ()
    failed: tuple[Problem, ...] = ()
    unknown: tuple[Problem, ...] = ()
    not_started: tuple[Address, ...] = ()
    interrupted: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """Unknown outcomes outrank failures: they need a decision."""
        if self.unknown:
            return ExitCode.UNRESOLVED
        if self.interrupted:
            return ExitCode.INTERRUPTED
        if not self.failed and not self.not_started:
            return ExitCode.DONE
        if self.done:
            return ExitCode.PARTLY_APPLIED
        return ExitCode.CREDENTIALS_OR_FUNDS if self._only_funds else ExitCode.PARTLY_APPLIED

    @property
    def complete(self) -> bool:
        """Whether every change was tried, and none failed."""
        return not (self.failed or self.not_started or self.interrupted)

    @property
    def _only_funds(self) -> bool:
        return all(problem.funds for problem in self.failed)
