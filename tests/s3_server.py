"""moto's S3 on a free port for the tests of a session."""

from collections.abc import Iterator
from contextlib import contextmanager

BUCKET = "states"


@contextmanager
def s3_server() -> Iterator[str]:
    """The address; the bucket `states` is there."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        client = boto3.client(
            "s3", endpoint_url=address, region_name="us-east-1",
            aws_access_key_id="lab", aws_secret_access_key="lab",
        )  # fmt: skip
        client.create_bucket(Bucket=BUCKET)
        client.close()
        yield address
    finally:
        server.stop()
