"""The cost of a campaign alone: what it costs as written, and what is to pay from here."""

import json
from collections.abc import Iterator, Sequence

from turkform.core.changes import Cost
from turkform.core.json_types import Json
from turkform.core.money import ZERO
from turkform.core.plan import Plan
from turkform.planning.price_list import PriceLine, sum_of
from turkform.render.lines import fitted, line, plain
from turkform.render.plan_sums import money_lines, place
from turkform.render.text import clip, one_line

FORMAT_VERSION = "1"
_HEAD = ("", "HITs", "assignments", "reward", "fee", "rewards", "fees", "total")
_NAME = 36


def price_table(lines: tuple[PriceLine, ...], columns: int) -> str:
    """The whole campaign alone: columns where they fit, else one line for each figure."""
    rows = [_HEAD, *map(_row, lines), _sum_row(lines)]
    return "\n".join(_aligned(rows, columns)) + "\n"


def cost_text(plan: Plan, lines: tuple[PriceLine, ...], rules: Sequence[str], columns: int) -> str:
    """The table, and what is to pay from here."""
    bound = plan.binding
    title = f"turkform cost · {bound.campaign} · {bound.environment} · {place(bound)}"
    head = fitted([line(one_line(title)), line()], columns)
    notes = fitted((line(note, hang=6) for note in ("", *_notes(plan, lines, rules))), columns)
    return plain(head) + price_table(lines, columns) + plain(notes)


def cost_markdown(plan: Plan, lines: tuple[PriceLine, ...], rules: Sequence[str]) -> str:
    """For a pull request."""
    rows = [_HEAD, *map(_row, lines), _sum_row(lines)]
    cells = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    text = [f"### turkform cost: {plan.binding.campaign} · {plan.binding.environment}", ""]
    text += [f"| {cells[0]} |", f"|---|{'--:|' * (len(_HEAD) - 1)}"]
    text += [f"| {one} |" for one in cells[1:]]
    return "\n".join([*text, "", *(f"- {one}" for one in _notes(plan, lines, rules))]) + "\n"


def cost_json(plan: Plan, lines: tuple[PriceLine, ...], rules: Sequence[str]) -> str:
    """Amounts are strings."""
    money, total = plan.finances, sum_of(lines)
    document: dict[str, Json] = {
        "format_version": FORMAT_VERSION,
        "campaign": plan.binding.campaign,
        "environment": plan.binding.environment,
        "groups": [_line_json(one) for one in lines],
        "campaign_total": _cost_json(total),
        "now": _cost_json(money.now),
        "later_max": str(money.later_max.decimal),
        "paying_rules": list(rules),
        "committed": str(money.spent.decimal),
        "budget": None if money.budget is None else str(money.budget.decimal),
        "balance": None if money.balance is None else str(money.balance.decimal),
        "saved_by_sets": str(money.saved.decimal),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _line_json(price: PriceLine) -> dict[str, Json]:
    return {
        "group": str(price.group),
        "hits": price.hits,
        "assignments": price.assignments,
        "reward": str(price.unit.rewards.decimal),
        "fee": str(price.unit.fees.decimal),
        **_cost_json(price.total),
    }


def _cost_json(cost: Cost) -> dict[str, Json]:
    return {
        "rewards": str(cost.rewards.decimal),
        "fees": str(cost.fees.decimal),
        "total": str(cost.total.decimal),
    }


def _row(price: PriceLine) -> tuple[str, ...]:
    unit = price.unit
    total = price.total
    return (
        one_line(str(price.group)), f"{price.hits:,}", f"{price.assignments:,}", str(unit.rewards),
        str(unit.fees), str(total.rewards), str(total.fees), str(total.total),
    )  # fmt: skip


def _sum_row(lines: Sequence[PriceLine]) -> tuple[str, ...]:
    total = sum_of(tuple(lines))
    hits, assignments = sum(one.hits for one in lines), sum(one.assignments for one in lines)
    return (
        "the whole campaign", f"{hits:,}", f"{assignments:,}", "", "", str(total.rewards),
        str(total.fees), str(total.total),
    )  # fmt: skip


def _aligned(rows: Sequence[tuple[str, ...]], columns: int) -> Iterator[str]:
    names = [clip(row[0], _NAME) for row in rows]
    widths = [max(len(row[n]) for row in rows) for n in range(1, len(_HEAD))]
    room = max(map(len, names))
    if room + sum(widths) + 2 * len(widths) > columns:
        yield from _narrow(rows)
        return
    for name, row in zip(names, rows, strict=True):
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths, strict=True))
        yield f"{name.ljust(room)}  {'  '.join(cells)}"


def _narrow(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for row in rows[1:]:
        yield row[0]
        cells = zip(_HEAD[1:], row[1:], strict=True)
        yield from (f"  {word} {cell}" for word, cell in cells if cell)


def _notes(plan: Plan, lines: Sequence[PriceLine], rules: Sequence[str]) -> Iterator[str]:
    money = plan.finances
    yield from (one.text for one in money_lines(plan))
    if money.budget is not None:
        left = money.budget - sum_of(tuple(lines)).total
        word = "leaves" if left >= ZERO else "lacks"
        yield f"Beside the whole campaign the budget {word} {max(left, ZERO - left)}."
    if rules:
        yield f"Pay more, depending on results: {', '.join(rules)}."
