"""Traps that users of the service report (API reference 17), as far as no clock is needed."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest

from tests.kinds.living import Living, living
from tests.kinds.test_life_cycle import text
from turkform.kinds.hit.read import pages


@pytest.fixture
def study(tmp_path: Path) -> Living:
    made = living(tmp_path)
    made.write(text())
    return made


class Pages:
    """A list whose last full page carries a token too."""

    def __init__(self, *sizes: int) -> None:
        self.sizes = [*sizes, 0]
        self.asked: list[Any] = []

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        assert operation == "ListHITs"
        number = len(self.asked)
        self.asked.append(parameters.get("NextToken"))
        hits = [{"HITId": f"{number}.{n}"} for n in range(self.sizes[number])]
        return {"NumResults": len(hits), "HITs": hits} | (
            {"NextToken": f"page {number + 1}"} if hits else {}
        )


@pytest.mark.parametrize("sizes", [(), (1,), (100, 100), (100, 3)])
def test_trap_18_the_token_of_the_last_page_leads_to_an_empty_one(sizes: tuple[int, ...]) -> None:
    reader = Pages(*sizes)
    assert len(list(pages(reader))) == sum(sizes)
    assert reader.asked == [None, *(f"page {n + 1}" for n in range(len(sizes)))]


def test_trap_23_a_guard_comes_back_in_two_forms_and_goes_out_in_one(study: Living) -> None:
    study.apply()
    [sent] = [call for call in study.sent if call.operation == "CreateHITType"]
    [rule] = cast("list[dict[str, Any]]", sent.parameters["QualificationRequirements"])
    assert rule["ActionsGuarded"] == "PreviewAndAccept"
    assert "RequiredToPreview" not in rule
    for hit in study.client.list_hits()["HITs"]:
        [echoed] = hit["QualificationRequirements"]
        assert echoed["ActionsGuarded"] == "PreviewAndAccept"
        assert "RequiredToPreview" in echoed
    assert study.plan().empty


def test_trap_24_an_ampersand_of_an_address_is_escaped(study: Living) -> None:
    study.apply()
    question = study.client.list_hits()["HITs"][0]["Question"]
    assert "<ExternalURL>https://example.org/?a=1&amp;id=" in question
    assert "&amp;amp;" not in question


def test_trap_11_every_moment_that_is_sent_says_its_zone(study: Living) -> None:
    study.apply()
    study.write(text(lifetime="9d"))
    study.apply()
    study.apply(destroy=True)
    moments = [call.parameters["ExpireAt"] for call in study.sent if "ExpireAt" in call.parameters]
    assert len(moments) == 6
    assert all(datetime.fromisoformat(str(moment)).tzinfo is not None for moment in moments)
