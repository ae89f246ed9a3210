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
    if differing(wish, hit, lookup):
        return None
    return Resource(
        wish.address, str(hit["HITTypeId"]), wish.digest, dict(wish.fields), 0, wish.protect
    )


def differing(wish: Wanted, hit: Reply, lookup: Lookup) -> list[str]:
    """The names of the terms in which the type of `hit` is not what is wished."""
    request = parameters(wish.fields, lookup)
    names = [name for name in _PLAIN if _plain(request, name) != _plain(hit, name)]
    rules = "QualificationRequirements"
    return names + ([rules] if _rules(request.get(rules)) != _rules(hit.get(rules)) else [])


def _plain(members: Mapping[str, object], name: str) -> str:
    return str(members.get(name) or "")


def _rules(value: Json) -> set[str]:
    rules = cast("Sequence[Mapping[str, Json]]", value or ())
    return {str([rule.get(name) or None for name in _RULE]) for rule in rules}
