"""NotifyWorkers: failures are entries of a successful reply (API reference 13)."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.context import Context, Request
from turkform.marketplace.domain import limits
from turkform.marketplace.json_types import Json, Members
from turkform.marketplace.operations.known_workers import is_known
from turkform.marketplace.store import messages

MAX_WORKERS: Final = 100
MAX_SUBJECT: Final = 200
MAX_TEXT: Final = 4_096
NO_WORK_YET: Final = "Cannot send a notification to a worker who has not done any work for you"
UNKNOWN: Final = "The worker id is not valid"
SUSPENDED: Final = "The worker's account is suspended"
TRY_AGAIN: Final = "The message could not be delivered at this time. Please try again later"
_WORKED: Final = (
    "SELECT n FROM assignments WHERE worker_id = :worker_id AND requester_id = :requester_id "
    "AND state IN ('Approved', 'Rejected') LIMIT 1"
)
_FAIL_ONCE: Final = (
    "UPDATE workers SET mail_failures = mail_failures - 1 "
    "WHERE side = :side AND worker_id = :worker_id AND mail_failures > 0"
)
_SUSPENDED: Final = (
    "SELECT n FROM workers WHERE side = :side AND worker_id = :worker_id AND suspended = 1"
)


def notify_workers(ctx: Context, request: Request) -> Members:
    """Mail up to 100 workers whose work the requester has approved or rejected."""
    workers = _workers(request)
    limits.check_length("Subject", str(request["Subject"]), MAX_SUBJECT)
    limits.check_length("MessageText", str(request["MessageText"]), MAX_TEXT)
    failures = [failure for worker in workers if (failure := _mail(ctx, request, worker))]
    result: Members = {"NotifyWorkersFailureStatuses": failures}
    return result


def _workers(request: Request) -> list[str]:
    listed: Json = request["WorkerIds"]
    workers = [str(worker) for worker in listed] if isinstance(listed, list) else []
    limits.check_range("WorkerIds", len(workers), (1, MAX_WORKERS))
    return list(dict.fromkeys(workers))


def _mail(ctx: Context, request: Request, worker_id: str) -> dict[str, str] | None:
    failure = _failure(ctx, worker_id)
    if failure:
        return _entry("HardFailure", failure, worker_id)
    if ctx.tx.execute(_FAIL_ONCE, {"side": ctx.side, "worker_id": worker_id}):
        return _entry("SoftFailure", TRY_AGAIN, worker_id)
    subject, text = str(request["Subject"]), str(request["MessageText"])
    messages.add(ctx.tx, ctx.requester.id, worker_id, "NotifyWorkers", subject, text, ctx.now_ms)
    return None


def _entry(code: str, text: str, worker_id: str) -> dict[str, str]:
    return {
        "NotifyWorkersFailureCode": code,
        "NotifyWorkersFailureMessage": text,
        "WorkerId": worker_id,
    }


def _failure(ctx: Context, worker_id: str) -> str | None:
    if not is_known(ctx, worker_id):
        return UNKNOWN
    if ctx.tx.one(_SUSPENDED, {"side": ctx.side, "worker_id": worker_id}):
        return SUSPENDED
    worked = ctx.tx.one(_WORKED, {"worker_id": worker_id, "requester_id": ctx.requester.id})
    return None if worked else NO_WORK_YET
