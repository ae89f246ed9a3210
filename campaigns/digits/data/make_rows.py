"""Writes digits.csv again from the data set that scikit-learn ships (see ../README.md)."""

import csv
import gzip
import sys
from importlib.util import find_spec
from pathlib import Path

COUNT = 1_000
DIGITS = "0123456789abcdefg"  # the grey values 0 to 16, one character each


def main() -> None:
    """Print the first rows as CSV: a key, the 64 pixels, the digit that was meant."""
    found = find_spec("sklearn")
    if found is None or found.origin is None:
        sys.exit("scikit-learn is not installed: pip install scikit-learn")
    source = Path(found.origin).parent / "datasets" / "data" / "digits.csv.gz"
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["digit_id", "pixels", "digit"])
    with gzip.open(source, "rt", encoding="ascii") as lines:
        for number, line in zip(range(COUNT), lines, strict=False):
            *pixels, digit = [int(float(cell)) for cell in line.split(",")]
            out.writerow([f"d{number:04}", "".join(DIGITS[pixel] for pixel in pixels), digit])


if __name__ == "__main__":
    main()
