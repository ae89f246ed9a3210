"""GetAccountBalance, and how money moves for the other operations (API reference 15).

In the sandbox nothing ever moves and the balance always reads 10,000 dollars.
"""

from __future__ import annotations

from typing import Final

from turkform.marketplace.context import Context, Request
from turkform.marketplace.domain.money import amount
from turkform.marketplace.json_types import Members
from turkform.marketplace.protocol.errors import insufficient_funds
from turkform.marketplace.store import requesters

SANDBOX_BALANCE: Final = "10000.00"


def get_account_balance(ctx: Context, request: Request) -> Members:  # noqa: ARG001 - no members
    """Return what can be spent, and what is held for open work when there is any."""
    if ctx.side == "sandbox":
        return {"AvailableBalance": SANDBOX_BALANCE}
    row = requesters.get(ctx.tx, ctx.requester.id)
    held = amount(row.held_cents) if row.held_cents else None
    return {"AvailableBalance": amount(row.available_cents), "OnHoldBalance": held}


def hold(ctx: Context, cents: int) -> None:
    """Set money aside for work that may be done; refuses what the balance does not cover."""
    _move(ctx, available=-cents, held=cents)


def release(ctx: Context, cents: int) -> None:
    """Give back money that was set aside and will not be needed."""
    _move(ctx, available=cents, held=-cents)


def charge_held(ctx: Context, cents: int) -> None:
    """Pay with money that was set aside."""
    _move(ctx, available=0, held=-cents)


def charge(ctx: Context, cents: int) -> None:
    """Pay with money that was not set aside, such as a bonus or an overridden rejection."""
    _move(ctx, available=-cents, held=0)


def _move(ctx: Context, *, available: int, held: int) -> None:
    if ctx.side == "sandbox" or not (available or held):
        return
    if not requesters.move_money(ctx.tx, ctx.requester.id, available, held):
        raise insufficient_funds()
