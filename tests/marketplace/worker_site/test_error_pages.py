"""What a worker sees when an address is wrong, a form is old, or the marketplace fails."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.marketplace.worker_site.browsing import World, shows


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/nothing/here", "There is nothing at this address"),
        ("/projects/3NOGROUP/preview", "There is no such group of HITs"),
        ("/qualifications/3NOTYPE", "This qualification does not exist"),
        ("/tests/3NOTEST", "This test is not yours"),
        ("/mturk/preview?hitId=3NOHIT", "Hit 3NOHIT does not exist"),
    ],
)
def test_what_does_not_exist_is_a_page_that_leads_on(world: World, path: str, words: str) -> None:
    browser = world.worker()
    text = browser.get(path)
    assert browser.status == 404
    wanted = ["This page does not exist", words, 'href="/projects"', "Sign out"]
    assert shows(text, wanted) == wanted


def test_an_address_of_a_form_opened_by_itself_says_so(world: World) -> None:
    browser = world.worker()
    text = browser.get(f"/projects/{world.group(world.publish())}/accept")
    assert browser.status == 405
    assert "This address is for a form only" in text


def test_a_page_that_fails_says_so_without_a_stack_trace(world: World) -> None:
    client = TestClient(world.app, base_url="http://work.example", raise_server_exceptions=False)
    with world.marketplace.database.transaction() as tx:
        tx.execute("DROP TABLE hits")
    reply = client.get("/mturk/preview?hitId=3AHIT")
    assert reply.status_code == 500
    assert "Something went wrong here" in reply.text
    assert "no such table" not in reply.text


def test_programs_get_plain_text_where_there_is_nothing(world: World) -> None:
    client = TestClient(world.app, base_url="http://work.example")
    reply = client.get("/_control/journal")
    assert (reply.status_code, reply.headers["content-type"][:10]) == (404, "text/plain")


def test_a_form_sent_after_signing_out_asks_to_sign_in_and_leads_back(world: World) -> None:
    group = world.group(world.publish())
    client = TestClient(world.app, base_url="http://work.example", follow_redirects=True)
    page = f"http://work.example/projects/{group}/preview"
    reply = client.post(f"/projects/{group}/accept", headers={"Referer": page})
    assert reply.status_code == 403
    wanted = ["You are signed out", f"/account?next=%2Fprojects%2F{group}%2Fpreview"]
    assert shows(reply.text, wanted) == wanted


def test_a_page_that_another_site_links_to_is_not_where_a_sign_in_leads(world: World) -> None:
    group = world.group(world.publish())
    client = TestClient(world.app, base_url="http://work.example")
    reply = client.post(f"/projects/{group}/accept", headers={"Referer": "https://evil.example/"})
    assert "/account?next=%2Fprojects&#34;" not in reply.text
    assert 'href="/account?next=%2Fprojects"' in reply.text
