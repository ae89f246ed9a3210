"""A swept world whose state is objects of moto's S3, which runs in a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.s3_server import BUCKET
from tests.sweep.places import MINE, OPEN, free_port

_START_S = 60


@dataclass(frozen=True, slots=True)
class S3Place:
    """A prefix of its own; `url` has `{name}` for it, `folder` is the world's."""

    url: str
    name: str
    folder: Path

    @property
    def setting(self) -> str:
        """What `state:` says."""
        return self.url.format(name=self.name)

    def database(self) -> type[Any]:
        """The class whose transactions are boundaries."""
        from turkform.state.s3_database import S3Database

        return S3Database

    def recorded(self, operation: str) -> bool:
        """By the journal alone, as a runner on another machine would read it."""
        from turkform.state.bucket import Bucket, place
        from turkform.state.s3_database import S3Database

        prefix = next(iter(self._keys())).partition("/journal/")[0]
        bucket = Bucket(self._client(), place(self.setting).bucket, prefix)
        database = S3Database(bucket, self.folder / "witness.db")
        try:
            row = database.look(lambda tx: tx.one(OPEN + MINE + "?", operation))
        finally:
            database.close()
        return bool(row and row[0])

    def copied(self, folder: Path) -> "S3Place":
        """Every object under a new prefix."""
        client, name = self._client(), f"try-{uuid4().hex}"
        for key in self._keys():
            source = {"Bucket": BUCKET, "Key": key}
            client.copy_object(
                Bucket=BUCKET, Key=f"{name}/{key.partition('/')[2]}", CopySource=source
            )
        return S3Place(self.url, name, folder)

    def dropped(self) -> None:
        """Remove the prefix."""
        client = self._client()
        for key in self._keys():
            client.delete_object(Bucket=BUCKET, Key=key)

    def _keys(self) -> list[str]:
        pages = self._client().get_paginator("list_objects_v2")
        found = pages.paginate(Bucket=BUCKET, Prefix=f"{self.name}/")
        return [each["Key"] for page in found for each in page.get("Contents", ())]

    def _client(self) -> Any:  # boto3's clients have no static type
        from turkform.state.bucket import make_client, place

        return make_client(place(self.setting))


@contextmanager
def moto() -> Iterator[str]:
    """A `state:` URL with `{name}` for the prefix, while moto's server runs."""
    import boto3

    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as server:
        try:
            client = boto3.client("s3", endpoint_url=address, region_name="us-east-1")
            _until_made(client)
            client.close()
            yield f"s3://{BUCKET}/{{name}}?endpoint={address}&region=us-east-1"
        finally:
            server.kill()


def _until_made(client: Any) -> None:  # as above
    from botocore.exceptions import EndpointConnectionError

    deadline = time.monotonic() + _START_S
    while True:
        try:
            client.create_bucket(Bucket=BUCKET)
        except EndpointConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
