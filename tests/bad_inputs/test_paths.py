"""Bad inputs 15 to 24 of the reliability reference (5.6): paths."""

import json
import os
from pathlib import Path

import pytest

from tests.bad_inputs.study import Bad
from turkform.config.files import FileRefused, ProjectFiles


def refused(bad: Bad, reference: str, *expected: str) -> None:
    """The page is this file; the place of the reference is told."""
    bad.replaced("html: page.html", f"html: {json.dumps(reference)}")
    bad.refused("campaign.yaml:7:16: hits.h.question.html: ", *expected)


def sparse(file: Path) -> None:
    with file.open("wb") as out:
        out.truncate(2 << 30)


def test_bad_input_15_a_path_that_climbs_out_is_refused(bad: Bad) -> None:
    refused(bad, "../../etc/passwd", "lies outside of the project", "copy it into the project")


def test_bad_input_16_a_link_that_leads_outside_is_refused(bad: Bad) -> None:
    (bad.folder / "link.html").symlink_to("/etc/passwd")
    refused(bad, "link.html", "link.html lies outside of the project")


def test_bad_input_17_a_link_that_is_swapped_in_after_the_check_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.path.realpath
    swapped = tmp_path / "page.html"
    swapped.write_text("fine")

    def then_swapped(path: str | Path, *, strict: bool = False) -> str:
        found = real(path, strict=strict)
        if Path(found) == swapped:
            swapped.unlink()
            swapped.symlink_to("/etc/passwd")
        return found

    monkeypatch.setattr("os.path.realpath", then_swapped)
    with pytest.raises(FileRefused, match=r"page.html cannot be read: Too many levels of symb"):
        ProjectFiles(tmp_path).read(tmp_path, "page.html")


def test_bad_input_18_a_pipe_is_refused_and_nobody_waits_for_it(bad: Bad) -> None:
    os.mkfifo(bad.folder / "pipe")
    refused(bad, "pipe", "pipe is not a regular file")


def test_bad_input_19_an_endless_device_is_refused(bad: Bad) -> None:
    refused(bad, "/dev/zero", "/dev/zero is not a path relative to the campaign; expected")


def test_bad_input_20_a_template_that_includes_itself_is_refused(bad: Bad) -> None:
    bad.write(body="{% include 'page.html' %}")
    bad.refused("page.html:3:1: ", 'hit.h["a"]: row 1', "include is not available in templates")


@pytest.mark.parametrize("reference", ["file:///etc/passwd", "\\\\host\\share"])
def test_bad_input_21_an_address_is_no_path(bad: Bad, reference: str) -> None:
    refused(bad, reference, "expected")


def test_bad_input_22_a_line_end_in_a_name_is_refused(bad: Bad) -> None:
    refused(bad, "a\nb.html", r"'a\nb.html' is not a file name; expected letters and /")


def test_bad_input_23_a_folder_is_no_file(bad: Bad) -> None:
    (bad.folder / "sub").mkdir()
    refused(bad, "sub", "sub is not a regular file")


def test_bad_input_24_a_page_of_two_gigabytes_is_not_read(bad: Bad) -> None:
    sparse(bad.folder / "big.html")
    refused(bad, "big.html", "has 2,147,483,648 bytes; at most 1,048,576 are read")


def test_bad_input_24_data_of_two_gigabytes_are_not_read(bad: Bad) -> None:
    sparse(bad.folder / "big.csv")
    bad.replaced("rows: [{id: a, x: v}]", "csv: big.csv")
    bad.refused("hits.h.for_each.csv: big.csv has 2,147,483,648 bytes; at most 268,435,456")
