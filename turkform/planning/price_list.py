"""What a whole campaign costs as it is written, whatever of it is done already."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from turkform.config.campaign import Campaign
from turkform.core.addresses import Address
from turkform.core.changes import NO_COST, Cost
from turkform.core.money import ZERO, Money
from turkform.kinds.follow_up.spec import SECTION
from turkform.kinds.hit.wanted import WantedHit, wanted


@dataclass(frozen=True, slots=True)
class PriceLine:
    """HITs of one group with the same price; `unit` is what one assignment costs."""

    group: Address
    unit: Cost
    hits: int = 0
    assignments: int = 0
    total: Cost = NO_COST
    saved: Money = ZERO

    def plus(self, hit: WantedHit) -> "PriceLine":
        """One HIT more; its total covers the assignments that a review policy may add."""
        return replace(
            self,
            hits=self.hits + 1,
            assignments=self.assignments + hit.max_assignments,
            total=self.total + hit.cost,
            saved=self.saved + hit.saved,
        )


def price_list(campaign: Campaign) -> tuple[PriceLine, ...]:
    """In the order of the files."""
    found: dict[tuple[Address, Cost], PriceLine] = {}
    for hit in wanted(campaign):
        key = (hit.address.group, hit.unit)
        found[key] = found.get(key, PriceLine(*key)).plus(hit)
    return tuple(found.values())


def sum_of(lines: tuple[PriceLine, ...]) -> Cost:
    """All lines together."""
    return sum((line.total for line in lines), NO_COST)


def bonuses(campaign: Campaign) -> Iterator[str]:
    """Follow-ups that may pay more, which no list of prices can foresee."""
    paying = ("bonus", "compensate", "extend")
    return (f"follow_up.{n}" for n, rule in campaign.of(SECTION).items() if rule.action in paying)
