from __future__ import annotations

from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.marketplace.core_world import QUESTION, World


@pytest.mark.parametrize(
    "changes",
    [{"Title": "a\ud83d"}, {"Question": QUESTION.replace("<form>", "<form>\udc00")}],
    ids=["title", "question"],
)
def test_a_call_when_text_has_half_a_surrogate_pair_is_refused(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    with pytest.raises(ClientError) as refused:
        World(tmp_path).hit(**changes)
    assert refused.value.response["Error"]["Code"] == "SerializationException"


def test_a_call_when_text_has_a_whole_surrogate_pair_keeps_it(tmp_path: Path) -> None:
    world = World(tmp_path)
    assert world.read(world.hit(Title="smile \U0001f600"))["Title"] == "smile \U0001f600"
