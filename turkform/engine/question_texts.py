"""Question texts for a plan to show: the state keeps digests, so the old text is read from the HIT.

One HIT stands for all that change in the same way: a template that was edited concerns thousands.
"""

from dataclasses import replace
from typing import cast

from turkform.core.calls import CallRefused
from turkform.core.changes import Change, FieldChange
from turkform.core.plan import Plan
from turkform.core.ports import MTurkReader
from turkform.kinds.hit.wanted import WantedHit

_FIELD = "question"


def with_question_texts(plan: Plan, reader: MTurkReader) -> Plan:
    """The plan, with both texts in the first change of each sort; digests stay where the old
    text cannot be had."""
    seen: set[tuple[object, ...]] = set()
    changes = list(plan.changes)
    for place, change in enumerate(changes):
        if change.address.kind != "hit" or all(one.name != _FIELD for one in change.fields):
            continue
        names = tuple(one.name for one in change.fields)
        sort = (change.action, change.address.group, change.reasons, names)
        if sort not in seen:
            seen.add(sort)
            changes[place] = _with_texts(change, reader)
    return replace(plan, changes=tuple(changes)) if seen else plan


def _with_texts(change: Change, reader: MTurkReader) -> Change:
    if change.prior is None or change.desired is None:
        return change
    new = cast("WantedHit", change.desired).body().get("Question")
    try:
        old = reader.call("GetHIT", {"HITId": change.prior.mturk_id})["HIT"].get("Question")
    except CallRefused:
        return change
    if not isinstance(new, str) or not isinstance(old, str):
        return change  # a layout: its text is made by the service
    texts = FieldChange(_FIELD, old, new)
    fields = tuple(texts if one.name == _FIELD else one for one in change.fields)
    return replace(change, fields=fields)
