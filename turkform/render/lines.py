"""Lines of styled pieces: made once, then printed plainly, in colour, or as a page."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from turkform.render.text import split, width

MONEY_COLUMN = 100
_WORDS = re.compile(r" +|[^ ]+")


class Style(StrEnum):
    """What a piece means; each output gives it a look of its own."""

    PLAIN = "plain"
    HEADING = "heading"
    DANGER = "danger"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    MONEY = "money"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text in one style."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces from left to right; what does not fit goes on below, indented by `hang`.

    `right` stands at the right edge, or on a line of its own where there is no room.
    """

    pieces: tuple[Piece, ...] = ()
    hang: int = 0
    right: Piece | None = None

    @property
    def text(self) -> str:
        """Without styles."""
        return "".join(piece.text for piece in self.pieces).rstrip()


def line(text: str = "", style: Style = Style.PLAIN, hang: int = 0) -> Line:
    """A line of one piece."""
    return Line((Piece(text, style),) if text else (), hang)


def fitted(lines: Iterable[Line], columns: int) -> Iterator[Line]:
    """Lines that fit, nothing lost: long ones are broken at spaces."""
    for one in lines:
        yield from _fit(one, columns)


def plain(lines: Iterable[Line]) -> str:
    """The text of the lines, each ended."""
    return "".join(f"{one.text}\n" for one in lines)


def _fit(one: Line, columns: int) -> Iterator[Line]:
    broken = list(_break(one.pieces, one.hang, columns))
    if one.right is None:
        yield from broken
        return
    edge = min(columns, MONEY_COLUMN)
    last = broken.pop() if broken else Line()
    room = edge - width(last.text) - width(one.right.text)
    yield from broken
    if room >= 2:
        yield Line((*_stripped(last.pieces), Piece(" " * room), one.right))
        return
    yield last
    pad = max(one.hang, edge - width(one.right.text))
    yield from _break((Piece(" " * min(pad, columns // 2)), one.right), one.hang, columns)


def _stripped(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    kept = list(pieces)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[-1] = Piece(kept[-1].text.rstrip(), kept[-1].style)
    return tuple(kept)


def _break(pieces: Sequence[Piece], hang: int, columns: int) -> Iterator[Line]:
    hang = min(hang, columns // 2)
    row: list[Piece] = []
    used = 0
    for piece in pieces:
        for word in _WORDS.findall(piece.text):
            rest: str = word
            while rest:
                if used + width(rest) <= columns:
                    row.append(Piece(rest, piece.style))
                    used += width(rest)
                    break
                if rest.isspace():
                    rest = ""
                    continue
                if any(p.text.strip() for p in row):
                    yield Line(tuple(row))
                    row, used = [Piece(" " * hang)], hang
                    continue
                head, rest = split(rest, columns - used)
                yield Line((*row, Piece(head, piece.style)))
                row, used = [Piece(" " * hang)], hang
    if row or not pieces:
        yield Line(tuple(row))
