"""`python -m tests.benchmarks` prints tables in Markdown: what was measured, reached or not."""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import applying, no_op, start_up
from tests.benchmarks.tables import printed


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--sizes", default="1000,2000,10000", help="HITs of no-op plans")
    parser.add_argument("--terraform", default="1000,2000", help="sizes for Terraform")
    parser.add_argument("--hits", type=int, default=1_000, help="HITs of applies")
    parser.add_argument("--only", choices=["start-up", "no-op", "apply"])
    options = parser.parse_args()
    sys.stdout.write(f"{_machine()}\n\n")
    with tempfile.TemporaryDirectory(prefix="turkform-bench-") as name:
        for text in _tables(Path(name), options):
            sys.stdout.write(text + "\n")
            sys.stdout.flush()


def _tables(folder: Path, options: argparse.Namespace) -> Iterator[str]:
    sizes, others = (
        [int(n) for n in text.split(",")] for text in (options.sizes, options.terraform)
    )
    if options.only in (None, "start-up"):
        yield printed("Start-up", start_up.rows(folder))
    if options.only in (None, "no-op"):
        yield printed("Nothing to do", no_op.rows(folder, sizes, others))
    if options.only in (None, "apply"):
        yield printed("Applying", applying.rows(folder, options.hits))


def _machine() -> str:
    load = os.getloadavg()[0]
    return f"Python {platform.python_version()}, {os.cpu_count()} processors, load {load:.1f}"


if __name__ == "__main__":
    main()
