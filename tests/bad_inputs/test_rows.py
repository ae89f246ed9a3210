"""Bad input 48 of the reliability reference (5.6): rows whose ids would break a line."""

import pytest

from tests.bad_inputs.study import Bad


@pytest.mark.parametrize("key", ["a\nb", "a\rb", "a\x0bb"])
def test_bad_input_48_a_line_end_in_the_id_of_a_row_is_refused_with_its_row(
    bad: Bad, key: str
) -> None:
    bad.replaced("{rows: [{id: a, x: v}], key: id}", "{csv: rows.csv, key: id}")
    (bad.folder / "rows.csv").write_text(f'id,x\nfine,1\n"{key}",2\n', newline="")
    bad.refused("campaign.yaml:", "rows.csv: row 2: the key", "control characters")
