"""`python -m tests.faults [--sample N] [--seed S]`: run the catalogue and print its coverage."""

import argparse
import os
import random
import sys
import time

from tests.faults.catalogue import CELLS, FAULTS, MANY, ONE, WRITES, Cell, untroubled, violations
from turkform.engine import repeats


def main() -> int:
    """0 when nothing was done twice and nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--sample", type=int, default=len(CELLS))
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    os.environ.update(AWS_ACCESS_KEY_ID="lab", AWS_SECRET_ACCESS_KEY="lab")
    repeats._FIRST_PAUSE_S, repeats._LONGEST_PAUSE_S = 0.01, 0.02
    cells = random.Random(options.seed).sample(CELLS, min(options.sample, len(CELLS)))
    began, expected = time.monotonic(), untroubled()
    found = {cell: violations(cell, expected) for cell in cells}
    lines = [_table(found)]
    lines += [f"VIOLATION {cell}: {text}" for cell, wrong in found.items() for text in wrong]
    bad = sum(map(bool, found.values()))
    lines.append(f"{len(found)} cells, {bad} violated, {time.monotonic() - began:.0f} s")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if bad else 0


def _table(found: dict[Cell, list[str]]) -> str:
    head = " " * 36 + " ".join(f"{fault:>12}" for fault in FAULTS)
    return "\n".join([head, *(_row(name, found) for name in WRITES)])


def _row(operation: str, found: dict[Cell, list[str]]) -> str:
    marks = []
    for fault in FAULTS:
        run = [found.get(Cell(operation, fault, count)) for count in (ONE, MANY)]
        marks.append("/".join("-" if w is None else "FAIL" if w else "ok" for w in run))
    return f"{operation:<36}" + " ".join(f"{mark:>12}" for mark in marks)


if __name__ == "__main__":
    sys.exit(main())
