"""`turkform review` as a person uses it: the real command, Chromium, the keyboard."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.results.studies import let_work, quickstart
from turkform.results.decisions import DecisionFile

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = quickstart(tmp_path)
    let_work(folder)
    return folder


@pytest.fixture
def address(campaign: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "turkform", "review", str(campaign), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield line.split()[-1]
        process.terminate()
        process.stdout.read()


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(address)
        yield page
        browser.close()


def shown(page: Page, count: int) -> None:
    """Wait until so many submissions are on the page."""
    script = "n => document.querySelectorAll('article').length === n"
    page.wait_for_function(script, arg=count)


def test_a_person_reads_approves_and_rejects_with_the_keyboard(page: Page, campaign: Path) -> None:
    assert "token" not in page.url
    waiting = page.locator("article").count()
    first = page.locator("article input[type=checkbox]").first.get_attribute("value")
    page.keyboard.press("a")
    shown(page, waiting - 1)

    second = page.locator("article input[type=checkbox]").first.get_attribute("value")
    page.keyboard.press("r")
    page.keyboard.type("The answer is blank.")
    page.get_by_role("button", name="Reject").click()
    shown(page, waiting - 2)

    decided = DecisionFile(campaign / "decisions.csv").load()
    assert decided[str(first)].approve
    assert decided[str(second)].reject == "The answer is blank."


def test_many_are_decided_at_once_with_a_bonus_and_a_message(page: Page, campaign: Path) -> None:
    waiting = page.locator("article").count()
    page.keyboard.press("X")
    assert page.get_by_text(f"{waiting} submissions chosen").is_visible()
    page.keyboard.press("b")
    page.keyboard.type("0.25")
    page.get_by_label("Reason, read by the worker").fill("Careful work")
    page.get_by_text("Message", exact=True).click()
    page.get_by_label("Subject").fill("Thank you")
    page.get_by_label("Text", exact=True).fill("Your answers help.")
    page.get_by_role("button", name="Approve").click()
    shown(page, 0)
    decided = DecisionFile(campaign / "decisions.csv").load().values()
    assert len(decided) == waiting
    assert {(one.approve, one.bonus, one.subject) for one in decided} == {
        (True, "0.25", "Thank you")
    }


def test_a_submission_stands_as_the_worker_saw_it_beside_its_row(page: Page) -> None:
    article = page.locator("article").first
    frame = article.frame_locator("iframe")
    frame.locator("input:checked").wait_for(state="attached")
    assert frame.locator("input:checked").count() == 1
    assert frame.locator("body").evaluate("body => body.inert")
    left = article.locator("iframe").bounding_box()
    right = article.get_by_role("table", name="Input").bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] <= right["x"]


def test_the_question_cannot_touch_the_page_around_it(page: Page) -> None:
    frame = page.locator("article iframe").first
    frame.wait_for()
    content = frame.element_handle().content_frame()
    assert content is not None
    content.wait_for_load_state()
    reached = content.evaluate(
        "() => { try { return parent.document.title } catch (error) { return 'refused' } }"
    )
    assert reached == "refused"


def test_a_question_that_tells_a_mad_height_stays_in_bounds(page: Page) -> None:
    frame = page.locator("article iframe").first
    frame.wait_for()
    content = frame.element_handle().content_frame()
    assert content is not None
    content.evaluate("() => parent.postMessage({height: 1e9}, '*')")
    page.wait_for_function("() => document.querySelector('iframe').style.height === '644px'")


def test_the_page_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert re.search("Review", page.title())
