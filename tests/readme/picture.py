"""The picture in the README: a real plan. `python -m tests.readme.picture` makes it anew."""

import contextlib
import io
import shutil
import tempfile
from pathlib import Path

from turkform.cli.main import run

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "plan.svg"
_FOLDER = "campaigns/quickstart"


def picture(folder: Path) -> str:
    """The plan of the quickstart after a raise, with one photo gone and two new ones."""
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / _FOLDER, folder / _FOLDER, ignore=ignored)
    shown = io.StringIO()
    with contextlib.chdir(folder):
        _quietly("apply", _FOLDER, "--auto-approve")
        _edit(Path(_FOLDER))
        with contextlib.redirect_stdout(shown):
            assert run(["plan", _FOLDER, "--format", "svg"]) == 0
    return shown.getvalue()


def _edit(campaign: Path) -> None:
    file = campaign / "campaign.yaml"
    file.write_text(file.read_text("utf-8").replace("$0.12", "$0.15"), "utf-8")
    data = campaign / "data" / "photos.csv"
    header, first, *others = data.read_text("utf-8").splitlines()
    del others[-1]
    for number in ("0006", "0007"):
        others.append(first.replace("0001", number))
    data.write_text("\n".join([header, first, *others, ""]), "utf-8")


def _quietly(*arguments: str) -> None:
    nowhere = io.StringIO()
    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        assert run(list(arguments)) == 0


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        PICTURE.write_text(picture(Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
