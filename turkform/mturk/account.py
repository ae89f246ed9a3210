"""Whose keys they are: asked of Amazon, because MTurk itself does not tell."""

from typing import Any

from turkform.core.errors import CredentialsOrFunds, Stale
from turkform.core.sdk_log import keep_requests_unlogged


def check_account(wanted: str, profile: str | None, region: str) -> None:
    """Raise `Stale` where the keys belong to another account than the environment is pinned to."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    keep_requests_unlogged()
    session: Any = boto3.Session(profile_name=profile, region_name=region)
    limits = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 3})
    try:
        found = str(session.client("sts", config=limits).get_caller_identity()["Account"])
    except (BotoCoreError, ClientError, KeyError) as error:
        msg = f"whose keys these are cannot be found out: {error}. account: {wanted} needs it."
        raise CredentialsOrFunds(msg) from error
    if found != wanted:
        msg = (
            f"these keys belong to account {found}; the environment is pinned to {wanted}.\n"
            "Choose the right profile, or correct account: in turkform.yaml."
        )
        raise Stale(msg)
