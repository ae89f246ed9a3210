"""A marketplace served from a thread of the test, with its control API, and a small campaign."""

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from typing import Any

import uvicorn

from turkform.cli.main import run
from turkform.marketplace import work
from turkform.marketplace.control.api import Control
from turkform.marketplace.embedded import open_marketplace
from turkform.marketplace.endpoint import Cuttable
from turkform.marketplace.external_submit import answers_document
from turkform.marketplace.server import build_app

CREATE = "CreateHITWithHITType"
PROJECT = """\
project: 00112233445566778899aabbccddeeff
environments:
  lab: {{endpoint: "{endpoint}"}}
"""
CAMPAIGN = """\
campaign: small
limits: {{deletes: 100%}}
hit_types:
  look:
    title: Look
    description: Look at it.
    reward: $0.06
    assignment_duration: 5m
    auto_approval_delay: 3d
hits:
  pictures:
    hit_type: look
    for_each:
      rows: [{rows}]
      key: id
    question: {{external: {{url: "https://a.example/?p={{{{ row.id }}}}", frame_height: 400}}}}
    max_assignments: {assignments}
    lifetime: 30d
"""


@dataclass
class World:
    """The marketplace, and the campaign's folder beside its project."""

    folder: Path
    control: Control
    endpoint: str

    def write(self, *rows: str, assignments: int = 2, more: str = "") -> None:
        """The campaign with these rows."""
        listed = ", ".join(f"{{id: {row}}}" for row in rows)
        text = CAMPAIGN.format(rows=listed, assignments=assignments) + more
        (self.folder / "campaign.yaml").write_text(text, encoding="utf-8")

    def apply(self, *options: str) -> int:
        """Its exit code."""
        return run(["apply", str(self.folder), "--env", "lab", "--auto-approve", *options])

    def unlock(self) -> int:
        """Its exit code."""
        return run(["unlock", str(self.folder), "--env", "lab", "--force"])

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """The real command in a process of its own."""
        command = [sys.executable, "-m", "turkform", words[0], str(self.folder), "--env", "lab"]
        return subprocess.Popen(
            [*command, *words[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def destroy(self) -> int:
        """Its exit code."""
        return run(["destroy", str(self.folder), "--env", "lab", "--auto-approve"])

    def changes(self) -> int:
        """The exit code of a plan: 0 nothing to do, 2 something."""
        return run(["plan", str(self.folder), "--env", "lab", "--detailed-exitcode"])

    def fault(self, operation: str, fault: str, count: int = 1, **more: Any) -> None:
        """Spoil the next calls."""
        rule: Any = {"operation": operation, "fault": fault, "count": count} | more
        self.control.faults("live", rule)

    def heal(self) -> None:
        """No more faults."""
        self.control.clear_faults()

    def advance(self, duration: str) -> None:
        """Let time pass."""
        self.control.clock("live", {"advance": duration})

    def executed(self, operation: str) -> list[dict[str, Any]]:
        """The parameters of every execution, in order."""
        entries: Any = self.control.journal()
        return [e["parameters"] for e in entries if e["operation"] == operation]

    def hits(self) -> list[str]:
        """The ids of all HITs, in the order of their creation."""
        entries: Any = self.control.journal()
        return [e["result"]["HIT"]["HITId"] for e in entries if e["operation"] == CREATE]

    def work(self, hit: str, worker: str, label: str = "cat") -> None:
        """Accept a HIT and hand it in."""
        market = self.control._marketplace
        with market.acting() as scope:
            row = work.accept(scope, "live", hit, worker)
        with market.acting() as scope:
            answer = answers_document({"label": label}.items())
            work.submit(scope, row.assignment_id, answer, worker)

    def markers(self) -> Counter[str]:
        """How often each marked HIT was created."""
        return Counter(e["RequesterAnnotation"] for e in self.executed("CreateHITWithHITType"))

    @property
    def state(self) -> Path:
        """The state file."""
        return self.folder.parent / ".turkform" / "lab" / "small.db"


@contextmanager
def serving(tmp_path: Path) -> Iterator[World]:
    """Until the block ends."""
    marketplace = open_marketplace(tmp_path / "marketplace.db", side="live", faults=True)
    app = Cuttable(build_app(marketplace, control=True))
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="critical", server_header=False, date_header=False)
    )
    with create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield _world(tmp_path, Control(marketplace), listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()
            marketplace.close()


def _world(tmp_path: Path, control: Control, port: int) -> World:
    folder = tmp_path / "study"
    folder.mkdir()
    endpoint = f"http://127.0.0.1:{port}"
    (tmp_path / "turkform.yaml").write_text(PROJECT.format(endpoint=endpoint), encoding="utf-8")
    world = World(folder, control, endpoint)
    world.write("a", "b", "c")
    return world
