from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.marketplace.errors import cells_hits, cells_qualifications, cells_work
from tests.marketplace.errors.desk import Arrange, Desk, check, refused
from tests.marketplace.errors.table import ELSEWHERE, EVERYWHERE, LOOKS, REFERENCE_CODES, TABLE
from turkform.marketplace.protocol.model import service_model

CELLS: Final[Mapping[str, Mapping[str, Arrange]]] = {
    **cells_hits.CELLS,
    **cells_work.CELLS,
    **cells_qualifications.CELLS,
}
DOCUMENTED: Final = [(operation, key) for operation, keys in TABLE.items() for key in keys]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.marketplace.close()


@pytest.mark.parametrize(("operation", "key"), DOCUMENTED)
def test_each_documented_error_of_an_operation_reaches_boto3_as_documented(
    desk: Desk, operation: str, key: str
) -> None:
    arrange = CELLS.get(operation, {}).get(key)
    if arrange is None:
        pytest.fail(f"no test shows {key} of {operation}")
    check(refused(desk.client, operation, arrange(desk)), LOOKS[key])


def test_the_table_has_a_row_for_each_operation_of_the_model() -> None:
    assert set(TABLE) == set(service_model().operation_names)
    assert len(TABLE) == 39


def test_no_error_is_shown_that_the_table_does_not_document() -> None:
    shown = {(operation, key) for operation, cells in CELLS.items() for key in cells}
    assert shown == set(DOCUMENTED)


def test_each_code_of_the_reference_is_in_the_table_or_has_a_reason_not_to_be() -> None:
    keys = {key for _, key in DOCUMENTED} | set(EVERYWHERE)
    assert {code for code in REFERENCE_CODES if code not in keys} == set(ELSEWHERE)
