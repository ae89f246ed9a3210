"""What travels between clients and a served marketplace, byte by byte (API reference 2, 19)."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

import pytest

from tests.marketplace.test_server import Served

TARGET: Final = "X-Amz-Target: MTurkRequesterServiceV20170117."
BALANCE: Final = b'{"AvailableBalance":"10000.00"}'
SECONDS: Final = 10


@dataclass(frozen=True)
class Answer:
    """One reply, its header names as they were spelt."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return str(json.loads(self.body)["__type"])


class Line:
    """A connection on which a test writes what it likes."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        assert address.hostname is not None
        self._socket = socket.create_connection((address.hostname, address.port), SECONDS)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._socket.close()

    def send(self, *lines: str, body: bytes = b"") -> None:
        self.write("\r\n".join([*lines, "", ""]).encode() + body)

    def write(self, data: bytes) -> None:
        self._socket.sendall(data)

    def post(self, operation: str, *lines: str, body: bytes = b"{}") -> Answer:
        length = f"Content-Length: {len(body)}"
        self.send("POST / HTTP/1.1", "Host: here", TARGET + operation, length, *lines, body=body)
        return self.answer()

    def status(self) -> int:
        return int(self._file.readline().split()[1])

    def head(self) -> dict[str, str]:
        found = {}
        while line := self._file.readline().decode().rstrip("\r\n"):
            name, _, value = line.partition(": ")
            found[name] = value
        return found

    def answer(self) -> Answer:
        status, headers = self.status(), self.head()
        names = {name.lower(): value for name, value in headers.items()}
        return Answer(status, headers, self._file.read(int(names.get("content-length", "0"))))

    def is_closed(self) -> bool:
        return self._file.read(1) == b""


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("trusting") / "m.db", ())
    yield server
    server.kill()


@pytest.fixture
def line(trusting: Served) -> Iterator[Line]:
    with Line(trusting.url) as one:
        yield one


def test_header_names_are_spelt_as_the_service_spells_them(line: Line) -> None:
    headers = line.post("GetAccountBalance").headers
    assert list(headers)[:4] == ["x-amzn-RequestId", "Content-Type", "Content-Length", "Date"]


def test_many_calls_go_over_one_connection_also_after_a_refusal(line: Line) -> None:
    assert line.post("GetHIT", body=b'{"HITId":"3NONE"}').status == 400
    assert line.post("Nonsense").status == 400
    assert line.post("GetAccountBalance").body == BALANCE


def test_a_connection_that_was_idle_for_a_while_still_serves(line: Line) -> None:
    line.post("GetAccountBalance")
    time.sleep(6)
    assert line.post("GetAccountBalance").body == BALANCE


def test_a_client_that_waits_for_leave_to_send_its_body_gets_it(line: Line) -> None:
    head = ("POST / HTTP/1.1", "Host: here", TARGET + "GetAccountBalance", "Content-Length: 2")
    line.send(*head, "Expect: 100-continue")
    assert (line.status(), line.head()) == (100, {})
    line.write(b"{}")
    assert line.answer().body == BALANCE


def test_a_body_in_chunks_is_read_whole(line: Line) -> None:
    head = ("POST / HTTP/1.1", "Host: here", TARGET + "GetHIT", "Transfer-Encoding: chunked")
    chunks = b'8\r\n{"HITId"\r\n9\r\n:"3NONE"}\r\n0\r\n\r\n'
    line.send(*head, body=chunks)
    assert b"Hit 3NONE does not exist." in line.answer().body


def test_a_client_of_http_1_0_is_answered_and_hung_up_on(line: Line) -> None:
    line.send("POST / HTTP/1.0", TARGET + "GetAccountBalance", "Content-Length: 2", body=b"{}")
    assert line.answer().body == BALANCE
    assert line.is_closed()


def test_a_client_that_wants_the_connection_closed_gets_that(line: Line) -> None:
    assert line.post("GetAccountBalance", "Connection: close").headers["Connection"] == "close"
    assert line.is_closed()


def test_a_body_beyond_any_request_is_refused_before_it_is_read(line: Line) -> None:
    answer = line.post("GetAccountBalance", body=b" " * (4 * 2**20 + 1))
    assert (answer.status, answer.kind) == (413, "RequestEntityTooLargeException")
    assert "x-amzn-RequestId" in answer.headers


@pytest.mark.parametrize("target", ["", "GetHIT", "MTurkRequesterServiceV20140815.GetHIT"])
def test_a_target_that_is_no_operation_is_unknown(line: Line, target: str) -> None:
    line.send("POST / HTTP/1.1", "Host: here", f"X-Amz-Target: {target}", "Content-Length: 0")
    answer = line.answer()
    assert (answer.status, answer.kind) == (400, "UnknownOperationException")


def preflight(line: Line, origin: str) -> Answer:
    asked = "content-type,x-amz-date,x-amz-target,authorization"
    line.send(
        *("OPTIONS / HTTP/1.1", "Host: here", f"Origin: {origin}"),
        *("Access-Control-Request-Method: POST", f"Access-Control-Request-Headers: {asked}"),
    )
    return line.answer()


@pytest.mark.parametrize("origin", ["http://localhost:3000", "https://127.0.0.1"])
def test_a_page_of_this_machine_may_call(line: Line, origin: str) -> None:
    asked = preflight(line, origin).headers
    assert asked["Access-Control-Allow-Origin"] == origin
    assert asked["Access-Control-Allow-Headers"].endswith("x-amz-target,authorization")
    refused = line.post("GetHIT", f"Origin: {origin}", body=b'{"HITId":"3NONE"}')
    assert refused.headers["Access-Control-Allow-Origin"] == origin
    assert "x-amzn-RequestId" in refused.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "http://[", "http://nolocalhost"]
)
def test_a_page_from_elsewhere_may_not_call_where_nobody_signs(line: Line, origin: str) -> None:
    for answer in (preflight(line, origin), line.post("GetHIT", f"Origin: {origin}")):
        assert not any(name.startswith("Access-Control") for name in answer.headers)


def test_every_page_may_call_where_requests_are_signed(tmp_path: Path) -> None:
    server = Served(tmp_path / "m.db")
    try:
        with Line(server.url) as line:
            origin = "https://elsewhere.example"
            assert preflight(line, origin).headers["Access-Control-Allow-Origin"] == "*"
            answer = line.post("GetAccountBalance", f"Origin: {origin}")
            assert answer.kind == "MissingAuthenticationTokenException"
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
    finally:
        server.kill()
