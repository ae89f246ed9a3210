"""The HIT kind."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from turkform.config.campaign import Campaign
from turkform.core.calls import Calls
from turkform.core.changes import Change, Desired
from turkform.core.resources import Observed, Resource
from turkform.kinds.hit.calls import calls
from turkform.kinds.hit.diff import diff
from turkform.kinds.hit.read import read
from turkform.kinds.hit.wanted import WantedHit, wanted
from turkform.kinds.kind import Lookup, Reader, Situation


class HitKind:
    """A set: many HITs of a group, told apart by the keys of their rows."""

    name = "hit"

    def desired(self, campaign: Campaign) -> Iterable[Desired]:
        return wanted(campaign)

    def read(self, reader: Reader, resources: Sequence[Resource]) -> Iterator[Observed]:
        return read(reader, resources)

    def diff(
        self,
        prior: Resource | None,
        observed: Observed | None,
        desired: Desired | None,
        situation: Situation,
    ) -> Change:
        return diff(prior, observed, cast("WantedHit | None", desired), situation)

    def calls(self, change: Change, lookup: Lookup) -> Calls[Resource | None]:
        return calls(change, lookup)
