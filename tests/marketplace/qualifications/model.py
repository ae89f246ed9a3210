"""A second, simple opinion on qualifications, written from API reference 5.3 and 10.3 to 10.5.

Times are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

DISPOSAL: Final = 48 * 3_600


class Refused(Exception):
    """The model refuses; the text is the TurkErrorCode without prefix, or NotAllowed."""


@dataclass
class Request:
    """What a worker asked for; `state` is Pending, Granted or Rejected."""

    worker: str
    at: int
    state: str = "Pending"


@dataclass
class Held:
    """What a worker holds or held."""

    value: int
    granted: bool = True


@dataclass
class Kind:
    """A qualification type as its owner and the workers see it."""

    name: str
    retry: int | None
    auto: int | None
    active: bool = True
    deleted_at: int | None = None
    requests: list[Request] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)

    def gone(self, now: int) -> bool:
        return self.deleted_at is not None and now >= self.deleted_at + DISPOSAL

    def owned(self, now: int) -> None:
        """Refuse what only a living type can do."""
        if self.gone(now):
            raise Refused("QualificationTypeDoesNotExist")
        if self.deleted_at is not None:
            raise Refused("InvalidQualificationTypeState")

    def ask(self, worker: str, now: int) -> Request:
        if self.deleted_at is not None or not self.active:
            raise Refused("NotAllowed")
        mine = [one for one in self.requests if one.worker == worker]
        if mine and not self._may_ask_again(mine[-1], now):
            raise Refused("NotAllowed")
        made = Request(worker, now)
        self.requests.append(made)
        if self.auto is not None:
            self._settle(made, "Granted", self.auto)
        return made

    def _may_ask_again(self, last: Request, now: int) -> bool:
        return last.state != "Pending" and self.retry is not None and now >= last.at + self.retry

    def decide(self, request: Request, value: int | None) -> None:
        """Grant a value, or reject (None)."""
        if request.state != "Pending":
            raise Refused("InvalidQualificationRequestState")
        self._settle(request, "Rejected" if value is None else "Granted", value)

    def _settle(self, request: Request, state: str, value: int | None) -> None:
        request.state = state
        if value is not None:
            self.held[request.worker] = Held(value)

    def grant(self, worker: str, value: int, now: int) -> None:
        self.owned(now)
        self.held[worker] = Held(value)

    def score(self, worker: str, now: int) -> int:
        self.owned(now)
        held = self.held.get(worker)
        if held is None:
            raise Refused("QualificationDoesNotExist")
        if not held.granted:
            raise Refused("InvalidQualificationState")
        return held.value

    def revoke(self, worker: str, now: int) -> None:
        self.score(worker, now)
        self.held[worker].granted = False

    def delete(self, now: int) -> None:
        self.owned(now)
        self.deleted_at = now
        for one in self.requests:
            if one.state == "Pending":
                one.state = "Rejected"
