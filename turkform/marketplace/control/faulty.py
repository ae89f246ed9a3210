"""Performs a call under a fault script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, cast

from turkform.marketplace.control import fault_script
from turkform.marketplace.control.fault_script import Fault
from turkform.marketplace.protocol.errors import MTurkError, service_fault, throttling
from turkform.marketplace.protocol.wire import WireReply
from turkform.marketplace.store.database import Database

_INTERNAL: Final = 500


def take_fault(database: Database, operation: str | None) -> Fault | None:
    """Return the fault that this call meets, if any; taking it uses it up."""
    if operation is None:
        return None
    with database.transaction() as tx:
        return fault_script.take(tx, operation)


def spoil(
    fault: Fault,
    perform: Callable[[], WireReply],
    refuse: Callable[[MTurkError], WireReply],
) -> WireReply:
    """Perform the call, or not, and spoil its reply as the fault says."""
    reply = perform() if fault.executes else refuse(_error(fault))
    if fault.kind == "duplicate":
        perform()
        return reply
    if fault.kind == "error_after":
        return refuse(_error(fault))
    if fault.kind in {"reset_before", "reset_after"}:
        return replace(reply, disruption="reset")
    if fault.kind == "truncate":
        return replace(reply, disruption="truncate")
    if fault.kind == "delay":
        return replace(reply, delay_s=float(cast("float", fault.arguments.get("seconds", 1))))
    return reply


def _error(fault: Fault) -> MTurkError:
    if fault.kind == "throttle":
        return throttling()
    status = fault.arguments.get("status", _INTERNAL)
    if status == _INTERNAL:
        return service_fault("A temporary error happened in the service. Please try again.")
    return MTurkError(
        "ServiceUnavailable", "Service Unavailable", status=cast("int", status), stamped=False
    )
