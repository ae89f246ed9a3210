"""Two clients: reads are repeated by the SDK, writes leave exactly once."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from turkform.core.calls import CallRefused, Reply
from turkform.core.errors import CredentialsOrFunds, TurkformError
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.mturk.limiter import Limiter

Client: TypeAlias = Any  # botocore makes the methods of a client at run time
Attach: TypeAlias = Callable[[Client], None]
_CREDENTIALS = frozenset({
    "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException",
    "ExpiredTokenException", "MissingAuthenticationTokenException", "InvalidClientTokenId",
})  # fmt: skip
READ_TRIES = 8


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """`endpoint` is empty for the embedded marketplace, to which `attach` connects a client."""

    endpoint: str
    region: str = "us-east-1"
    profile: str | None = None
    attach: Attach | None = None
    parallelism: int = 8


def make_client(settings: ClientSettings, *, writes: bool) -> Client:
    """A boto3 client; of writes there is one try, whatever the process environment says."""
    import boto3
    from botocore.config import Config

    retries: Any = {"total_max_attempts": 1 if writes else READ_TRIES, "mode": "standard"}
    config = Config(
        retries=retries,
        connect_timeout=5,
        read_timeout=90,
        max_pool_connections=max(10, settings.parallelism),
        user_agent_extra="turkform",
    )
    embedded = not settings.endpoint
    keys = {"aws_access_key_id": "embedded", "aws_secret_access_key": "embedded"}
    session: Any = boto3.Session(
        profile_name=None if embedded else settings.profile, region_name=settings.region
    )
    client: Client = session.client(
        "mturk",
        endpoint_url=settings.endpoint or "http://127.0.0.1",
        config=config,
        **(keys if embedded else {}),
    )
    if writes:
        # The second lock, independent of the configuration: no answer is ever worth a repeat.
        client.meta.events.register_first("needs-retry.mturk", lambda **_: False)
    if settings.attach:
        settings.attach(client)
    return client


def _method(client: Client, operation: str) -> Callable[..., Mapping[str, Any]]:
    from botocore import xform_name

    method: Callable[..., Mapping[str, Any]] = getattr(client, xform_name(operation))
    return method


class Reader:
    """Sends reads."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Reply:
        """The reply without its metadata; raises `CallRefused` or `CredentialsOrFunds`."""
        from botocore.exceptions import BotoCoreError, ClientError

        from turkform.mturk.classify import of_error

        try:
            reply = _method(self._client, operation)(**parameters)
        except (ClientError, BotoCoreError) as error:
            raise refusal(operation, of_error(error)) from error
        return {name: value for name, value in reply.items() if name != "ResponseMetadata"}


class Sender:
    """Sends writes, paced by the limiter."""

    def __init__(self, client: Client, limiter: Limiter) -> None:
        self._client, self._limiter = client, limiter

    def send(self, operation: str, parameters: Mapping[str, Any]) -> Outcome:
        """One wire attempt."""
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

        from turkform.mturk.classify import of_error, of_reply

        self._limiter.wait(time.monotonic, time.sleep)
        try:
            reply = _method(self._client, operation)(**parameters)
        except (ClientError, BotoCoreError, HTTPClientError) as error:
            outcome = of_error(error)
        else:
            outcome = of_reply(operation, reply)
        self._limiter.heard(throttled=outcome.kind is OutcomeKind.THROTTLED)
        return outcome


def refusal(operation: str, outcome: Outcome) -> Exception:
    """The exception for an outcome that is not a success."""
    if outcome.code in _CREDENTIALS or outcome.turk_code == "AWS.AccountNotLinked":
        return CredentialsOrFunds(f"{operation}: {outcome.message}")
    if "Credentials" in outcome.code or "Profile" in outcome.code:
        hint = "Set AWS_PROFILE, or name a profile in the environment of turkform.yaml."
        return CredentialsOrFunds(f"{outcome.message}. {hint}")
    if outcome.turk_code.endswith("InsufficientFunds"):
        return CredentialsOrFunds(f"{operation}: {outcome.message}")
    if outcome.kind in (OutcomeKind.REFUSED, OutcomeKind.THROTTLED):
        return CallRefused(operation, outcome.code, outcome.turk_code, outcome.message)
    return TurkformError(f"{operation} got no usable answer: {outcome.message}")
