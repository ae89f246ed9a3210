"""A plan for people: dangerous things first, reasons in words, money, the next command."""

from collections.abc import Iterator

from turkform.core.changes import Action, FieldChange
from turkform.core.json_types import Json
from turkform.core.plan import Finances, Plan
from turkform.render.groups import ChangeGroup, grouped
from turkform.render.text import printable

_SYMBOLS = {
    Action.CREATE: ("+", "create"),
    Action.UPDATE: ("~", "update"),
    Action.REPLACE: ("±", "replace"),
    Action.DELETE: ("-", "delete"),
    Action.FORGET: ("x", "forget"),
    Action.IMPORT: ("<", "import"),
}
_LONG = 60
_FIELDS_SHOWN = 8


def plan_text(plan: Plan, *, next_command: str = "") -> str:
    """The whole plan as text, without colour."""
    return "\n".join(_lines(plan, next_command)) + "\n"


def _lines(plan: Plan, next_command: str) -> Iterator[str]:
    bound = plan.binding
    yield f"turkform plan · {bound.campaign} · {bound.environment} · {_where(bound.endpoint)}"
    for drift in plan.drift:
        what = "is gone" if drift.gone else ", ".join(f.name for f in drift.fields) + " differs"
        yield f"! changed outside of turkform: {printable(str(drift.address))} {what}"
    yield ""
    if plan.empty:
        yield f"No changes. {plan.unchanged} objects are as the configuration wants them."
    else:
        for group in grouped(plan.changes):
            yield from _group(group)
        yield ""
        yield _summary(plan)
    yield from _money(plan.finances)
    for diagnostic in plan.diagnostics:
        yield printable(f"{diagnostic.severity.value}: {diagnostic}")
    if plan.unresolved:
        yield f"{plan.unresolved} outcomes are unknown and need a decision."
    if next_command and not plan.empty:
        yield ""
        yield f"To apply this:   {next_command}"


def _where(endpoint: str) -> str:
    if endpoint == "embedded":
        return "embedded marketplace, no real money"
    if endpoint == "https://mturk-requester.us-east-1.amazonaws.com":
        return f"{endpoint} (REAL MONEY)"
    return endpoint


def _group(group: ChangeGroup) -> Iterator[str]:
    symbol, word = _SYMBOLS[group.action]
    count = f"{len(group.addresses):,} x " if len(group.addresses) > 1 else ""
    cost = f"   {_cost(group)}" if group.cost.total.cents else ""
    yield printable(f"{symbol} {word:8} {count}{group.label}{cost}")
    for reason in group.reasons:
        yield f"             because {reason.value}"
    if group.action in (Action.UPDATE, Action.REPLACE):
        for field in group.fields[:_FIELDS_SHOWN]:
            yield printable(f"             {_field(field)}")
        if len(group.fields) > _FIELDS_SHOWN:
            yield f"             and {len(group.fields) - _FIELDS_SHOWN} more fields"


def _cost(group: ChangeGroup) -> str:
    sign = "+" if group.cost.total.cents > 0 else ""
    return f"{sign}{group.cost.rewards} and {group.cost.fees} fees"


def _field(field: FieldChange) -> str:
    return f"{field.name}: {_value(field.before)} → {_value(field.after)}"


def _value(value: Json) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _summary(plan: Plan) -> str:
    counts = (f"{plan.count(action):,} to {word}" for action, (_, word) in _SYMBOLS.items()
              if plan.count(action))  # fmt: skip
    return f"Plan: {', '.join(counts)}. {plan.unchanged:,} unchanged."


def _money(money: Finances) -> Iterator[str]:
    parts = [f"{money.now.total} now ({money.now.rewards} to workers, {money.now.fees} fees)"]
    if money.budget is not None:
        parts.append(f"budget {money.budget}, committed so far {money.spent}")
    if money.balance is not None:
        parts.append(f"balance {money.balance}")
    yield f"Cost: {'; '.join(parts)}."
    if money.saved:
        yield f"Sets below ten assignments save {money.saved} of fees."
