"""Two clients: reads are repeated by the SDK, writes leave exactly once."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from turkform.core.calls import CallRefused, Reply
from turkform.core.errors import CredentialsOrFunds, TurkformError
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.core.ports import Permit
from turkform.core.sdk_log import keep_requests_unlogged
from turkform.mturk.gate import Gate, TooLate
from turkform.mturk.limiter import Limiter
from turkform.mturk.service_clock import ServiceClock

Client: TypeAlias = Any  # botocore makes the methods of a client at run time
Session: TypeAlias = Any  # boto3's, which is imported when it is needed
Attach: TypeAlias = Callable[[Client], None]
_CREDENTIALS = frozenset({
    "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException",
    "ExpiredTokenException", "MissingAuthenticationTokenException", "InvalidClientTokenId",
})  # fmt: skip
READ_TRIES = 8
_PAUSE_S = 0.2


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """`endpoint` is empty for the embedded marketplace, to which `attach` connects a client.

    `gate` is asked before every write; `clock` hears every answer.
    """

    endpoint: str
    clock: ServiceClock
    gate: Gate
    region: str = "us-east-1"
    profile: str | None = None
    attach: Attach | None = None
    parallelism: int = 8


def make_session(settings: ClientSettings) -> Session:
    """What both clients share: the description of the service, and the credentials."""
    import boto3
    import botocore.session
    from botocore.exceptions import ProfileNotFound

    keep_requests_unlogged()
    core: Any = botocore.session.get_session()
    # botocore's own asks about the machine's time zone at every time: half of parsing a page.
    parsers = core.get_component("response_parser_factory")
    parsers.set_parser_defaults(timestamp_parser=_moment)
    profile = settings.profile if settings.endpoint else None
    try:
        return boto3.Session(
            botocore_session=core, profile_name=profile, region_name=settings.region
        )
    except ProfileNotFound as error:
        hint = "Make it with aws configure --profile, or correct the environment in turkform.yaml."
        msg = f"{error}. {hint}"
        raise CredentialsOrFunds(msg) from error


def make_client(session: Session, settings: ClientSettings, *, writes: bool) -> Client:
    """A boto3 client; of writes there is one try, whatever the process environment says."""
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
    client: Client = session.client(
        "mturk",
        endpoint_url=settings.endpoint or "http://127.0.0.1",
        config=config,
        **(keys if embedded else {}),
    )
    if writes:
        # The second lock, independent of the configuration: no answer is ever worth a repeat.
        client.meta.events.register_first("needs-retry.mturk", lambda **_: False)
        client.meta.events.register_first("before-send.mturk", settings.gate.check)
    client.meta.events.register_first("response-received.mturk", _hears(settings.clock))
    if settings.attach:
        settings.attach(client)
    if writes:
        _check_locks(client)
    return client


def _moment(value: Any) -> datetime:
    """A time of a reply, in UTC; the service writes epoch seconds (API reference 2)."""
    from botocore.utils import parse_timestamp

    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    parsed: datetime = parse_timestamp(value)
    return parsed


def _hears(clock: ServiceClock) -> Callable[..., None]:
    def hear(response_dict: Mapping[str, Any] | None = None, **_: Any) -> None:
        if response_dict is not None:
            headers = response_dict["headers"]
            clock.hear({str(name).lower(): str(value) for name, value in headers.items()})

    return hear


def _check_locks(client: Client) -> None:
    """Refuse to start where one of the two locks against repeated writes does not hold."""
    tries = client.meta.config.retries.get("total_max_attempts")
    answers = client.meta.events.emit("needs-retry.mturk.NotifyWorkers", **_LOST_REPLY)
    # botocore takes the first answer that is not None.
    first = next((answer for _, answer in answers if answer is not None), None)
    if tries != 1 or first is not False:
        msg = "the SDK would repeat writes by itself; this version of botocore cannot be used"
        raise TurkformError(msg)


_LOST_REPLY: Mapping[str, Any] = {
    "response": None, "endpoint": None, "operation": None, "attempts": 1,
    "caught_exception": ConnectionError(), "request_dict": {"context": {}},
}  # fmt: skip


def _method(client: Client, operation: str) -> Callable[..., Mapping[str, Any]]:
    from botocore import xform_name

    method: Callable[..., Mapping[str, Any]] = getattr(client, xform_name(operation))
    return method


class Reader:
    """Sends reads; an answer that lacks what it must hold is asked for again."""

    def __init__(self, client: Client, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client, self._sleep = client, sleep

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Reply:
        """The reply without its metadata; raises `CallRefused` or `CredentialsOrFunds`."""
        outcome = self._try(operation, parameters)
        for number in range(READ_TRIES):
            if not outcome.unusable:
                break
            self._sleep(_PAUSE_S * 2**number)
            outcome = self._try(operation, parameters)
        if outcome.kind is OutcomeKind.OK:
            return outcome.reply
        raise refusal(operation, outcome)

    def _try(self, operation: str, parameters: Mapping[str, Any]) -> Outcome:
        from turkform.mturk.classify import of_error, of_reply

        try:
            reply = _method(self._client, operation)(**parameters)
        except Exception as error:  # noqa: BLE001 -- botocore's parsers raise anything on garbage
            return of_error(error)
        return of_reply(operation, parameters, reply)


class Sender:
    """Sends writes, paced by the limiter, each judged by the gate as it leaves."""

    def __init__(self, client: Client, limiter: Limiter, gate: Gate) -> None:
        self._client, self._limiter, self._gate = client, limiter, gate

    @property
    def rate(self) -> float:
        """The calls per second that the service is content with at present."""
        return self._limiter.rate

    def send(self, operation: str, parameters: Mapping[str, Any], permit: Permit) -> Outcome:
        """One wire attempt."""
        from turkform.mturk.classify import of_error, of_write

        self._limiter.wait(time.monotonic, time.sleep)
        try:
            with self._gate.open(permit):
                reply = _method(self._client, operation)(**parameters)
        except TooLate as late:
            return Outcome(OutcomeKind.UNSENT, code=type(late).__name__, message=str(late))
        except Exception as error:  # noqa: BLE001 -- whatever it was, the call may have happened
            outcome = of_error(error)
        else:
            outcome = of_write(operation, parameters, reply)
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
    if outcome.code in ("EndpointConnectionError", "ConnectTimeoutError"):
        hint = (
            "Is the service running, and is the endpoint in turkform.yaml right? Nothing was sent."
        )
        return TurkformError(f"{outcome.message}. {hint}")
    return TurkformError(f"{operation} got no usable answer: {outcome.message}")
