"""What only a browser can show: a worker's whole way, and that a HIT stays in its frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.marketplace.worker_site.browsing import (
    KEY,
    TEST,
    World,
    asked,
    external_question,
    html_question,
    question_form,
)
from tests.marketplace.worker_site.chromium import TIMEOUT_MS, chromium, serving

pytestmark = pytest.mark.chromium

STUDY = """<!DOCTYPE html><html><head>
<script src="https://s3.amazonaws.com/mturk-public/externalHIT_v1.js"></script></head><body>
<form id="mturk_form" method="post" action="https://www.mturk.com/mturk/externalSubmit">
<input type="hidden" id="assignmentId" name="assignmentId" value="">
<label>Label <input name="label"></label> <textarea name="why"></textarea>
<input type="submit" id="submitButton" value="Submit"></form>
<script>turkSetAssignmentID();</script></body></html>"""

HOSTILE = """<!DOCTYPE html><html><body><p id="report">working</p><script>
const found = [];
const attempt = (name, deed) => { try { deed(); found.push(name); } catch { } };
attempt("reads the page around it", () => parent.document.body.textContent);
attempt("reads cookies", () => document.cookie);
attempt("keeps things", () => localStorage.setItem("a", "b"));
attempt("moves the window", () => { top.location = "https://evil.example/"; });
const pages = ["/dashboard", "/account/profile"];
const reads = pages.map((path) =>
  fetch(location.protocol + "//" + new URL(turk).host + path, { credentials: "include" })
    .then(() => found.push("reads " + path), () => {}));
