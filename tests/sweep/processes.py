"""The real command and a real marketplace in forked processes: real kills, no start-up to pay."""

import gc
import json
import os
import re
import signal
import sys
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HANG_S = 120


def forked(work: Callable[[], int], log: Path) -> int:
    """Run `work` in a child with its output in `log`; the exit code, negative for a signal."""
    return ended(started(work, log))


def started(work: Callable[[], int], log: Path) -> int:
    """The process that does `work`."""
    child = os.fork()
    if child == 0:
        _become(work, log)
    return child


def ended(child: int) -> int:
    """Its exit code, negative for a signal."""
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _become(work: Callable[[], int], log: Path) -> None:
    code = 70
    try:
        signal.alarm(HANG_S)  # a hang ends the process with a signal of its own
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        code = work()
    except BaseException:  # noqa: BLE001 - a forked child must never return into its parent
        import traceback

        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def command(arguments: Sequence[str]) -> int:
    """`turkform` with these arguments, as its entry point runs it."""
    from turkform.cli.main import main

    try:
        main(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


@dataclass(frozen=True, slots=True)
class Service:
    """A served marketplace of one world."""

    url: str

    def journal(self) -> list[dict[str, Any]]:
        """Every effect that was executed, in order."""
        found: list[dict[str, Any]] = self._ask("GET", "journal")
        return found

    def spoil(self, rules: Sequence[dict[str, Any]]) -> None:
        """Add rules to the fault script."""
        if rules:
            self._ask("POST", "faults", {"faults": list(rules)})

    def heal(self) -> None:
        """Forget the fault script."""
        self._ask("DELETE", "faults")

    def employ(self, workers: Iterable[Mapping[str, Any]]) -> None:
        """Change what the service knows of workers."""
        for worker in workers:
            self._ask("POST", "workers", worker)

    def work(self, hit: str, worker: str, label: str) -> None:
        """Let a worker hand in a HIT, as a browser does."""
        accepted = self._ask("POST", "accept", {"HITId": hit, "WorkerId": worker})
        form = urlencode({"assignmentId": accepted["AssignmentId"], "label": label}).encode()
        with urllib.request.urlopen(f"{self.url}/mturk/externalSubmit", form, timeout=HANG_S):
            pass

    def advance(self, duration: str) -> None:
        """Let time pass."""
        self._ask("POST", "clock", {"advance": duration})

    def _ask(self, method: str, action: str, body: object = None) -> Any:  # JSON of any shape
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.url}/_control/{action}", data, method=method)
        with urllib.request.urlopen(request, timeout=HANG_S) as reply:
            return json.load(reply)


@contextmanager
def serving(database: Path, log: Path, port: int) -> Iterator[Service]:
    """A marketplace on a free port, killed at the end: what it answered is on its disk."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _become(lambda: _serve(database, port, writer), log)
    os.close(writer)
    try:
        with os.fdopen(reader, encoding="utf-8") as lines:
            found = re.search(r"http://\S+", lines.readline())
        if found is None:
            raise RuntimeError(f"the marketplace did not start: {log.read_text()}")
        yield Service(found.group())
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _serve(database: Path, port: int, writer: int) -> int:
    from turkform.marketplace import admin

    signal.alarm(0)
    os.dup2(writer, 1)
    marketplace = admin.open_served(str(database), control=True)
    admin.serve(marketplace, port=port, control=True)
    return 0


def preload() -> None:
    """Import once, before forking, what every child needs; starts no thread."""
    import turkform.app
    import turkform.cli.commands.apply
    import turkform.cli.commands.destroy
    import turkform.cli.commands.plan
    import turkform.cli.commands.resolve
    import turkform.cli.main
    import turkform.kinds.questions.check
    import turkform.kinds.questions.documents
    import turkform.kinds.questions.formatted
    import turkform.marketplace.admin
    import turkform.marketplace.server
    import turkform.mturk.classify
    import turkform.render.doubts_text
    import turkform.render.masked
    import turkform.render.plan_text
    import turkform.render.progress
    import turkform.state.sqlite
    from turkform.mturk.client import ClientSettings, make_client, make_session
    from turkform.mturk.gate import Gate
    from turkform.mturk.service_clock import ServiceClock

    clock = ServiceClock(turkform.app.now, turkform.app.elapsed)
    settings = ClientSettings("http://127.0.0.1:9", clock, Gate(clock.now, turkform.app.elapsed))
    keys = {"AWS_ACCESS_KEY_ID": "lab", "AWS_SECRET_ACCESS_KEY": "lab"}
    os.environ.update(keys, AWS_CONFIG_FILE=os.devnull)
    _read_models_once()
    make_client(make_session(settings), settings, writes=True)
    gc.collect()
    gc.freeze()
    gc.disable()  # children are short; a collection would copy every page of the parent


def _read_models_once() -> None:
    """botocore reads its models from disk for each session; a child has two."""
    from botocore.loaders import JSONFileLoader

    real, read = JSONFileLoader.load_file, dict[str, Any]()

    def load_file(own: Any, file_path: str) -> Any:  # a model of any shape
        if file_path not in read:
            read[file_path] = real(own, file_path)
        return read[file_path]

    setattr(JSONFileLoader, "load_file", load_file)  # noqa: B010 - types know no patching
