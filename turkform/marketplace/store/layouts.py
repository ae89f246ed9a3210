"""HIT layouts: documents with `${name}` placeholders, made by the administrator."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from turkform.marketplace.store.database import Transaction


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """A layout of one requester on one side."""

    layout_id: str
    requester_id: str
    name: str
    body: str
    frame_height: int
    created_at: int


def find(tx: Transaction, layout_id: str) -> LayoutRow | None:
    """Return a layout, whosever it is, or None."""
    row = tx.one("SELECT * FROM layouts WHERE layout_id = :layout_id", {"layout_id": layout_id})
    return None if row is None else LayoutRow(**row)


def add(tx: Transaction, layout: LayoutRow) -> None:
    """Add a layout."""
    tx.execute(
        "INSERT INTO layouts (layout_id, requester_id, name, body, frame_height, created_at) "
        "VALUES (:layout_id, :requester_id, :name, :body, :frame_height, :created_at)",
        asdict(layout),
    )
