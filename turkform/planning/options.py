"""What the user asked a plan to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from turkform.core.addresses import Address
from turkform.core.json_types import Json
from turkform.core.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """Patterns are addresses with globs; each must match something."""

    target: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    destroy: bool = False
    refresh_only: bool = False

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> "PlanOptions":
        """What `as_json` gave, read back from a saved plan."""
        patterns = {name: tuple(map(str, saved[name])) for name in ("target", "exclude", "replace")}
        return cls(**patterns, destroy=saved["destroy"], refresh_only=saved["refresh_only"])

    def as_json(self) -> dict[str, Json]:
        """For `Binding.options`."""
        return {
            "target": list(self.target),
            "exclude": list(self.exclude),
            "replace": list(self.replace),
            "destroy": self.destroy,
            "refresh_only": self.refresh_only,
        }


@dataclass(frozen=True, slots=True)
class Funds:
    """What the money checks know: balance of the account, spent so far, the project's budget."""

    balance: Money | None = None
    spent: Money = ZERO
    environment_budget: Money | None = None


@dataclass(frozen=True, slots=True)
class PlanContext:
    """Facts about the run. `service_now` is what time it is at the service, which decides what has
    expired; a rehearsal runs ahead of the machine's clock."""

    created_at: datetime
    funds: Funds = field(default_factory=Funds)
    unresolved: int = 0
    service_now: datetime | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What the state has to learn apart from effects: old addresses by new ones, and which objects
    are imported. Both stand in the resources already as they will be."""

    origins: Mapping[Address, Address] = field(default_factory=dict)
    imported: frozenset[Address] = frozenset()


NO_NEWS = News()
