"""The process environment redirects a run to this machine at most."""

import pytest

from turkform.core.errors import ExitCode, Stale
from turkform.mturk.endpoints import effective_endpoint

LIVE = "https://mturk-requester.us-east-1.amazonaws.com"
LAB = "https://hits.lab.example"
HERE = "http://127.0.0.1:8000"
NAMES = ["AWS_ENDPOINT_URL_MTURK", "AWS_ENDPOINT_URL"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("endpoint", [LIVE, LAB, ""])
def test_a_variable_that_points_elsewhere_is_refused_with_six(name: str, endpoint: str) -> None:
    with pytest.raises(Stale) as refused:
        effective_endpoint(endpoint, {name: "http://evil.example"}, official=endpoint == LIVE)
    assert refused.value.exit_code is ExitCode.STALE


@pytest.mark.parametrize("url", ["http://127.0.0.1.evil.example", "http://localhost@evil.example"])
def test_an_address_that_only_looks_like_this_machine_is_refused(url: str) -> None:
    with pytest.raises(Stale):
        effective_endpoint(LIVE, {"AWS_ENDPOINT_URL": url}, official=True)


@pytest.mark.parametrize("name", NAMES)
def test_an_official_environment_follows_a_variable_to_this_machine(name: str) -> None:
    assert effective_endpoint(LIVE, {name: f"{HERE}/"}, official=True) == HERE


def test_an_environment_that_names_its_endpoint_keeps_it() -> None:
    assert effective_endpoint(LAB, {"AWS_ENDPOINT_URL": HERE}, official=False) == LAB
    assert effective_endpoint(LAB, {"AWS_ENDPOINT_URL": f"{LAB}/"}, official=False) == LAB


def test_the_embedded_marketplace_has_no_address_to_redirect() -> None:
    assert effective_endpoint("", {"AWS_ENDPOINT_URL": HERE}, official=False) == ""
