"""The qualification type kind."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from turkform.config.campaign import Campaign
from turkform.core.calls import ApiCall, Calls, EffectClass
from turkform.core.changes import Change, Desired
from turkform.core.resources import Observed, Resource
from turkform.kinds.kind import Finding, Lookup, Probe, Reader, Situation, Verdict
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

    def probe(self, call: ApiCall, lookup: Lookup) -> Probe:  # noqa: ARG002 -- the call carries its marker
        """A creation is found by exact name and marker; the rest may simply be sent again."""
        if call.operation != "CreateQualificationType":
            return Finding(Verdict.ABSENT)
        reply = yield ApiCall(
            "ListQualificationTypes",
            {
                "Query": call.parameters["Name"],
                "MustBeRequestable": False,
                "MustBeOwnedByCaller": True,
                "MaxResults": 100,
            },
            EffectClass.READ,
            call.address,
        )
        marker = str(call.evidence["marker"])
        for found in reply.get("QualificationTypes", ()):
            if found["Name"] == call.parameters["Name"] and marker in found.get("Keywords", ""):
                return Finding(
                    Verdict.HAPPENED,
                    {"QualificationType": {"QualificationTypeId": found["QualificationTypeId"]}},
                )
        return Finding(Verdict.ABSENT)
