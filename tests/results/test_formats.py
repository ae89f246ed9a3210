import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turkform.results.formats import Cell, safe_cell, write_csv, write_parquet


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x","y")',
        "+1",
        "-1+1",
        "-2+3",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "\t=1",
        "\r=1",
        "\n=1",
        "\x00=1",
        " =1",
        '"=1',
        "\uff1d1",
        "\u3000\uff0b1",
        "-",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "-3.25", "-1,000", "-.5", "-1e-7", "cat", "", "a=b", "3+4"])
def test_numbers_and_words_are_left_alone(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text())
def test_every_text_reads_back_but_for_the_apostrophe(text: str) -> None:
    file = io.StringIO(newline="")
    write_csv(file, ["a"], [{"a": text}])
    [_, row] = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert (row or [""])[0].removeprefix("'") == text.removeprefix("'")


def test_a_raw_csv_file_keeps_formulas() -> None:
    file = io.StringIO(newline="")
    write_csv(file, ["a"], [{"a": "=1+1"}], raw=True)
    assert file.getvalue() == "a\r\n=1+1\r\n"


def test_a_csv_file_reads_back_with_line_breaks_and_quotes() -> None:
    file = io.StringIO(newline="")
    write_csv(file, ["a", "b"], [{"a": 'say "x",\ny', "b": None}])
    assert list(csv.reader(io.StringIO(file.getvalue(), newline=""))) == [
        ["a", "b"],
        ['say "x",\ny', ""],
    ]


def test_parquet_keeps_numbers_as_numbers(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    rows: list[dict[str, Cell]] = [{"n": 3, "s": "x"}, {"n": 4, "s": None}]
    write_parquet(tmp_path / "t.parquet", ["n", "s"], rows, {"turkform": "photos"})
    found = parquet.read_table(tmp_path / "t.parquet")
    assert found.to_pylist() == rows
    assert found.schema.metadata == {b"turkform": b"photos"}
