"""What was found on the way: drift and findings, equal ones once."""

from collections.abc import Iterator, Sequence

from turkform.core.addresses import Address
from turkform.core.diagnostics import Diagnostic, Severity
from turkform.core.plan import Drift
from turkform.render.field_text import field_text
from turkform.render.groups import label_of
from turkform.render.lines import Line, Piece, Style, line
from turkform.render.text import one_line


def drift_lines(drifts: Sequence[Drift], detail: str) -> Iterator[Line]:
    """What was changed by somebody else since turkform wrote it."""
    groups: dict[tuple[object, ...], list[Drift]] = {}
    for drift in drifts:
        names = tuple(field.name for field in drift.fields)
        groups.setdefault((drift.address.group, drift.gone, names), []).append(drift)
    for group in groups.values():
        yield from _drift(group, detail)


def _drift(group: Sequence[Drift], detail: str) -> Iterator[Line]:
    first, count = group[0], f"{len(group):,} x " if len(group) > 1 else ""
    label = one_line(label_of([drift.address for drift in group]))
    names = ", ".join(field.name for field in first.fields)
    what = ("are" if len(group) > 1 else "is") + " gone" if first.gone else f"differs in {names}"
    head = Piece("! changed outside of turkform: ", Style.DANGER)
    yield Line((head, Piece(f"{count}{label} {what}")), 2)
    for drift in group if detail == "full" else group[: len(group) == 1]:
        pad = "    "
        if len(group) > 1:
            yield line(f"{pad}{one_line(str(drift.address))}", hang=6)
        yield from (line(f"{pad}  {field_text(field)}", hang=8) for field in drift.fields)


def finding_lines(findings: Sequence[Diagnostic]) -> Iterator[Line]:
    """Warnings; what is said of many objects of a group is said once."""
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for finding in findings:
        address = _address(finding)
        key = (finding.severity, finding.message, address.group if address else finding)
        groups.setdefault(key, []).append(finding)
    for group in groups.values():
        first = group[0]
        style = Style.DANGER if first.severity is Severity.ERROR else Style.UPDATE
        head = Piece(f"{first.severity.value}: ", style)
        yield Line((head, Piece(_said(group))), 2)


def _said(group: Sequence[Diagnostic]) -> str:
    first, address = group[0], _address(group[0])
    if len(group) == 1 or address is None:
        return one_line(str(first))
    hint = first.hint.replace(str(address), str(address.group))
    text = f'{len(group):,} x {address.group}["*"]: {first.message}'
    return one_line(f"{text}. {hint}" if hint else text)


def _address(finding: Diagnostic) -> Address | None:
    try:
        return Address.parse(finding.address)
    except ValueError:
        return None
