"""A HIT type as the state would remember it: known by a HIT that has its properties."""

from collections.abc import Mapping, Sequence
from typing import cast

from turkform.core.calls import Reply
from turkform.core.json_types import Json
from turkform.core.resources import Resource
from turkform.kinds.hit_type.kind import parameters
from turkform.kinds.kind import Lookup
from turkform.kinds.wanted import Wanted

_PLAIN = (
    "Title",
    "Description",
    "Reward",
    "AssignmentDurationInSeconds",
    "AutoApprovalDelayInSeconds",
    "Keywords",
)
_RULE = (
    "QualificationTypeId",
    "Comparator",
    "ActionsGuarded",
    "IntegerValues",
    "LocaleValues",
)


def from_hit(wish: Wanted, hit: Reply, lookup: Lookup) -> Resource | None:
    """The type of `hit`, if that is what is wished; `KeyError` where `lookup` lacks a part."""
    request = parameters(wish.fields, lookup)
    if any(_plain(request, name) != _plain(hit, name) for name in _PLAIN):
        return None
    if _rules(request.get("QualificationRequirements")) != _rules(
        hit.get("QualificationRequirements")
    ):
        return None
    return Resource(
        wish.address, str(hit["HITTypeId"]), wish.digest, dict(wish.fields), 0, wish.protect
    )


def _plain(members: Mapping[str, object], name: str) -> str:
    return str(members.get(name) or "")


def _rules(value: Json) -> set[str]:
    rules = cast("Sequence[Mapping[str, Json]]", value or ())
    return {str([rule.get(name) or None for name in _RULE]) for rule in rules}
