"""The qualification type kind."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from turkform.config.campaign import Campaign
from turkform.core.calls import Calls
from turkform.core.changes import Change, Desired
from turkform.core.resources import Observed, Resource
from turkform.kinds.kind import Lookup, Reader, Situation
from turkform.kinds.qualification_type.calls import calls
from turkform.kinds.qualification_type.diff import diff
from turkform.kinds.qualification_type.read import read
from turkform.kinds.qualification_type.wanted import wanted
from turkform.kinds.wanted import Wanted


class QualificationTypeKind:
    """Named uniquely, marked in its Keywords, read back by id."""

    name = "qualification_type"

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
        return diff(prior, observed, cast("Wanted | None", desired), situation)

    def calls(self, change: Change, lookup: Lookup) -> Calls[Resource | None]:
        return calls(change, lookup)
