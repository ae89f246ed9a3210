"""HITs and qualification types: were they made, extended, deleted?"""

from datetime import datetime, timedelta

from turkform.core.calls import ApiCall, CallRefused
from turkform.kinds.kind import Finding, Probe, Verdict
from turkform.kinds.probes.pages import listed, read

_HIT_OVER = ("Disposed",)
_TYPE_OVER = ("Disposing", "Disposed")


def created_hit(call: ApiCall) -> Probe:
    """By its marker, on all pages."""
    marker = call.parameters["RequesterAnnotation"]
    for hit in (yield from listed("ListHITs", {}, "HITs", call.address)):
        if hit.get("RequesterAnnotation") == marker:
            return Finding(Verdict.HAPPENED, {"HIT": hit}, f"HIT {hit['HITId']} has its marker")
    return Finding(Verdict.ABSENT, evidence="no HIT has its marker")


def extended_hit(call: ApiCall) -> Probe:
    """The count of assignments only grows; the key ends in the one that was wanted."""
    target = int(call.logical_key.rpartition("#")[2])
    hit = (yield from read("GetHIT", {"HITId": call.parameters["HITId"]}, call.address))["HIT"]
    verdict = Verdict.HAPPENED if int(hit["MaxAssignments"]) >= target else Verdict.ABSENT
    return Finding(verdict, evidence=f"the HIT has {hit['MaxAssignments']} of {target} assignments")


def deleted_hit(call: ApiCall) -> Probe:
    """A HIT that does not exist, or is disposed of, is deleted."""
    try:
        reply = yield from read("GetHIT", {"HITId": call.parameters["HITId"]}, call.address)
    except CallRefused as refused:
        return _gone(refused)
    over = reply["HIT"].get("HITStatus") in _HIT_OVER
    return Finding(Verdict.HAPPENED if over else Verdict.ABSENT)


def moved_hit(call: ApiCall) -> Probe:
    """It has the type that was asked for."""
    hit = (yield from read("GetHIT", {"HITId": call.parameters["HITId"]}, call.address))["HIT"]
    there = hit.get("HITTypeId") == call.parameters["HITTypeId"]
    return Finding(Verdict.HAPPENED if there else Verdict.ABSENT)


def moved_expiry(call: ApiCall) -> Probe:
    """It expires when that was asked for; an exact repeat of the request is refused."""
    hit = (yield from read("GetHIT", {"HITId": call.parameters["HITId"]}, call.address))["HIT"]
    wanted = datetime.fromisoformat(str(call.parameters["ExpireAt"]))
    there = abs(hit["Expiration"] - wanted) <= timedelta(seconds=1)
    return Finding(
        Verdict.HAPPENED if there else Verdict.ABSENT, evidence=f"it expires {hit['Expiration']}"
    )


def created_type(call: ApiCall) -> Probe:
    """By exact name and keywords, which hold the marker; another's of that name stays unclear."""
    wanted = call.parameters
    query = {"Query": wanted["Name"], "MustBeRequestable": False, "MustBeOwnedByCaller": True}
    found = yield from listed("ListQualificationTypes", query, "QualificationTypes", call.address)
    same = [kind for kind in found if kind.get("Name") == wanted["Name"]]
    for kind in same:
        if kind.get("Keywords") == wanted.get("Keywords"):
            text = f"qualification type {kind['QualificationTypeId']} has its marker"
            return Finding(Verdict.HAPPENED, {"QualificationType": kind}, text)
    if same:
        return Finding(Verdict.UNCLEAR, evidence="a type of that name lacks the marker")
    return Finding(Verdict.ABSENT, evidence="no qualification type of that name")


def deleted_type(call: ApiCall) -> Probe:
    """Deleting takes hours; from its beginning the type counts as gone (API reference 10.5)."""
    which = {"QualificationTypeId": call.parameters["QualificationTypeId"]}
    try:
        reply = yield from read("GetQualificationType", which, call.address)
    except CallRefused as refused:
        return _gone(refused)
    over = reply["QualificationType"].get("QualificationTypeStatus") in _TYPE_OVER
    return Finding(Verdict.HAPPENED if over else Verdict.ABSENT)


def _gone(refused: CallRefused) -> Finding:
    if "DoesNotExist" in refused.turk_code or "does not exist" in refused.message:
        return Finding(Verdict.HAPPENED, evidence="it does not exist any more")
    raise refused
