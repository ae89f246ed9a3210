"""A name that is taken: by our own type, whose reply was lost; by another one; or by a dead one."""

from collections.abc import Mapping

from turkform.core.addresses import Address
from turkform.core.calls import CallRefused, Calls
from turkform.core.json_types import Json
from turkform.kinds.probes.pages import listed

_TAKEN = ("AlreadyExists", "already created a QualificationType")
_GOING = ("Disposing", "Disposed")


def own_type(refusal: CallRefused, asked: Mapping[str, Json], address: Address) -> Calls[str]:
    """The id of the live type that this very request has made; the refusal with what to do where
    there is none (API reference 10.5, 16.3: a name stays taken, and searches lag)."""
    if not any(text in str(refusal) for text in _TAKEN):
        raise refusal
    query = {
        "Query": asked["Name"], "MustBeRequestable": False, "MustBeOwnedByCaller": True,
    }  # fmt: skip
    everything = yield from listed("ListQualificationTypes", query, "QualificationTypes", address)
    live = [one for one in everything if one.get("QualificationTypeStatus") not in _GOING]
    named = [one for one in live if one.get("Name") == asked["Name"]]
    for found in named:
        if found.get("Keywords") == asked["Keywords"]:
            return str(found["QualificationTypeId"])
    raise _with_hint(refusal, address, str(named[0]["QualificationTypeId"]) if named else "")


def _with_hint(refusal: CallRefused, address: Address, other: str) -> CallRefused:
    if other:
        hint = f"To use that one: turkform import CAMPAIGN {address} {other}"
    else:
        hint = (
            "A deleted type keeps its name for up to 48 hours, and a search may lag behind. "
            "Apply again later, or choose another name."
        )
    return CallRefused(
        refusal.operation, refusal.code, refusal.turk_code, f"{refusal.words} {hint}"
    )
