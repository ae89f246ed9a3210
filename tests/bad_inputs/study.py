"""A small campaign that each bad input spoils, run through the real command line."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from turkform.cli.main import run

CAMPAIGN = """\
campaign: s
hit_types:
  t: {title: T, description: D, reward: $1, assignment_duration: 10m}
hits:
  h:
    hit_type: t
    question: {html: page.html}
    for_each: {rows: [{id: a, x: v}], key: id}
"""
PAGE = """\
<!doctype html><html lang="en"><head><title>T</title></head><body>
<form><input name="a"><button>Send</button></form>
BODY
</body></html>
"""


@dataclass
class Bad:
    """`said` is what stderr was told by the last command."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    said: str = ""
    shown: str = ""

    def write(self, text: str | bytes = CAMPAIGN, body: str = "") -> None:
        """The campaign and its page."""
        data = text if isinstance(text, bytes) else text.encode()
        (self.folder / "campaign.yaml").write_bytes(data)
        (self.folder / "page.html").write_text(PAGE.replace("BODY", body), encoding="utf-8")

    def replaced(self, old: str, new: str, body: str = "") -> None:
        """The campaign with one part replaced."""
        assert old in CAMPAIGN
        self.write(CAMPAIGN.replace(old, new), body)

    def run(self, *words: str) -> int:
        """Run a command on the campaign."""
        self.capsys.readouterr()
        code = run([words[0], str(self.folder), *words[1:]])
        captured = self.capsys.readouterr()
        self.said, self.shown = captured.err, captured.out
        return code

    def refused(self, *expected: str) -> None:
        """Apply ends with 4, the texts are told, and nothing was sent."""
        assert self.run("apply", "--auto-approve") == 4, self.said
        assert [text for text in expected if text not in self.said] == [], self.said
        assert "Traceback" not in self.said
        assert not (self.folder / ".turkform" / "local" / "s.db").exists() or self.unsent()
        assert len(self.said) < 4_000

    def unsent(self) -> bool:
        """Whether the state knows of no effect."""
        assert run(["state", "pull", str(self.folder)]) == 0
        return '"objects": []' in self.capsys.readouterr().out


@pytest.fixture
def bad(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bad:
    folder = tmp_path / "study"
    folder.mkdir()
    made = Bad(folder, capsys)
    made.write()
    return made


Spoil = Callable[[Path], object]
