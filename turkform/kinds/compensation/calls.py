"""The calls that pay a worker who could not submit, and that clear away what was made for it.

A qualification type that one worker holds, and a HIT with one assignment that nobody else sees.
It is approved as soon as it is handed in: delay 0 (API reference 7, 10).
"""

from html import escape
from typing import Protocol

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, CallRefused, Calls, EffectClass, Reply
from turkform.core.changes import Change
from turkform.core.deeds import Deed
from turkform.core.follow_ups import DueDeed
from turkform.core.json_types import Json, JsonObject
from turkform.core.resources import Resource
from turkform.kinds.hit.calls import expire_and_delete
from turkform.kinds.kind import Lookup
from turkform.kinds.probes.pages import listed

KIND = "compensation"
_MINUTES = 600
_PAGE = """<HTMLQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/\
2011-11-11/HTMLQuestion.xsd"><HTMLContent><![CDATA[<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Compensation</title>
<script src="https://s3.amazonaws.com/mturk-public/externalHIT_v1.js"></script></head>
<body><form name="mturk_form" method="post" id="mturk_form" \
action="https://www.mturk.com/mturk/externalSubmit">
<input type="hidden" value="" name="assignmentId" id="assignmentId">
<p>{reason}</p><p>Press the button to be paid.</p>
<input type="hidden" name="received" value="yes">
<p><input type="submit" id="submitButton" value="Submit"></p></form>
<script>turkSetAssignmentID();</script></body></html>]]></HTMLContent>\
<FrameHeight>400</FrameHeight></HTMLQuestion>"""


class CompensationLookup(Lookup, Protocol):
    """As for deeds."""

    def ref(self, operation: str, logical_key: str) -> str: ...


def compensate(deed: DueDeed, lookup: CompensationLookup) -> Calls[Resource]:
    """Returns what there is to clear away later."""
    key = str(deed.address)
    kind = yield from _own_type(deed, lookup.ref("compensate", key))
    # Refused for a worker whom nobody knows: the type stays for the next try, since its name would
    # be taken for two days after a deletion.
    yield _grant(deed, kind)
    terms = yield ApiCall(
        "CreateHITType", _terms(deed, kind), EffectClass.ABSOLUTE, deed.address, f"{key}#type"
    )
    marker = lookup.marker(key, 0, "compensation")
    reply = yield ApiCall(
        "CreateHITWithHITType",
        {
            "HITTypeId": str(terms["HITTypeId"]),
            "MaxAssignments": 1,
            "LifetimeInSeconds": deed.parameters["lifetime"],
            "RequesterAnnotation": marker,
            "Question": _PAGE.format(reason=escape(deed.text)),
        },
        EffectClass.TOKEN, deed.address, key, cost=deed.cost.total, why=deed.why,
        deeds=(Deed(deed.address, deed.worker_id, deed.amount, "", deed.why, deed.evidence),),
        evidence=deed.evidence,
    )  # fmt: skip
    return left_behind(deed.address, reply["HIT"])


def _grant(deed: DueDeed, kind: str) -> ApiCall:
    given: dict[str, Json] = {
        "QualificationTypeId": kind, "WorkerId": deed.worker_id, "IntegerValue": 1,
        "SendNotification": False,
    }  # fmt: skip
    return ApiCall(
        "AssociateQualificationWithWorker", given,
        EffectClass.ABSOLUTE, deed.address, f"{deed.address}#grant", why=deed.why,
    )  # fmt: skip


def left_behind(deed: Address, hit: Reply) -> Resource:
    """What there is to clear away of a compensation, told by its HIT."""
    [only] = hit["QualificationRequirements"]
    kind = str(only["QualificationTypeId"])
    address = Address(KIND, deed.name, deed.key)
    return Resource(address, str(hit["HITId"]), kind, {"qualification_type": kind})


def _terms(deed: DueDeed, kind: str) -> JsonObject:
    return {
        "Title": deed.parameters["title"],
        "Description": deed.text[:2_000],
        "Reward": deed.amount.wire,
        "AssignmentDurationInSeconds": _MINUTES,
        "AutoApprovalDelayInSeconds": 0,
        "QualificationRequirements": [{
            "QualificationTypeId": kind,
            "Comparator": "Exists",
            "ActionsGuarded": "DiscoverPreviewAndAccept",
        }],
    }  # fmt: skip


def _own_type(deed: DueDeed, ref: str) -> Calls[str]:
    """Names are unique, and stay taken: one that exists was made by an earlier run."""
    name = f"Compensation {ref}"
    try:
        reply = yield ApiCall(
            "CreateQualificationType",
            {
                "Name": name,
                "Description": "Lets one worker be paid for work that could not be handed in.",
                "QualificationTypeStatus": "Active",
            },
            EffectClass.GUARDED, deed.address, f"{deed.address}#qualification",
        )  # fmt: skip
    except CallRefused as refusal:
        if "AlreadyExists" not in refusal.turk_code:
            raise
        return (yield from _named(deed.address, name, refusal))
    return str(reply["QualificationType"]["QualificationTypeId"])


def _named(address: Address, name: str, refusal: CallRefused) -> Calls[str]:
    query: dict[str, Json] = {
        "Query": name,
        "MustBeRequestable": False,
        "MustBeOwnedByCaller": True,
    }
    found: list[Reply] = yield from listed(
        "ListQualificationTypes", query, "QualificationTypes", address
    )
    for one in found:
        if one.get("Name") == name:
            return str(one["QualificationTypeId"])
    raise refusal


def clear_away(change: Change) -> Calls[Resource | None]:
    """Take down the HIT and its qualification type; a HIT at work stays until the next run."""
    prior = change.prior
    if prior is None or not (yield from expire_and_delete(prior)):
        return prior
    yield from _delete_type(prior.address, str(prior.attributes["qualification_type"]))
    return None


def _delete_type(address: Address, kind: str) -> Calls[None]:
    try:
        yield ApiCall(
            "DeleteQualificationType", {"QualificationTypeId": kind},
            EffectClass.GUARDED, address, f"{address}#delete#{kind}",
        )  # fmt: skip
    except CallRefused as refusal:
        disposing = "InvalidQualificationTypeState" in refusal.turk_code
        if "does not exist" not in str(refusal) and not disposing:
            raise
