"""How long a user waits for a command that does little."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import best, checked, turkform
from tests.benchmarks.tables import Row

QUICKSTART = Path(__file__).parents[2] / "campaigns" / "quickstart"


def rows(folder: Path) -> Iterator[Row]:
    """The quickest of five each."""
    for arguments, goal in (
        (("--version",), 0.15),
        (("--help",), 0.15),
        (("validate", str(QUICKSTART)), 0.35),
    ):
        run = checked(best(turkform(*arguments), folder))
        name = " ".join(Path(word).name for word in arguments)
        yield Row(f"`turkform {name}`", f"{run.seconds:.2f} s", f"{goal} s", run.seconds <= goal)
