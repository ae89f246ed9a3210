"""What researchers get wrong in their data files: said once, with what was found and what to do."""

from pathlib import Path

import pytest

from turkform.config.files import FileRefused, ProjectFiles
from turkform.config.rows import ForEach, read_rows

SOURCE = ForEach(csv="rows.csv", key="photo_id")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"photoid,url\n1,a\n2,b\n", "no column 'photo_id'; the columns are photoid, url."),
        (b"photo_id;url\n1;a\n2;b\n", "separated by semicolons"),
        ("photo_id,url\n1,a\n2,caf\u00e9\n".encode("latin-1"), "line 3 is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_when_read_then_is_told_once(data: bytes, words: str) -> None:
    rows, [wrong] = read_rows(SOURCE, data)
    assert rows == []
    assert words in str(wrong)


def test_a_file_of_excel_with_bom_and_windows_line_ends_when_read_then_is_right() -> None:
    rows, wrong = read_rows(SOURCE, b"\xef\xbb\xbfphoto_id,url\r\n1,a\r\n2,b\r\n")
    assert ([row.key for row in rows], wrong) == (["1", "2"], [])


def test_a_name_of_a_file_that_is_not_there_when_read_then_brings_the_nearest(
    tmp_path: Path,
) -> None:
    (tmp_path / "photos.csv").write_text("id\n")
    with pytest.raises(FileRefused, match=r'Did you mean "photos.csv"'):
        ProjectFiles(tmp_path).read(tmp_path, "photo.csv")
