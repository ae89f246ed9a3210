"""The calls of due deeds (API reference 5.2, 5.3; reliability reference 1.3)."""

from collections.abc import Mapping
from typing import Protocol, cast

from turkform.core.calls import ApiCall, CallRefused, Calls, EffectClass
from turkform.core.changes import Change
from turkform.core.deeds import Deed
from turkform.core.errors import TurkformError
from turkform.core.follow_ups import DeedBatch, DueDeed
from turkform.core.json_types import Json
from turkform.core.resources import Resource
from turkform.kinds.compensation.calls import compensate
from turkform.kinds.kind import Lookup

PATIENCE = 60
_NOT_YET = ("status of: null", "does not exist")
_OPERATIONS: Mapping[str, tuple[str, EffectClass]] = {
    "approve": ("ApproveAssignment", EffectClass.GUARDED),
    "reject": ("RejectAssignment", EffectClass.GUARDED),
    "bonus": ("SendBonus", EffectClass.TOKEN),
    "message": ("NotifyWorkers", EffectClass.ONE_SHOT),
    "grant": ("AssociateQualificationWithWorker", EffectClass.ABSOLUTE),
    "revoke": ("DisassociateQualificationFromWorker", EffectClass.GUARDED),
    "block": ("CreateWorkerBlock", EffectClass.ABSOLUTE),
    "unblock": ("DeleteWorkerBlock", EffectClass.ABSOLUTE),
    "mark": ("UpdateHITReviewStatus", EffectClass.GUARDED),
    "accept_request": ("AcceptQualificationRequest", EffectClass.GUARDED),
    "reject_request": ("RejectQualificationRequest", EffectClass.GUARDED),
}
# What a decision of somebody else may have made of an assignment meanwhile.
_WANTED = {"approve": "Approved", "reject": "Rejected"}


class DeedLookup(Lookup, Protocol):
    """What the calls of deeds may know beside what those of objects know."""

    def ref(self, operation: str, logical_key: str) -> str:
        """Ten characters that find an effect again in a list (reliability reference 3.4)."""
        ...


def calls(change: Change, lookup: DeedLookup) -> Calls[Resource | None]:
    """What became of a deed stands in the ledger; only a compensation leaves an object behind."""
    batch = cast("DeedBatch", change.desired)
    deed = batch.deeds[0]
    if deed.action == "extend":
        yield from _extend(deed)
        return None
    if deed.action == "compensate":
        return (yield from compensate(deed, lookup))
    try:
        yield _call(batch, lookup)
    except CallRefused as refusal:
        if deed.action not in _WANTED or "status of" not in refusal.message:
            raise
        yield from _decided_already(deed, refusal)
    return None


def _call(batch: DeedBatch, lookup: DeedLookup) -> ApiCall:
    deed = batch.deeds[0]
    operation, effect = _OPERATIONS[deed.action]
    parameters: dict[str, Json] = dict(deed.parameters)
    if deed.qualification is not None:
        parameters["QualificationTypeId"] = lookup.mturk_id(deed.qualification)
    if deed.action == "message":
        parameters["WorkerIds"] = [one.worker_id for one in batch.deeds]
    if deed.action == "bonus":
        ref = lookup.ref(operation, str(deed.address))
        parameters["Reason"] = f"{parameters['Reason']} [ref {ref}]"
    if parameters.get("SendNotification"):
        effect = EffectClass.ONE_SHOT  # it goes with a mail, which cannot be taken back
    key = f"{deed.address.group}#{batch.digest}" if deed.action == "message" else str(deed.address)
    return ApiCall(
        operation, parameters, effect, deed.address, key, cost=deed.cost.total, why=deed.why,
        deeds=tuple(_deed(one, mailed=effect is EffectClass.ONE_SHOT) for one in batch.deeds),
        evidence=deed.evidence, patience_seconds=PATIENCE if deed.lagging else 0, not_yet=_NOT_YET,
    )  # fmt: skip


def _deed(deed: DueDeed, *, mailed: bool) -> Deed:
    # One mail of a rule for each person, or one about each submission.
    about = deed.address.group if deed.address.key == deed.worker else deed.address
    mailing = str(about) if mailed else ""
    return Deed(deed.address, deed.worker_id, deed.amount, mailing, deed.why, deed.evidence)


def _decided_already(deed: DueDeed, refusal: CallRefused) -> Calls[None]:
    """Auto-approval or a person was faster: done where it came to the same, else said aloud."""
    reply = yield ApiCall(
        "GetAssignment", {"AssignmentId": deed.assignment}, EffectClass.READ, deed.address
    )
    found = reply["Assignment"].get("AssignmentStatus")
    if found == _WANTED[deed.action]:
        return
    if found == "Submitted":
        raise refusal
    how = {"Approved": "approved and paid, by auto-approval or by hand", "Rejected": "rejected"}
    msg = (
        f"the assignment was {how.get(str(found), str(found))} before; it cannot be {deed.action}ed"
    )
    raise TurkformError(msg)


def _extend(deed: DueDeed) -> Calls[None]:
    """More assignments first; the deed counts as done with the last of both calls."""
    own, hit = (_deed(deed, mailed=False),), str(deed.parameters["HITId"])
    if deed.more:
        yield ApiCall(
            "CreateAdditionalAssignmentsForHIT", deed.parameters, EffectClass.TOKEN, deed.address,
            f"{deed.address}#{deed.target}", cost=deed.cost.total, why=deed.why,
            deeds=() if deed.expires else own, patience_seconds=PATIENCE,
        )  # fmt: skip
    if deed.expires:
        yield ApiCall(
            "UpdateExpirationForHIT", {"HITId": hit, "ExpireAt": deed.expires},
            EffectClass.ABSOLUTE, deed.address, f"{deed.address}#{deed.expires}", why=deed.why,
            deeds=own, patience_seconds=PATIENCE,
        )  # fmt: skip
