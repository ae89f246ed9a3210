"""The notification kind: settings hang on a HIT type and cannot be read (API reference 12)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from turkform.config.campaign import Campaign
from turkform.config.ignoring import ignored
from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, CallRefused, Calls, EffectClass
from turkform.core.changes import Action, Change, Desired, Reason
from turkform.core.json_types import Json
from turkform.core.resources import Observed, Resource
from turkform.kinds import decide
from turkform.kinds.kind import Lookup, Reader, Situation
from turkform.kinds.notification.spec import SECTION
from turkform.kinds.wanted import Wanted, differences, digest_of, keeping

VERSION = "2014-08-15"


class NotificationKind:
    """Written again whenever there is doubt: its HIT type was remade, or differs from the one
    that the state remembers."""

    name = "notification"

    def desired(self, campaign: Campaign) -> Iterable[Desired]:
        for name, spec in campaign.of(SECTION).items():
            fields: dict[str, Json] = {
                "hit_type": str(Address("hit_type", spec.hit_type)),
                "destination": spec.sqs or spec.sns,
                "transport": "SQS" if spec.sqs else "SNS",
                "events": sorted(spec.events),
                "active": spec.active,
            }
            yield Wanted(
                Address("notification", name),
                fields,
                digest_of(fields),
                campaign.span(SECTION.key, name),
                (Address("hit_type", spec.hit_type),),
                campaign.protects(spec.lifecycle),
                ignored(SECTION, spec.lifecycle),
            )

    def read(self, reader: Reader, resources: Sequence[Resource]) -> Iterator[Observed]:  # noqa: ARG002 -- settings cannot be read
        return iter(())

    def diff(
        self,
        prior: Resource | None,
        observed: Observed | None,  # noqa: ARG002 -- never anything
        desired: Desired | None,
        situation: Situation,
    ) -> Change:
        if desired is None:
            return decide.unwanted(cast("Resource", prior), None, situation, readable=False)
        want = cast("Wanted", desired)
        if prior is None or not decide.lives(prior):
            return decide.creation(prior, want)
        want = keeping(want, prior.attributes)
        fields = differences(prior.attributes, want.fields)
        reasons = [Reason.FIELD_CHANGED] if fields else []
        hit_type = want.depends_on[0]
        if situation.remade(hit_type):
            reasons.append(Reason.DEPENDENCY_REPLACED)
        elif situation.ids.get(hit_type) != prior.mturk_id or situation.replace:
            reasons.append(Reason.SETTINGS_UNREADABLE)
        if not reasons:
            return decide.unchanged(want.address, prior)
        return Change(
            want.address, Action.UPDATE, tuple(reasons), fields, prior, want, want.depends_on
        )

    def calls(self, change: Change, lookup: Lookup) -> Calls[Resource | None]:
        prior = change.prior
        if change.action is Action.FORGET:
            return None
        if change.action is Action.DELETE and prior is not None:
            yield from _switch_off(prior, prior.mturk_id)
            return None
        want = cast("Wanted", change.desired)
        hit_type = lookup.mturk_id(want.depends_on[0])
        generation = decide.next_generation(change)
        if change.action is Action.UPDATE and prior is not None and prior.mturk_id != hit_type:
            yield from _switch_off(prior, prior.mturk_id)
        yield ApiCall(
            "UpdateNotificationSettings",
            {"HITTypeId": hit_type, "Notification": _wire(want), "Active": want.fields["active"]},
            EffectClass.ABSOLUTE,
            want.address,
            f"{want.address}#{hit_type}#{want.digest}",
            generation,
        )
        return Resource(
            want.address, hit_type, want.digest, dict(want.fields), generation, want.protect
        )


def _wire(want: Wanted) -> dict[str, Json]:
    return {
        "Destination": want.fields["destination"],
        "Transport": want.fields["transport"],
        "Version": VERSION,
        "EventTypes": want.fields["events"],
    }


def _switch_off(prior: Resource, hit_type: str) -> Calls[None]:
    try:
        yield ApiCall(
            "UpdateNotificationSettings",
            {"HITTypeId": hit_type, "Active": False},
            EffectClass.ABSOLUTE,
            prior.address,
            f"{prior.address}#{hit_type}#off",
            prior.generation,
        )
    except CallRefused as refusal:
        if "DoesNotExist" not in refusal.turk_code and "does not exist" not in str(refusal):
            raise
