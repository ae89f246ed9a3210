"""A plan as JSON (contract, design section 4); amounts are strings."""

import json
from typing import Final

from turkform.core.changes import Action, Cost
from turkform.core.plan import PAYING, Finances, FollowUpGroup, Plan
from turkform.render.groups import ChangeGroup, grouped
from turkform.render.plan_shape import (
    ChangeShape,
    CostShape,
    FollowUpShape,
    PlanShape,
    SummaryShape,
    Version,
)

FORMAT_VERSION: Final[Version] = "1"


def plan_json(plan: Plan) -> str:
    """The document, indented."""
    return json.dumps(plan_document(plan), indent=2, ensure_ascii=False) + "\n"


def plan_document(plan: Plan) -> PlanShape:
    """The document as data."""
    return {
        "format_version": FORMAT_VERSION,
        "campaign": plan.binding.campaign,
        "environment": plan.binding.environment,
        "endpoint": plan.binding.endpoint,
        "created_at": plan.created_at.isoformat(),
        "provenance": {
            "commit": plan.provenance.commit,
            "dirty": plan.provenance.dirty,
            "tool_version": plan.provenance.tool_version,
        },
        "summary": _summary(plan),
        "cost": _cost(plan.finances),
        "changes": [_change(group) for group in grouped(plan.changes)],
        "unchanged": plan.unchanged,
        "follow_ups": [_follow_up(group) for group in plan.follow_ups],
        "waiting": [
            {"group": str(w.group), "hits": w.hits, "cost": _amount(w.cost)} for w in plan.waiting
        ],
        "drift": [
            {
                "address": str(drift.address),
                "gone": drift.gone,
                "fields": {f.name: {"before": f.before, "after": f.after} for f in drift.fields},
            }
            for drift in plan.drift
        ],
        "diagnostics": [
            {"severity": d.severity.value, "address": d.address, "message": str(d)}
            for d in plan.diagnostics
        ],
    }


def _summary(plan: Plan) -> SummaryShape:
    pays = [group for group in plan.follow_ups if group.action in PAYING]
    grants = [group for group in plan.follow_ups if group.action == "grant"]
    return {
        "create": plan.count(Action.CREATE),
        "update": plan.count(Action.UPDATE),
        "replace": plan.count(Action.REPLACE),
        "delete": plan.count(Action.DELETE),
        "pay": sum(len(group.items) for group in pays),
        "email": sum(group.emails for group in plan.follow_ups),
        "grant": sum(len(group.items) for group in grants),
        "later": sum(bool(group.later) for group in plan.follow_ups) + len(plan.waiting),
        "unresolved": plan.unresolved,
    }


def _follow_up(group: FollowUpGroup) -> FollowUpShape:
    return {
        "rule": group.rule,
        "action": group.action,
        "count": len(group.items),
        "why": group.why,
        "cost": _amount(group.cost),
        "emails": group.emails,
        "later": group.later,
        "deeds": [
            {"address": str(one.address), "amount": str(one.amount.decimal), "text": one.text}
            for one in group.items
        ],
    }


def _cost(money: Finances) -> CostShape:
    return {
        "now": _amount(money.now),
        "rewards": str(money.now.rewards.decimal),
        "fees": str(money.now.fees.decimal),
        "released": _amount(money.released),
        "later_max": str(money.later_max.decimal),
        "balance": None if money.balance is None else str(money.balance.decimal),
    }


def _amount(cost: Cost) -> str:
    return str(cost.total.decimal)


def _change(group: ChangeGroup) -> ChangeShape:
    first = group.addresses[0]
    document: ChangeShape = {
        "address": str(first) if len(group.addresses) == 1 else group.label,
        "kind": group.kind,
        "action": group.action.value,
        "reasons": [reason.value for reason in group.reasons],
        "before": {field.name: field.before for field in group.fields},
        "after": {field.name: field.after for field in group.fields},
        "cost": _amount(group.cost),
    }
    if len(group.addresses) > 1:
        document["count"] = len(group.addresses)
        document["addresses"] = [str(address) for address in group.addresses]
    return document
