"""How a study stands, for people and programs."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from turkform.core.figures import Pay
from turkform.core.json_types import JsonObject
from turkform.core.standing import Account, Forecast, GroupStanding, Standing
from turkform.render.lines import Line, Piece, Style, fitted, line
from turkform.render.text import one_line

FORMAT_VERSION: Final = "1"
_LABEL: Final = 11
Fact = tuple[str, str]


def standing_lines(standing: Standing, columns: int) -> Sequence[Line]:
    """For a terminal; warnings last."""
    return list(fitted(_lines(standing), columns))


def standing_markdown(standing: Standing) -> str:
    """A table of groups, then one line for each fact."""
    lines = [f"### {_text(_heading(standing))}", ""]
    if standing.groups:
        lines += [
            "| HITs | wanted | submitted | complete | waiting | approved | rejected | open |",
            "|---|---:|---:|---:|---:|---:|---:|---:|",
        ]
    for one in standing.groups:
        p = one.progress
        numbers = (p.wanted, p.submitted, _share(p.share), p.waiting, p.approved, p.rejected)
        cells = [p.group, *(_number(value) for value in (*numbers, one.open))]
        lines.append("| " + " | ".join(cells) + " |")
    lines.append("")
    lines += [f"- **{label}**: {_text(text)}" for label, text in _facts(standing)]
    lines += [f"- **Warning**: {_text(str(one))}" for one in standing.warnings]
    return "\n".join(lines) + "\n"


def standing_json(standing: Standing, *, indent: int | None = 2) -> str:
    """One document; amounts are dollars as text, times ISO 8601, shares 0-1."""
    return json.dumps(_document(standing), indent=indent, ensure_ascii=False) + "\n"


def _lines(standing: Standing) -> Iterator[Line]:
    yield line(_heading(standing), Style.HEADING)
    yield line()
    for one in standing.groups:
        yield from _group(one)
    if not standing.groups:
        yield line("Nothing was created yet.")
    yield line()
    for label, text in _facts(standing):
        danger = label == "In doubt"
        head = Piece(f"{label:<{_LABEL}}", Style.DANGER if danger else Style.QUIET)
        yield Line((head, Piece(one_line(text))), _LABEL)
    for warning in standing.warnings:
        head = Piece(f"{'Warning':<{_LABEL}}", Style.DANGER)
        yield Line((head, Piece(one_line(str(warning)))), _LABEL)


def _group(one: GroupStanding) -> Iterator[Line]:
    p = one.progress
    parts = [
        f"{p.submitted:,} of {p.wanted:,} submitted ({_share(p.share)})",
        f"{p.approved:,} approved",
        f"{p.rejected:,} rejected",
        f"{p.waiting:,} waiting",
    ]
    yield Line((Piece(f"{p.group:<{_LABEL}}", Style.HEADING), Piece(", ".join(parts))), _LABEL)
    hits = [f"{one.hits:,} HITs", f"{one.open:,} assignments open"]
    hits += [f"{one.working:,} being worked on"] if one.working else []
    hits += [f"{one.expired:,} HITs expired"] if one.expired else []
    hits += [f"{one.gone:,} HITs gone"] if one.gone else []
    hits += [f"open until {_moment(one.expires)}"] if one.expires and one.open else []
    if one.next_automatic:
        hits.append(f"next automatic approval {_moment(one.next_automatic)}")
    yield Line((Piece(" " * _LABEL), Piece(", ".join(hits), Style.QUIET)), _LABEL)


def _facts(standing: Standing) -> Iterator[Fact]:
    load, decided = standing.workload, standing.decided
    if load.workers:
        median = f"{load.median:g} submissions in the middle, {load.largest:,} at most"
        yield "Workers", f"{load.workers:,}; {median}"
    yield "Pace", _pace(standing.forecast, standing.at)
    total = sum(one.progress.approved + one.progress.rejected for one in standing.groups)
    if total:
        rate = sum(one.progress.approved for one in standing.groups) / total
        by = f"{decided.by_rule:,} by rule, {decided.automatically:,} automatically"
        yield "Decided", f"{total:,}: {by}, {decided.by_hand:,} by hand; {rate:.1%} approved"
    if standing.pay.median is not None:
        yield "Hourly pay", _pay(standing.pay)
    yield from _money(standing.account)
    if standing.unreadable:
        yield "Unreadable", f"{standing.unreadable:,} submissions; turkform results names them"
    if standing.unresolved:
        yield "In doubt", f"{standing.unresolved:,} outcomes; turkform resolve lists them"
    yield "Lock", f"held by {standing.holder}" if standing.holder else "free"


def _pace(forecast: Forecast, now: datetime) -> str:
    if not forecast.per_hour:
        return f"nothing new in the last day; {forecast.left:,} assignments left"
    span = "the last day" if forecast.hours >= 23.9 else f"the last {forecast.hours:.1f} hours"
    pace = f"{forecast.per_hour:.1f} submissions an hour over {span}"
    if forecast.finish is None:
        return f"{pace}; nothing is left to come"
    days = (forecast.finish - now).total_seconds() / 86_400
    when = f"in {days:.1f} days" if days >= 2 else f"in {days * 24:.1f} hours"
    return f"{pace}; {forecast.left:,} left, done about {_moment(forecast.finish)}, {when}"


def _pay(pay: Pay) -> str:
    text = f"${pay.median:,.2f} in the middle, ${pay.mean:,.2f} on average"
    text += f", ${pay.overall:,.2f} all rewards over all hours"
    if pay.target is not None and pay.below is not None:
        text += f"; target {pay.target}, {pay.below:.0%} of the submissions below it"
    return text


def _money(account: Account) -> Iterator[Fact]:
    spend = account.spend
    parts = f"{spend.rewards} rewards, {spend.fees} fees"
    if spend.bonuses.total:
        parts += f", {spend.bonuses.rewards} bonuses, {spend.bonuses.fees} fees on them"
    yield "Paid", f"{spend.total}: {parts}"
    if spend.waiting:
        yield "Waiting", f"{spend.waiting} if everything that waits is approved"
    yield "Reserved", f"{account.reserved} for work that waits or may still come"
    if account.budget is not None:
        yield "Budget", f"{account.budget}, of which {account.committed} is committed at most"
    if account.balance is not None:
        yield "Balance", str(account.balance)


def _document(standing: Standing) -> JsonObject:
    forecast, pay = standing.forecast, standing.pay
    return {
        "format_version": FORMAT_VERSION,
        "campaign": standing.campaign,
        "environment": standing.environment,
        "at": _iso(standing.at),
        "groups": [_group_document(one) for one in standing.groups],
        "workers": standing.workload.workers,
        "decided": {
            "by_rule": standing.decided.by_rule,
            "automatically": standing.decided.automatically,
            "by_hand": standing.decided.by_hand,
        },
        "pace": {
            "per_hour": round(forecast.per_hour, 3),
            "hours": round(forecast.hours, 3),
            "left": forecast.left,
            "finish": _iso(forecast.finish),
        },
        "hourly_pay": {
            "median": _rounded(pay.median),
            "mean": _rounded(pay.mean),
            "overall": _rounded(pay.overall),
            "target": pay.target.wire if pay.target else None,
            "below": None if pay.below is None else round(pay.below, 4),
        },
        "money": _money_document(standing.account),
        "unreadable": standing.unreadable,
        "unresolved": standing.unresolved,
        "lock": standing.holder or None,
        "warnings": [str(one) for one in standing.warnings],
    }


def _group_document(one: GroupStanding) -> JsonObject:
    p = one.progress
    return {
        "group": p.group,
        "wanted": p.wanted,
        "submitted": p.submitted,
        "share": round(p.share, 4),
        "waiting": p.waiting,
        "approved": p.approved,
        "rejected": p.rejected,
        "hits": one.hits,
        "open": one.open,
        "working": one.working,
        "expired": one.expired,
        "gone": one.gone,
        "expires": _iso(one.expires),
        "next_automatic_approval": _iso(one.next_automatic),
    }


def _money_document(account: Account) -> JsonObject:
    spend = account.spend
    return {
        "paid": spend.total.wire,
        "rewards": spend.rewards.wire,
        "fees": spend.fees.wire,
        "bonuses": spend.bonuses.rewards.wire,
        "bonus_fees": spend.bonuses.fees.wire,
        "waiting": spend.waiting.wire,
        "reserved": account.reserved.wire,
        "committed": account.committed.wire,
        "budget": account.budget.wire if account.budget is not None else None,
        "balance": account.balance.wire if account.balance is not None else None,
    }


def _heading(standing: Standing) -> str:
    where = f"{standing.campaign} · {standing.environment}"
    return f"turkform status · {where} · {_moment(standing.at)}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _share(value: float) -> str:
    """Only everything is 100 %."""
    return f"{int(value * 100)}%" if 0.99 <= value < 1 else f"{value:.0%}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _number(value: int | str) -> str:
    return value if isinstance(value, str) else f"{value:,}"


def _text(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
