from __future__ import annotations

import pytest

from tests.marketplace.worker_site.browsing import (
    World,
    asked,
    external_question,
    html_question,
    question_form,
)

HOSTILE = "<script>alert(1)</script>"


def test_a_form_without_the_sessions_token_does_nothing(world: World) -> None:
    hit_id = world.publish()
    browser = world.worker()
    browser.get("/projects")
    browser.post_with("0" * 64, f"/projects/{world.group(hit_id)}/accept")
    assert browser.status == 403
    assert "Your queue is empty" in browser.get("/tasks")


def test_another_workers_token_does_not_open_a_form(world: World) -> None:
    hit_id = world.publish()
    ada, bob = world.worker("Ada"), world.worker("Bob")
    ada.get("/projects")
    bob.post_with(ada.token, f"/projects/{world.group(hit_id)}/accept")
    assert bob.status == 403


def test_a_form_from_another_origin_is_refused_even_with_a_token(world: World) -> None:
    hit_id = world.publish()
    browser = world.worker()
    browser.get("/projects")
    fields = {"turkform.token": browser.token}
    browser.post_from("null", f"/projects/{world.group(hit_id)}/accept", fields)
    assert browser.status == 403


@pytest.mark.parametrize("path", ["/account", "/projects", "/tasks", "/dashboard"])
def test_every_page_forbids_framing_and_foreign_scripts(world: World, path: str) -> None:
    browser = world.worker()
    browser.get(path)
    policy = browser.headers["content-security-policy"]
    assert browser.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy


def test_a_document_has_no_origin_of_its_own_even_in_a_window(world: World) -> None:
    hit_id = world.publish()
    browser = world.worker()
    browser.get(f"/projects/{world.group(hit_id)}/preview")
    assert 'sandbox="allow-scripts' in browser.text
    browser.get(browser.frame)
    policy = browser.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts")
    assert "allow-same-origin" not in policy
    assert "allow-top-navigation" not in policy


def test_an_external_page_on_our_own_host_gets_no_origin(world: World) -> None:
    hit_id = world.publish(external_question("https://work.example/evil"))
    browser = world.worker()
    browser.get(f"/projects/{world.group(hit_id)}/preview")
    assert "allow-same-origin" not in browser.text


def test_a_document_opens_for_the_assignment_that_it_was_made_for_only(world: World) -> None:
    hit_id = world.publish()
    browser = world.worker()
    browser.get(f"/projects/{world.group(hit_id)}/preview")
    browser.get(browser.frame.replace("ASSIGNMENT_ID_NOT_AVAILABLE", "3SOMETHING"))
    assert browser.status == 409


def test_what_requesters_write_is_escaped_on_the_sites_own_pages(world: World) -> None:
    content = f"<Title>{HOSTILE.replace('<', '&lt;')}</Title>"
    form = question_form(asked("one", "<FreeTextAnswer/>", content=content))
    hit_id = world.publish(form, Title=HOSTILE, Description=HOSTILE, Keywords=HOSTILE)
    browser = world.worker()
    listed = browser.get("/projects")
    browser.accept(world.group(hit_id))
    assert HOSTILE not in listed
    assert HOSTILE not in browser.text
    assert "&lt;script&gt;alert(1)" in browser.text


def test_formatted_content_keeps_what_is_harmless(world: World) -> None:
    text = '<p title="t">See <a href="https://example.org/?a=1&amp;b=2">this</a><br/></p>'
    content = f"<FormattedContent><![CDATA[{text}]]></FormattedContent>"
    hit_id = world.publish(question_form(asked("one", "<FreeTextAnswer/>", content=content)))
    browser = world.worker()
    browser.accept(world.group(hit_id))
    assert '<p title="t">See <a href="https://example.org/?a=1&amp;b=2" rel="noop' in browser.text


def test_a_session_that_was_changed_is_no_session(world: World) -> None:
    browser = world.worker()
    jar = browser._http.cookies
    value = jar["turkform_worker"]
    nonce, _, rest = value.split(".", 2)
    jar.clear()
    jar.set("turkform_worker", f"{nonce}.AVICTIM.{rest}")
    browser.get("/dashboard")
    assert browser.path == "/account"


def test_a_frame_begins_no_session_that_would_end_the_workers_own(world: World) -> None:
    reply = world.browser()._http.get("/account", headers={"Sec-Fetch-Dest": "iframe"})
    assert "set-cookie" not in reply.headers


def test_an_address_to_go_on_to_stays_on_this_site(world: World) -> None:
    browser = world.browser()
    browser.get("/account/new?next=//evil.example/x")
    assert 'value="/projects"' in browser.text


def test_a_served_marketplace_asks_for_the_password(guarded: World) -> None:
    browser = guarded.browser()
    browser.get("/account/new")
    fields = {"name": "Ada", "password": "long enough 1", "again": "long enough 1"}
    browser.post("/account/new", **fields)
    assert browser.path == "/projects"
    browser.post("/account/sign-out")
    browser.post("/account", name="ada", password="wrong password")
    assert "The name or the password is not right." in browser.text
    browser.post("/account", name="ada", password="long enough 1")
    assert browser.path == "/projects"


def test_a_password_is_not_stored_as_it_is(guarded: World) -> None:
    browser = guarded.browser()
    browser.get("/account/new")
    browser.post("/account/new", name="Ada", password="long enough 1", again="long enough 1")
    with guarded.marketplace.looking() as scope:
        (row,) = scope.tx.all("SELECT password_hash FROM workers")
    assert row["password_hash"].startswith("scrypt$")
    assert "long enough" not in row["password_hash"]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"password": "short", "again": "short"}, "at least 10 characters"),
        ({"password": "long enough 1", "again": "long enough 2"}, "not the same"),
        ({"password": "long enough 1", "again": "long enough 1", "country": "XX"}, "of the list"),
        ({"name": "", "password": "long enough 1", "again": "long enough 1"}, "give a name"),
    ],
)
def test_an_account_that_lacks_something_is_not_made(
    guarded: World, fields: dict[str, str], problem: str
) -> None:
    browser = guarded.browser()
    browser.get("/account/new")
    assert problem in browser.post("/account/new", **{"name": "Ada", **fields})
    assert browser.status == 422


def test_a_name_is_taken_once(guarded: World) -> None:
    browser = guarded.browser()
    for _ in range(2):
        browser.get("/account/new")
        browser.post("/account/new", name="Ada", password="long enough 1", again="long enough 1")
    assert "This name is taken." in browser.text


def test_picking_a_worker_is_not_possible_where_passwords_are_asked_for(guarded: World) -> None:
    with guarded.marketplace.acting() as scope:
        scope.tx.execute(
            "INSERT INTO workers (side, worker_id, created_at) VALUES ('live', 'AVICTIM', 0)"
        )
    browser = guarded.browser()
    assert "AVICTIM" not in browser.get("/account")
    browser.post("/account", worker_id="AVICTIM", name="AVICTIM", password="")
    assert browser.status == 422


def test_a_document_put_into_a_page_cannot_break_out_of_its_attributes(world: World) -> None:
    hit_id = world.publish(html_question(height=0), Title='"><script>x</script>')
    browser = world.worker()
    browser.get(f"/projects/{world.group(hit_id)}/preview")
    assert "<script>x" not in browser.text
