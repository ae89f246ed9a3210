"""A prefix of an S3 bucket in which objects are written once (reliability reference 3.7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

from turkform.core.errors import TurkformError
from turkform.core.sdk_log import keep_requests_unlogged
from turkform.state.database import StoreFailed

Client: TypeAlias = Any  # botocore makes the methods of a client at run time
_TRIES = 4
_SETTINGS = frozenset({"region", "profile", "endpoint"})


@dataclass(frozen=True, slots=True)
class Place:
    """`s3://BUCKET/PREFIX?region=…&profile=…&endpoint=…`, taken apart."""

    bucket: str
    prefix: str
    region: str | None
    profile: str | None
    endpoint: str | None


@dataclass(frozen=True, slots=True)
class Object:
    """What was read; both times by the service's clock."""

    body: bytes
    written_at: datetime
    read_at: datetime


class Taken(Exception):
    """Another writer has written the object."""


def place(url: str) -> Place:
    """Read a URL; `TurkformError` says what is wrong with it."""
    parts, settings = urlsplit(url), parse_qs(urlsplit(url).query)
    unknown = settings.keys() - _SETTINGS
    if not parts.hostname or unknown or parts.username:
        wrong = f"has an unknown setting {min(unknown)}" if unknown else "names no bucket"
        msg = f"state: {url} {wrong}. Write s3://BUCKET/PREFIX?region=REGION&profile=PROFILE."
        raise TurkformError(msg)

    def setting(name: str) -> str | None:
        return settings.get(name, [None])[0]

    return Place(
        parts.hostname, parts.path.strip("/"), setting("region"), setting("profile"),
        setting("endpoint"),
    )  # fmt: skip


def make_client(where: Place) -> Client:
    """Without repeats by the SDK: the refusal of our own second try would look like a defeat."""
    import boto3
    from botocore.config import Config

    keep_requests_unlogged()
    session: Any = boto3.Session(profile_name=where.profile, region_name=where.region)
    config = Config(
        retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30,
        signature_version="s3v4",
    )  # fmt: skip
    client: Client = session.client("s3", endpoint_url=where.endpoint, config=config)
    return client


class Bucket:
    """Objects under a prefix; `name` is for messages."""

    def __init__(self, client: Client, bucket: str, prefix: str) -> None:
        self._client, self._bucket, self._prefix = client, bucket, prefix
        self.name = f"s3://{bucket}/{prefix}"

    def get(self, key: str) -> Object | None:
        """The object, or None when there is none."""
        for left in reversed(range(_TRIES)):
            try:
                reply = self._client.get_object(Bucket=self._bucket, Key=self._key(key))
                body = reply["Body"].read()
            except Exception as error:
                if _code(error) in ("NoSuchKey", "404"):
                    return None
                if not left or _refused(error):
                    raise self._failed(error) from error
            else:
                return Object(body, reply["LastModified"], _date(reply))
        raise AssertionError("unreachable")

    def put_once(self, key: str, body: bytes) -> None:
        """Durable when it returns; raises `Taken` when somebody else was first.

        A refusal or a lost answer may be the echo of our own success, so what is there decides.
        """
        for left in reversed(range(_TRIES)):
            try:
                self._client.put_object(
                    Bucket=self._bucket, Key=self._key(key), Body=body, IfNoneMatch="*"
                )
            except Exception as error:
                if _refused(error) and _code(error) != "PreconditionFailed":
                    raise self._failed(error) from error
                there = self.get(key)
                if there is not None and there.body == body:
                    return
                if there is not None:
                    raise Taken(key) from error
                if not left:
                    raise self._failed(error) from error
            else:
                return

    def keys(self, folder: str) -> Iterator[str]:
        """Every key of a folder, in order."""
        more: dict[str, str] = {}
        while True:
            try:
                page = self._client.list_objects_v2(
                    Bucket=self._bucket, Prefix=self._key(folder), **more
                )
            except Exception as error:
                raise self._failed(error) from error
            for item in page.get("Contents", ()):
                yield str(item["Key"]).removeprefix(f"{self._prefix}/" if self._prefix else "")
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _key(self, key: str) -> str:
        return f"{self._prefix}/{key}" if self._prefix else key

    def _failed(self, error: Exception) -> StoreFailed:
        msg = (
            f"the state {self.name} cannot be used: {error}\nNothing more is sent. "
            "When the bucket can be reached again, run the same command again."
        )
        return StoreFailed(msg)


def _code(error: Exception) -> str:
    return str(_response(error).get("Error", {}).get("Code", ""))


def _refused(error: Exception) -> bool:
    """Whether trying again is no use: the service understood, and said no."""
    status = _response(error).get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return 400 <= int(status) < 500 and _code(error) != "ConditionalRequestConflict"


def _response(error: Exception) -> Mapping[str, Any]:
    # Errors of the connection have the attribute too, with nothing in it.
    return getattr(error, "response", None) or {}


def _date(reply: Any) -> datetime:  # botocore's reply
    from email.utils import parsedate_to_datetime

    headers = reply["ResponseMetadata"]["HTTPHeaders"]
    return parsedate_to_datetime(headers["date"]) if "date" in headers else reply["LastModified"]
