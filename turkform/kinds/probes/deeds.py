"""Deeds towards workers: were they paid, approved, granted, blocked?"""

import re
from collections.abc import Generator
from typing import TypeAlias

from turkform.core.calls import ApiCall, CallRefused, Reply
from turkform.kinds.kind import Finding, Probe, Verdict
from turkform.kinds.probes.pages import listed, read

_Score: TypeAlias = Generator[ApiCall, Reply, Reply | None]
_Answer: TypeAlias = Generator[ApiCall, Reply, bool]
_REF = re.compile(r"\[ref [A-Z2-7]{10}\]$")


def paid_bonus(call: ApiCall) -> Probe:
    """By the reference that ends its reason, among the payments of the assignment."""
    reason = str(call.parameters["Reason"])
    found = _REF.search(reason)
    where = {"AssignmentId": call.parameters["AssignmentId"]}
    for payment in (yield from listed("ListBonusPayments", where, "BonusPayments", call.address)):
        text = str(payment.get("Reason", ""))
        if text == reason or (found and text.endswith(found.group())):
            paid = f"${payment['BonusAmount']} was paid at {payment.get('GrantTime')}"
            return Finding(Verdict.HAPPENED, evidence=paid)
    return Finding(Verdict.ABSENT, evidence="no payment of that reference is listed")


def approved(call: ApiCall) -> Probe:
    """The assignment's own state."""
    return (yield from _assignment(call, "Approved"))


def rejected(call: ApiCall) -> Probe:
    """The assignment's own state."""
    return (yield from _assignment(call, "Rejected"))


def _assignment(call: ApiCall, wanted: str) -> Probe:
    which = {"AssignmentId": call.parameters["AssignmentId"]}
    reply = yield from read("GetAssignment", which, call.address)
    state = reply["Assignment"].get("AssignmentStatus")
    verdict = Verdict.HAPPENED if state == wanted else Verdict.ABSENT
    return Finding(verdict, evidence=f"the assignment is {state}")


def granted(call: ApiCall) -> Probe:
    """The worker has the value that was given."""
    held = yield from _score(call)
    there = held is not None and held.get("IntegerValue") == call.parameters.get("IntegerValue")
    if there and held is not None:
        since = f"the worker has it since {held.get('GrantTime')}"
        return Finding(Verdict.HAPPENED, evidence=since)
    return Finding(Verdict.ABSENT, evidence="the worker does not have it")


def revoked(call: ApiCall) -> Probe:
    """The worker has it no more."""
    held = yield from _score(call)
    return Finding(Verdict.HAPPENED if held is None else Verdict.ABSENT)


def _score(call: ApiCall) -> _Score:
    names = ("QualificationTypeId", "WorkerId")
    which = {name: call.parameters[name] for name in names}
    try:
        reply = yield from read("GetQualificationScore", which, call.address)
    except CallRefused as refused:
        if "status of: Granted" in refused.message or "does not exist" in refused.message:
            return None
        raise
    held: Reply = reply["Qualification"]
    return held if held.get("Status") == "Granted" else None


def blocked(call: ApiCall) -> Probe:
    """The worker is among the blocked."""
    there = yield from _is_blocked(call)
    return Finding(Verdict.HAPPENED if there else Verdict.ABSENT)


def unblocked(call: ApiCall) -> Probe:
    """The worker is not among the blocked."""
    there = yield from _is_blocked(call)
    return Finding(Verdict.ABSENT if there else Verdict.HAPPENED)


def _is_blocked(call: ApiCall) -> _Answer:
    blocks = yield from listed("ListWorkerBlocks", {}, "WorkerBlocks", call.address)
    return any(block.get("WorkerId") == call.parameters["WorkerId"] for block in blocks)


def decided_request(call: ApiCall) -> Probe:
    """A qualification request vanishes when it is granted or refused."""
    which = call.parameters["QualificationRequestId"]
    waiting = yield from listed(
        "ListQualificationRequests", {}, "QualificationRequests", call.address
    )
    there = any(request.get("QualificationRequestId") == which for request in waiting)
    return Finding(Verdict.ABSENT if there else Verdict.HAPPENED)
