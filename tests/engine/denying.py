"""A wire on which some operations are denied, as a policy of the account would deny them."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DENIED = (
    b'{"__type":"AccessDeniedException","Message":"User: arn:aws:iam::1:user/lab is not authorized '
    b'to perform: mechanicalturk:%s"}'
)
FUNDS = (
    b'{"__type":"RequestError","TurkErrorCode":"AWS.MechanicalTurk.InsufficientFunds",'
    b'"Message":"This requester does not have sufficient funds for %s."}'
)


@dataclass
class Wire:
    """`refusals` holds the answer for an operation, which leaves with `status`; `after` lets so
    many calls of it pass first.

    Where `allowed` is given, every other operation is denied.
    """

    upstream: str
    refusals: dict[str, bytes] = field(default_factory=dict)
    after: int = 0
    allowed: frozenset[str] | None = None
    endpoint: str = ""
    status: int = 400

    def answer(self, operation: str) -> bytes | None:
        """The refusal, or None to let the call pass."""
        if self.allowed is not None and operation not in self.allowed:
            return DENIED % operation.encode()
        if operation not in self.refusals:
            return None
        self.after -= 1
        return None if self.after >= 0 else self.refusals[operation] % operation.encode()


@contextmanager
def denying(upstream: str) -> Iterator[Wire]:
    """Until the block ends."""
    wire = Wire(upstream)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            refused = wire.answer(self.headers["X-Amz-Target"].split(".")[-1])
            if refused is not None:
                self._send(wire.status, {"x-amzn-RequestId": "r-1"}, refused)
                return
            request = urllib.request.Request(wire.upstream, body, dict(self.headers.items()))
            try:
                with urllib.request.urlopen(request) as reply:
                    self._send(reply.status, dict(reply.headers.items()), reply.read())
            except urllib.error.HTTPError as error:
                self._send(error.code, dict(error.headers.items()), error.read())

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    wire.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield wire
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
