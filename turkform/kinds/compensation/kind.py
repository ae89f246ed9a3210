"""The compensation kind: made by a follow-up, cleared away when it is over."""

from collections.abc import Iterable, Iterator, Sequence

from turkform.config.campaign import Campaign
from turkform.core.calls import CallRefused, Calls
from turkform.core.changes import Action, Change, Desired, Reason
from turkform.core.resources import Observed, Resource
from turkform.kinds.compensation.calls import KIND, clear_away
from turkform.kinds.kind import Lookup, Reader, Situation

_OVER = ("Reviewable", "Reviewing", "Disposed")


class CompensationKind:
    """Nothing in the configuration names a single one: rules make them."""

    name = KIND

    def desired(self, campaign: Campaign) -> Iterable[Desired]:  # noqa: ARG002 -- see above
        return ()

    def read(self, reader: Reader, resources: Sequence[Resource]) -> Iterator[Observed]:
        for resource in resources:
            try:
                hit = reader.call("GetHIT", {"HITId": resource.mturk_id})["HIT"]
            except CallRefused as refusal:
                if "DoesNotExist" not in refusal.turk_code and "does not exist" not in str(refusal):
                    raise
                hit = {"HITStatus": "Disposed"}
            status = {"state": str(hit.get("HITStatus"))}
            yield Observed(resource.mturk_id, {}, status, resource.address)

    def diff(
        self,
        prior: Resource | None,
        observed: Observed | None,
        desired: Desired | None,  # noqa: ARG002 -- there is none
        situation: Situation,
    ) -> Change:
        if prior is None:
            msg = "a compensation without a past"
            raise ValueError(msg)
        over = observed is None or observed.status.get("state") in _OVER
        if situation.destroy:
            return Change(prior.address, Action.DELETE, (Reason.DESTROY,), prior=prior)
        if over:
            return Change(prior.address, Action.DELETE, (Reason.OVER,), prior=prior)
        return Change(prior.address, Action.NO_OP, prior=prior)

    def calls(self, change: Change, lookup: Lookup) -> Calls[Resource | None]:  # noqa: ARG002 -- needs no other
        return clear_away(change)
