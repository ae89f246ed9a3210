import csv
import io
from pathlib import Path

import pytest

from turkform.results.formats import safe_cell, write_csv, write_parquet


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+3.25", "-1,000", "cat", "", "a=b"])
def test_numbers_and_words_are_left_alone(text: str) -> None:
    assert safe_cell(text) == text


def test_a_csv_file_reads_back_with_line_breaks_and_quotes() -> None:
    file = io.StringIO(newline="")
    write_csv(file, ["a", "b"], [{"a": 'say "x",\ny', "b": None}])
    assert list(csv.reader(io.StringIO(file.getvalue(), newline=""))) == [
        ["a", "b"],
        ['say "x",\ny', ""],
    ]


def test_parquet_keeps_numbers_as_numbers(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    write_parquet(tmp_path / "t.parquet", ["n", "s"], [{"n": 3, "s": "x"}, {"n": 4, "s": None}])
    assert parquet.read_table(tmp_path / "t.parquet").to_pylist() == [
        {"n": 3, "s": "x"},
        {"n": 4, "s": None},
    ]
