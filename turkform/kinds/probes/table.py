"""Which probe tells of which operation."""

from collections.abc import Callable, Mapping

from turkform.core.calls import ApiCall, EffectClass
from turkform.kinds.kind import Finding, Probe, Verdict
from turkform.kinds.probes import deeds, objects

PROBES: Mapping[str, Callable[[ApiCall], Probe]] = {
    "CreateHITWithHITType": objects.created_hit,
    "CreateAdditionalAssignmentsForHIT": objects.extended_hit,
    "UpdateExpirationForHIT": objects.moved_expiry,
    "DeleteHIT": objects.deleted_hit,
    "UpdateHITTypeOfHIT": objects.moved_hit,
    "CreateQualificationType": objects.created_type,
    "DeleteQualificationType": objects.deleted_type,
    "SendBonus": deeds.paid_bonus,
    "ApproveAssignment": deeds.approved,
    "RejectAssignment": deeds.rejected,
    "AssociateQualificationWithWorker": deeds.granted,
    "DisassociateQualificationFromWorker": deeds.revoked,
    "AcceptQualificationRequest": deeds.decided_request,
    "RejectQualificationRequest": deeds.decided_request,
    "CreateWorkerBlock": deeds.blocked,
    "DeleteWorkerBlock": deeds.unblocked,
}


def probe(call: ApiCall) -> Probe:
    """Yields reads. What cannot be read back may be sent again, except mail."""
    known = PROBES.get(call.operation)
    if known is not None:
        return (yield from known(call))
    one_shot = call.effect is EffectClass.ONE_SHOT
    return Finding(Verdict.UNCLEAR if one_shot else Verdict.ABSENT)
