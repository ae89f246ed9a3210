"""Errors that users cause or can mend, each with the exit code it ends in (design section 4)."""

from collections.abc import Sequence
from enum import IntEnum

from turkform.core.diagnostics import Diagnostic


class ExitCode(IntEnum):
    """Exit codes of the command line (contract, design section 4)."""

    DONE = 0
    ERROR = 1
    CHANGES = 2
    CHECK_FAILED = 3
    CONFIGURATION_INVALID = 4
    BLOCKED = 5
    STALE = 6
    LOCKED = 7
    DECLINED = 8
    PARTLY_APPLIED = 9
    UNRESOLVED = 10
    CREDENTIALS_OR_FUNDS = 11
    USAGE = 64
    INTERRUPTED = 130
    TERMINATED = 143


class TurkformError(Exception):
    """A refusal or failure with a message for the user: what happened, and what to do next.

    Anything that is not a `TurkformError` is a bug and keeps its traceback.
    """

    exit_code = ExitCode.ERROR


class ConfigurationInvalid(TurkformError):
    """The campaign or project cannot be used as it is written; carries every finding."""

    exit_code = ExitCode.CONFIGURATION_INVALID

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(str(d) for d in self.diagnostics))


class NotThere(TurkformError, KeyError):
    """An object that another one needs does not exist (yet)."""

    def __init__(self, address: object) -> None:
        self.address = address
        super().__init__(f"{address} does not exist, and it is needed; apply it too")

    __str__ = Exception.__str__


class Blocked(TurkformError):
    """A budget, limit or policy forbids it."""

    exit_code = ExitCode.BLOCKED


class Stale(TurkformError):
    """The plan, the state or the lock moved under us."""

    exit_code = ExitCode.STALE


class Locked(TurkformError):
    """Another run holds the state."""

    exit_code = ExitCode.LOCKED


class Declined(TurkformError):
    """The user said no, or nobody was there to say yes."""

    exit_code = ExitCode.DECLINED


class CredentialsOrFunds(TurkformError):
    """The account cannot or may not do it."""

    exit_code = ExitCode.CREDENTIALS_OR_FUNDS
