"""Before a later set starts: everybody who worked on an earlier one is marked, for all to see."""

from collections.abc import Iterator

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, CallRefused, Calls, EffectClass, Reply
from turkform.core.deeds import Deed
from turkform.kinds.hit.wanted import WantedHit
from turkform.kinds.kind import Lookup
from turkform.kinds.probes.pages import listed
from turkform.kinds.sets import DEED_KIND, guard_address

WHY = "worked on an earlier set of the same row"


def keep_apart(desired: WantedHit, lookup: Lookup) -> Calls[None]:
    """Grant the guard, silently, to the workers of all earlier sets of the row."""
    guard = guard_address(desired.address.name)
    for hit in _earlier(desired, lookup):
        for assignment in (yield from _submitted(hit, desired.address)):
            yield from _grant(desired.address, lookup.mturk_id(guard), assignment)


def _earlier(desired: WantedHit, lookup: Lookup) -> Iterator[str]:
    for address in desired.earlier:
        yield from lookup.lives(address)


def _submitted(hit: str, address: Address) -> Calls[list[Reply]]:
    try:
        return (yield from listed("ListAssignmentsForHIT", {"HITId": hit}, "Assignments", address))
    except CallRefused as refusal:
        if "DoesNotExist" in refusal.turk_code or "does not exist" in str(refusal):
            return []  # nobody's work is left there to be told
        raise


def _grant(address: Address, guard: str, assignment: Reply) -> Calls[None]:
    which, worker = str(assignment["AssignmentId"]), str(assignment["WorkerId"])
    # The key names the guard's present id: who held one that was deleted gets the new one.
    deed = Address(DEED_KIND, address.name, f"{which} {guard}")
    try:
        yield ApiCall(
            "AssociateQualificationWithWorker",
            {
                "QualificationTypeId": guard,
                "WorkerId": worker,
                "IntegerValue": 1,
                "SendNotification": False,
            },
            EffectClass.GUARDED,
            address,
            str(deed),
            why=WHY,
            deeds=(Deed(deed, worker, why=WHY),),
        )
    except CallRefused as refusal:
        # A worker whose account is gone cannot take part again either.
        if refusal.code != "ParameterValidationError" or "WorkerId" not in refusal.message:
            raise
