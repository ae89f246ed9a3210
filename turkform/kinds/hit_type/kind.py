"""The HIT type kind: immutable, unlisted, undeletable, shared by content (API reference 8)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from turkform.config.campaign import Campaign
from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, Calls, EffectClass
from turkform.core.changes import Action, Change, Desired, Reason
from turkform.core.json_types import Json
from turkform.core.resources import Observed, Resource
from turkform.kinds import decide
from turkform.kinds.hit_type.wanted import wanted
from turkform.kinds.kind import Lookup, Reader, Situation
from turkform.kinds.wanted import Wanted, differences, keeping


class HitTypeKind:
    """Cannot be read back: what the state remembers is what there is."""

    name = "hit_type"

    def desired(self, campaign: Campaign) -> Iterable[Desired]:
        return wanted(campaign)

    def read(self, reader: Reader, resources: Sequence[Resource]) -> Iterator[Observed]:  # noqa: ARG002 -- the service has no call that reads a HIT type
        return iter(())

    def diff(
        self,
        prior: Resource | None,
        observed: Observed | None,  # noqa: ARG002 -- never anything
        desired: Desired | None,
        situation: Situation,
    ) -> Change:
        if desired is None:
            return _forget(cast("Resource", prior), situation)
        want = cast("Wanted", desired)
        if prior is None or not decide.lives(prior):
            return decide.creation(prior, want)
        want = keeping(want, prior.attributes)
        fields = differences(prior.attributes, want.fields)
        reasons = [Reason.HIT_TYPE_IMMUTABLE] if fields else []
        if any(situation.remade(address) for address in want.depends_on):
            reasons.append(Reason.DEPENDENCY_REPLACED)
        if situation.replace:
            reasons.append(Reason.REQUESTED)
        if not reasons:
            return decide.unchanged(want.address, prior)
        return Change(
            want.address, Action.REPLACE, tuple(reasons), fields, prior, want, want.depends_on
        )

    def calls(self, change: Change, lookup: Lookup) -> Calls[Resource | None]:
        if change.action in (Action.DELETE, Action.FORGET):
            return None
        want = cast("Wanted", change.desired)
        generation = decide.next_generation(change)
        reply = yield ApiCall(
            "CreateHITType",
            parameters(want.fields, lookup),
            EffectClass.ABSOLUTE,
            want.address,
            f"{want.address}#{want.digest}",
            generation,
        )
        return Resource(
            want.address,
            str(reply["HITTypeId"]),
            want.digest,
            dict(want.fields),
            generation,
            protect=want.protect,
        )


def _forget(prior: Resource, situation: Situation) -> Change:
    if not decide.lives(prior):
        return decide.unchanged(prior.address, prior)
    reason = Reason.DESTROY if situation.destroy else Reason.REMOVED
    return Change(prior.address, Action.FORGET, (reason,), prior=prior)


def parameters(fields: Mapping[str, Json], lookup: Lookup) -> dict[str, Json]:
    """The request that makes a HIT type of these fields."""
    rules = cast("Sequence[Mapping[str, Json]]", fields["require"])
    request: dict[str, Json] = {
        "Title": fields["title"],
        "Description": fields["description"],
        "Reward": fields["reward"],
        "AssignmentDurationInSeconds": fields["assignment_duration"],
        "AutoApprovalDelayInSeconds": fields["auto_approval_delay"],
    }
    if fields["keywords"]:
        request["Keywords"] = fields["keywords"]
    if rules:
        request["QualificationRequirements"] = [requirement(rule, lookup) for rule in rules]
    return request


def requirement(rule: Mapping[str, Json], lookup: Lookup) -> dict[str, Json]:
    """One requirement as it is sent: ActionsGuarded alone, never RequiredToPreview beside it."""
    which = str(rule["qualification"])
    if which.startswith("qualification_type."):
        which = lookup.mturk_id(Address.parse(which))
    sent: dict[str, Json] = {
        "QualificationTypeId": which,
        "Comparator": rule["comparator"],
        "ActionsGuarded": rule["guard"],
    }
    if rule["integers"]:
        sent["IntegerValues"] = rule["integers"]
    places = cast("Sequence[str]", rule["locales"])
    if places:
        sent["LocaleValues"] = [_place(place) for place in places]
    return sent


def _place(text: str) -> dict[str, Json]:
    country, _, part = text.partition("-")
    return {"Country": country, "Subdivision": part} if part else {"Country": country}