Promise.all(reads).then(() => {
  document.getElementById("report").textContent = "done: " + found.join(", ");
});
</script></body></html>""".replace(
    "new URL(turk)", 'new URL(new URLSearchParams(location.search).get("turkSubmitTo"))'
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture
def address(world: World) -> Iterator[str]:
    with serving(world.app) as url:
        yield url


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(base_url=address)
    context.set_default_timeout(TIMEOUT_MS)
    opened = context.new_page()
    opened.goto("/account/new")
    opened.get_by_label("Name").fill("Ada")
    opened.get_by_role("button", name="Create and start").click()
    yield opened
    context.close()


def test_a_person_finds_a_hit_qualifies_works_is_approved_and_sees_bonus_and_message(
    world: World, page: Any
) -> None:
    trained = world.qualification(Test=TEST, AnswerKey=KEY, TestDurationInSeconds=600)
    rule = {
        "QualificationTypeId": trained,
        "Comparator": "GreaterThanOrEqualTo",
        "IntegerValues": [80],
    }
    hit_id = world.publish(html_question(STUDY), QualificationRequirements=[rule])

    page.goto("/projects")
    page.get_by_label("Search").fill("photo")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Label one photo").click()
    page.get_by_role("link", name="See how to get it").click()
    page.get_by_role("button", name="Take the test").click()
    page.get_by_label("Cat").check()
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("You have this qualification with the value 100").wait_for()

    page.goto("/projects")
    page.get_by_role("button", name="Accept and work").click()
    task = page.frame_locator("iframe")
    task.get_by_label("Label").fill("cat")
    task.locator("textarea").fill("one\ntwo")
    task.get_by_role("button", name="Submit").click()
    page.get_by_text("Your work was submitted").wait_for()

    (assignment,) = world.client.list_assignments_for_hit(HITId=hit_id)["Assignments"]
    assert "<FreeText>cat</FreeText>" in assignment["Answer"]
    assert "<FreeText>one&#13;\ntwo</FreeText>" in assignment["Answer"]
    known = {name: assignment[name] for name in ("AssignmentId", "WorkerId")}
    world.client.approve_assignment(AssignmentId=known["AssignmentId"], RequesterFeedback="Neat")
    world.client.send_bonus(**known, BonusAmount="1.00", Reason="Careful labels")
    world.client.notify_workers(
        WorkerIds=[known["WorkerId"]], Subject="Wave two", MessageText="Come back."
    )

    page.goto("/dashboard")
    page.get_by_text("$1.12").wait_for()
    page.get_by_text("Careful labels").wait_for()
    page.get_by_role("link", name="Wave two").click()
    page.get_by_text("Come back.").wait_for()
    page.get_by_role("link", name="All work").click()
    page.get_by_text("Neat").wait_for()


def test_a_hostile_hit_reaches_neither_the_site_nor_the_session(world: World, page: Any) -> None:
    world.publish(html_question(HOSTILE))
    page.goto("/projects")
    page.get_by_role("button", name="Accept and work").click()
    report = page.frame_locator("iframe").locator("#report", has_text="done:")
    report.wait_for()
    assert report.text_content() == "done: "
    assert "/tasks/" in page.url


def test_a_hostile_form_cannot_act_for_the_worker(world: World, page: Any) -> None:
    document = """<!DOCTYPE html><html><body>
    <form id="f" method="post" action="ACTION"><input name="hit_id" value="x"></form>
    <script>document.getElementById("f").submit();</script></body></html>"""
    origin = page.url.removesuffix("/projects")
    world.publish(html_question(document.replace("ACTION", f"{origin}/account/sign-out")))
    page.goto("/projects")
    with page.expect_response(lambda reply: reply.url.endswith("/account/sign-out")) as refused:
        page.get_by_role("button", name="Accept and work").click()
    assert refused.value.status == 403
    page.goto("/tasks")
    page.get_by_text("Label one photo").wait_for()


EXTERNAL = b"""<!DOCTYPE html><html><head><title>Study</title></head><body><button>Send</button>
<p id="said"></p><script>
const query = new URLSearchParams(location.search);
document.querySelector("button").onclick = async () => {
  const fields = { assignmentId: query.get("assignmentId"), label: "sent by a script" };
  const target = query.get("turkSubmitTo") + "/mturk/externalSubmit";
  const reply = await fetch(target, { method: "POST", body: new URLSearchParams(fields) });
  document.getElementById("said").textContent = "the marketplace said " + reply.status;
};</script></body></html>"""


async def external_page(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": EXTERNAL})


def test_an_external_page_submits_by_a_script_of_its_own_origin(world: World, page: Any) -> None:
    with serving(external_page) as elsewhere:
        address = elsewhere.replace("127.0.0.1", "localhost")
        hit_id = world.publish(external_question(address))
        page.goto("/projects")
        page.get_by_role("button", name="Accept and work").click()
        task = page.frame_locator("iframe")
        task.get_by_role("button", name="Send").click()
        task.get_by_text("the marketplace said 200").wait_for()
        page.get_by_role("link", name="go on here").click()
        page.get_by_text("Your work was submitted").wait_for()
    (assignment,) = world.client.list_assignments_for_hit(HITId=hit_id)["Assignments"]
    assert "<FreeText>sent by a script</FreeText>" in assignment["Answer"]


def test_when_the_time_has_run_out_the_page_says_so(world: World, page: Any) -> None:
    world.publish(AssignmentDurationInSeconds=30)
    page.clock.install()
    page.goto("/projects")
    page.get_by_role("button", name="Accept and work").click()
    page.get_by_text("Time left").wait_for()
    assert not page.get_by_text("The time has run out").is_visible()
    page.clock.run_for(31_000)
    page.get_by_text("The time has run out").wait_for()


def test_a_previewed_document_says_that_it_must_be_accepted_first(world: World, page: Any) -> None:
    world.publish()
    page.goto("/projects")
    page.get_by_role("link", name="Preview").click()
    task = page.frame_locator("iframe")
    task.get_by_role("button", name="Submit").click()
    task.get_by_text("This is a preview. Accept the HIT to submit it.").wait_for()


def test_a_form_checks_its_regular_expressions_before_it_is_sent(world: World, page: Any) -> None:
    pattern = (
        "<FreeTextAnswer><Constraints>"
        '<AnswerFormatRegex regex="^[a-z]+$" errorText="Small letters only." flags="i"/>'
        "</Constraints></FreeTextAnswer>"
    )
    hit_id = world.publish(question_form(asked("word", pattern)))
    page.goto("/projects")
    page.get_by_role("button", name="Accept and work").click()
    field = page.locator("input[name=word]")
    field.fill("123")
    page.get_by_role("button", name="Submit").click()
    assert field.evaluate("field => field.validationMessage") == "Small letters only."
    field.fill("ABC")
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Your work was submitted").wait_for()
    (assignment,) = world.client.list_assignments_for_hit(HITId=hit_id)["Assignments"]
    assert "<FreeText>ABC</FreeText>" in assignment["Answer"]


def test_a_worker_without_scripts_does_a_form_and_goes_on(
    world: World, browser: Any, address: str
) -> None:
    world.publish(question_form(asked("word", "<FreeTextAnswer/>")))
    context = browser.new_context(base_url=address, java_script_enabled=False)
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    page.goto("/account/new")
    page.get_by_label("Name").fill("Bob")
    page.get_by_role("button", name="Create and start").click()
    page.get_by_role("link", name="Label one photo").click()
    page.get_by_role("button", name="Accept").click()
    page.locator("input[name=word]").fill("done")
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Your work was submitted").wait_for()
    context.close()


@pytest.mark.parametrize(
    "path", ["/projects", "/tasks", "/qualifications", "/dashboard", "/account/profile", "/nowhere"]
)
def test_no_page_is_wider_than_a_phone(world: World, page: Any, path: str) -> None:
    world.publish(Title="A title that goes on and on " * 4, Description="y" * 2_000)
    (group,) = world.client.list_hits()["HITs"]
    page.goto(f"/projects/{group['HITGroupId']}/preview")
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("Time left").wait_for()
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
