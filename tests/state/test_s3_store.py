"""What only a bucket of write-once objects has."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from tests.s3_server import BUCKET
from tests.state.worlds import BINDING, creation, utc_now
from turkform.core.errors import Locked, Stale, TurkformError
from turkform.state.bucket import Bucket, Taken, make_client, place
from turkform.state.s3 import S3Store

pytestmark = pytest.mark.moto


@pytest.fixture
def url(s3_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "lab")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "lab")
    return f"s3://{BUCKET}/{tmp_path.name}?endpoint={s3_address}&region=us-east-1"


@pytest.fixture
def bucket(url: str, tmp_path: Path) -> Bucket:
    own = f"{tmp_path.name}/{BINDING.project}/{BINDING.environment}/{BINDING.campaign}"
    return Bucket(make_client(place(url)), BUCKET, own)


def store(url: str, folder: Path, lease: timedelta = timedelta(minutes=5)) -> S3Store:
    return S3Store(url, folder / "study.s3-cache.db", BINDING, utc_now, lease=lease)


class Flaky:
    """A client of which the n-th write gets no answer, though it went through."""

    def __init__(self, client: Any, lost: int) -> None:
        self._client, self._lost = client, lost

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def put_object(self, **parameters: Any) -> Any:
        reply = self._client.put_object(**parameters)
        self._lost -= 1
        if self._lost == 0:
            raise ReadTimeoutError(endpoint_url="http://bucket")
        return reply


def test_a_write_whose_answer_was_lost_counts_when_it_is_there(url: str, bucket: Bucket) -> None:
    flaky = Bucket(
        Flaky(make_client(place(url)), 1), BUCKET, bucket.name.removeprefix("s3://states/")
    )
    flaky.put_once("journal/x", b"mine")
    found = bucket.get("journal/x")
    assert found is not None
    assert found.body == b"mine"


def test_an_object_that_another_writer_was_first_to_write_is_taken(bucket: Bucket) -> None:
    bucket.put_once("journal/x", b"theirs")
    with pytest.raises(Taken):
        bucket.put_once("journal/x", b"mine")


def test_a_second_write_of_the_same_bytes_is_our_own_success(bucket: Bucket) -> None:
    bucket.put_once("journal/x", b"mine")
    bucket.put_once("journal/x", b"mine")


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"no database")])
def test_the_cache_may_be_deleted_or_spoilt_at_any_time(
    url: str, tmp_path: Path, spoil: Any
) -> None:
    with store(url, tmp_path).writing("apply") as session:
        [intent] = session.claim([creation()])
    spoil(tmp_path / "study.s3-cache.db")
    with store(url, tmp_path).writing("apply") as session:
        [again] = session.claim([creation()])
    assert again.intent_id == intent.intent_id


def test_a_cache_of_another_state_is_not_believed(url: str, tmp_path: Path, bucket: Bucket) -> None:
    with store(url, tmp_path).writing("apply") as session:
        session.claim([creation()])
    elsewhere = url.replace(tmp_path.name, f"{tmp_path.name}-elsewhere")
    with store(elsewhere, tmp_path).reading() as reader:
        assert reader is None


def test_a_new_machine_begins_at_the_last_snapshot(
    url: str, tmp_path: Path, bucket: Bucket
) -> None:
    with store(url, tmp_path).writing("apply") as session:
        for _ in range(210):
            session.record([], [])
        serial = session.serial
    assert len(list(bucket.keys("snapshot/"))) == 1
    with store(url, tmp_path / "new").reading() as reader:
        assert reader is not None
        assert reader.serial == serial
    assert list(store(url, tmp_path / "new").verify()) == []


def test_a_run_that_is_silent_for_longer_than_its_lease_is_overtaken(
    url: str, tmp_path: Path
) -> None:
    lazy = store(url, tmp_path, timedelta(days=1)).writing("apply")
    paused = lazy.__enter__()
    with pytest.raises(Locked), store(url, tmp_path / "two").writing("apply"):
        pass
    with store(url, tmp_path / "two", timedelta(seconds=-1)).writing("apply") as session:
        assert not paused.still_mine()
        with pytest.raises(Stale, match="another run has taken over"):
            paused.claim([creation()])
        assert session.claim([creation()])
    with pytest.raises(Stale, match="before this one ended"):
        lazy.__exit__(None, None, None)


def test_an_entry_that_was_replaced_does_not_verify(
    url: str, tmp_path: Path, bucket: Bucket
) -> None:
    with store(url, tmp_path).writing("apply") as session:
        session.claim([creation()])
    key = "journal/000000000002.json"
    found = bucket.get(key)
    assert found is not None
    document = json.loads(found.body)
    document["entries"][0][2] = datetime.now(UTC).isoformat()
    prefix = bucket.name.removeprefix("s3://states/")
    client = make_client(place(url))
    client.put_object(Bucket=BUCKET, Key=f"{prefix}/{key}", Body=json.dumps(document).encode())
    client.close()
    [finding] = store(url, tmp_path / "new").verify()
    assert "entry 2 does not follow the one before it" in finding


class Refusing:
    """A client without rights."""

    def __getattr__(self, name: str) -> Any:
        def refuse(**_: Any) -> Any:
            status = {"HTTPStatusCode": 403}
            reply: Any = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": status}
            raise ClientError(reply, name)

        return refuse


def test_a_bucket_that_refuses_us_is_named_and_stops_the_run() -> None:
    with pytest.raises(TurkformError, match=r"s3://states/x cannot be used: .*AccessDenied"):
        Bucket(Refusing(), BUCKET, "x").put_once("journal/x", b"mine")


@pytest.mark.parametrize(
    ("url", "wrong"),
    [("s3://", "names no bucket"), ("s3://b/p?regoin=x", "unknown setting regoin")],
)
def test_a_url_that_cannot_be_meant_is_refused(url: str, wrong: str) -> None:
    with pytest.raises(TurkformError, match=wrong):
        place(url)
