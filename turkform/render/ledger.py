"""The ledger for people, programs and reports."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from turkform.core.changes import Cost
from turkform.core.json_types import JsonObject
from turkform.core.ledger import Ledger, LedgerLine, Sum
from turkform.render.lines import Line, Piece, Style, fitted, line
from turkform.render.text import one_line, width

COLUMNS: Final = (
    "id", "address", "operation", "worker", "amount", "fee", "outcome", "at", "why", "message",
)  # fmt: skip
_WORDS: Final = {
    "ApproveAssignment": "approval",
    "RejectAssignment": "rejection",
    "SendBonus": "bonus",
    "NotifyWorkers": "mail",
    "AssociateQualificationWithWorker": "grant",
    "DisassociateQualificationFromWorker": "revocation",
    "AcceptQualificationRequest": "granted request",
    "RejectQualificationRequest": "refused request",
    "CreateWorkerBlock": "block",
    "DeleteWorkerBlock": "unblock",
    "CreateAdditionalAssignmentsForHIT": "extension",
    "UpdateExpirationForHIT": "extension",
    "UpdateHITReviewStatus": "review status",
    "CreateHITWithHITType": "compensation",
    "automatic": "approved automatically",
    "by hand": "approved outside of turkform",
}
_LOOKS: Final = {
    "done": Style.PLAIN,
    "pending": Style.UPDATE,
    "uncertain": Style.DANGER,
    "hard_failure": Style.DELETE,
    "soft_failure": Style.UPDATE,
    "refused": Style.DELETE,
    "not_done": Style.QUIET,
}
_HANG: Final = 18


def ledger_lines(ledger: Ledger, heading: str, columns: int) -> Sequence[Line]:
    """Deeds in order, then the sums."""
    return list(fitted(_lines(ledger, heading), columns))


def ledger_record(shown: LedgerLine) -> JsonObject:
    """One deed as JSON (contract, design section 4), with the fee and the evidence besides."""
    return {**ledger_cells(shown), "evidence": shown.entry.evidence}


def ledger_json(ledger: Ledger) -> str:
    """A list of records."""
    records = [ledger_record(one) for one in ledger.lines]
    return json.dumps(records, indent=2, ensure_ascii=False) + "\n"


def ledger_cells(shown: LedgerLine) -> Mapping[str, str]:
    """One deed as a row of a table; amounts in dollars without a sign, times in ISO 8601."""
    entry = shown.entry
    return {
        "id": entry.intent_id,
        "address": str(entry.address),
        "operation": entry.operation,
        "worker": shown.worker,
        "amount": shown.cost.rewards.wire,
        "fee": shown.cost.fees.wire,
        "outcome": entry.outcome.value,
        "at": entry.at.isoformat(timespec="seconds"),
        "why": entry.why,
        "message": entry.message,
    }


def ledger_markdown(ledger: Ledger, heading: str) -> str:
    """A table of sums and a table of deeds."""
    lines = [f"### {_cell(heading)}", ""]
    sums = list(_sums(ledger))
    if sums:
        lines += ["| | count | to workers | fees |", "|---|---:|---:|---:|"]
        lines += [
            f"| {_cell(label)} | {one.count:,} | {one.cost.rewards} | {one.cost.fees} |"
            for label, one in sums
        ]
        lines.append("")
    lines += [
        "| when | what | worker | amount | fee | outcome | why |",
        "|---|---|---|---:|---:|---|---|",
    ]
    lines += [_row(one) for one in ledger.lines]
    return "\n".join(lines) + "\n"


def _row(shown: LedgerLine) -> str:
    entry = shown.entry
    what = f"{_word(entry.operation)} `{entry.address.name}`"
    why = "; ".join(filter(None, (entry.why, entry.message)))
    cells = (
        f"{entry.at:%Y-%m-%d %H:%M}",
        what,
        _cell(shown.worker),
        str(shown.cost.rewards),
        str(shown.cost.fees),
        _spoken(entry.outcome.value),
        _cell(why),
    )
    return "| " + " | ".join(cells) + " |"


def _lines(ledger: Ledger, heading: str) -> Iterator[Line]:
    yield line(heading, Style.HEADING)
    yield line()
    shape = _Shape.of(ledger.lines)
    for one in ledger.lines:
        yield _deed(one, shape)
    if not ledger.lines:
        yield line("No deeds.")
    sums = list(_sums(ledger))
    if sums:
        yield line()
    for label, total in sums:
        paid = f"{total.cost.rewards} and {total.cost.fees} fees" if _counts(total.cost) else ""
        yield Line((Piece(f"{total.count:>7,}  {label}"),), 9, Piece(paid, Style.MONEY))


@dataclass(frozen=True, slots=True)
class _Shape:
    """How wide the columns are."""

    what: int
    outcome: int
    worker: int

    @classmethod
    def of(cls, lines: Sequence[LedgerLine]) -> "_Shape":
        return cls(
            max((width(_word(one.entry.operation)) for one in lines), default=0),
            max((width(_spoken(one.entry.outcome.value)) for one in lines), default=0),
            max((width(one.worker) for one in lines), default=0),
        )


def _deed(shown: LedgerLine, shape: _Shape) -> Line:
    entry, outcome = shown.entry, shown.entry.outcome.value
    money = f"{shown.cost.rewards} + {shown.cost.fees}" if _counts(shown.cost) else ""
    told = "; ".join(filter(None, (entry.why, entry.message)))
    key = entry.address.key or ""
    subject = f" {key}" if key and key != shown.worker else ""
    pieces = (
        Piece(f"{entry.at:%Y-%m-%d %H:%M}  ", Style.QUIET),
        Piece(f"{_word(entry.operation):<{shape.what}}  ", Style.HEADING),
        Piece(f"{_spoken(outcome):<{shape.outcome}}  ", _LOOKS[outcome]),
        Piece(one_line(f"{shown.worker:<{shape.worker}}  ")),
        Piece(one_line(entry.address.name) + (": " if told else " ")),
        Piece(one_line(told)),
        Piece(one_line(subject), Style.QUIET),
    )
    return Line(pieces, _HANG, Piece(money, Style.MONEY) if money else None)


def _sums(ledger: Ledger) -> Iterator[tuple[str, Sum]]:
    for one in ledger.done:
        yield _plural(_word(one.label), one.count), one
    for one in ledger.open:
        yield f"{_plural(_word(one.label), one.count)} in doubt", one
    for one in ledger.elsewhere:
        yield _word(one.label), one


def _plural(word: str, count: int) -> str:
    if count == 1 or word == "review status":
        return word
    return f"{word}es" if word.endswith("s") else f"{word}s"


def _counts(cost: Cost) -> bool:
    return bool(cost.rewards or cost.fees)


def _word(operation: str) -> str:
    return _WORDS.get(operation, operation)


def _spoken(outcome: str) -> str:
    return outcome.replace("_", " ")


def _cell(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
