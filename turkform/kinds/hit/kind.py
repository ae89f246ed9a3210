"""The HIT kind."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from turkform.config.campaign import Campaign
from turkform.core.calls import ApiCall, Calls, EffectClass
from turkform.core.changes import Change, Desired
from turkform.core.resources import Observed, Resource
from turkform.kinds.hit.calls import calls
from turkform.kinds.hit.diff import diff
from turkform.kinds.hit.read import read
from turkform.kinds.hit.wanted import WantedHit, wanted
from turkform.kinds.kind import Finding, Lookup, Probe, Reader, Situation, Verdict


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

    def probe(self, call: ApiCall, lookup: Lookup) -> Probe:  # noqa: ARG002 -- the call carries its marker
        """A creation is found by its marker on all pages, an extension by the present count."""
        if call.operation == "CreateHITWithHITType":
            return (yield from _by_marker(call))
        if call.operation == "CreateAdditionalAssignmentsForHIT":
            return (yield from _by_count(call))
        return Finding(Verdict.ABSENT)


def _by_marker(call: ApiCall) -> Probe:
    token: str | None = None
    while True:
        page = {"MaxResults": 100} | ({"NextToken": token} if token else {})
        reply = yield ApiCall("ListHITs", page, EffectClass.READ, call.address)
        hits = reply.get("HITs", ())
        for hit in hits:
            if hit.get("RequesterAnnotation") == call.evidence["marker"]:
                return Finding(Verdict.HAPPENED, {"HIT": hit})
        token = reply.get("NextToken")
        if not hits or not token:
            return Finding(Verdict.ABSENT)


def _by_count(call: ApiCall) -> Probe:
    wanted_hit = {"HITId": call.parameters["HITId"]}
    reply = yield ApiCall("GetHIT", wanted_hit, EffectClass.READ, call.address)
    there = int(reply["HIT"]["MaxAssignments"])
    target = int(str(call.evidence["target"]))
    return Finding(Verdict.HAPPENED if there >= target else Verdict.ABSENT)
