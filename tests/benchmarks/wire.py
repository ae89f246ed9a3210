"""A served marketplace in a process of its own, and a wire to it that is slow and counts calls."""

import asyncio
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.measure import environment

_TARGET = re.compile(rb"x-amz-target: *\S+\.(\w+)", re.IGNORECASE)
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@contextmanager
def marketplace(folder: Path) -> Iterator[str]:
    """Its address."""
    command = [sys.executable, "-m", "turkform", "marketplace", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--database", str(folder / "marketplace.db"), "--balance", "1000000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(PYTHONUNBUFFERED="1"),
    ) as server:
        assert server.stdout is not None
        try:
            lines = (re.search(r"http://[0-9.]+:[1-9]\d*", line) for line in server.stdout)
            found = next((line.group() for line in lines if line), None)
            if found is None:
                raise SystemExit("the marketplace did not start")
            drain = threading.Thread(target=server.stdout.read, daemon=True)
            drain.start()
            yield found
        finally:
            server.terminate()


class Wire:
    """Forwards requests after a delay; `calls` counts them by operation."""

    def __init__(self, upstream: str, latency: float) -> None:
        address = urlsplit(upstream)
        self._host, self._port = address.hostname or "", address.port or 80
        self._latency = latency
        self.calls: Counter[str] = Counter()
        self.endpoint = ""

    async def serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.endpoint = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        async with server:
            await stop.wait()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, requests = await asyncio.open_connection(self._host, self._port)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                request = await _message(reader)
                target = _TARGET.search(request)
                self.calls[target.group(1).decode() if target else "?"] += 1
                await asyncio.sleep(self._latency)
                requests.write(request)
                writer.write(await _message(answers))
                await writer.drain()
        for stream in (requests, writer):
            stream.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return head + await reader.readexactly(int(length.group(1)) if length else 0)


@contextmanager
def wire(upstream: str, latency: float) -> Iterator[Wire]:
    """A wire in a thread of its own."""
    made, ready = Wire(upstream, latency), threading.Event()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(made.serve(ready, stop)))
    thread.start()
    try:
        if not ready.wait(10):
            raise SystemExit("the wire did not start")
        yield made
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
