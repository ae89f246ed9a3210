"""Which function performs which operation, put together from the modules of this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from turkform.marketplace.context import Context, Request
from turkform.marketplace.json_types import Members
from turkform.marketplace.operations import account, hit_types

Operation: TypeAlias = Callable[[Context, Request], Members]

OPERATIONS: Final[Mapping[str, Operation]] = {
    # account
    "GetAccountBalance": account.get_account_balance,
    # HIT types
    "CreateHITType": hit_types.create_hit_type,
    # HITs
    # assignments
    # bonuses and blocks
    # messages
    # qualification types
    # qualifications and requests
    # notifications
}


def is_reading(operation: str) -> bool:
    """Tell whether an operation changes nothing."""
    return operation.startswith(("Get", "List"))
