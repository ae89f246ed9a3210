"""Queues and topics of moto's server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest


@pytest.fixture
def aws(moto_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SNS", moto_url)
    return moto_url


@pytest.fixture
def sqs(aws: str) -> Iterator[Any]:
    client = boto3.client("sqs", region_name="us-east-1", endpoint_url=aws)
    yield client
    client.close()


@pytest.fixture
def queue(sqs: Any, aws: str, request: pytest.FixtureRequest) -> str:
    sqs.create_queue(QueueName=request.node.name)
    return f"{aws}/123456789012/{request.node.name}"
