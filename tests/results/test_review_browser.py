"""`turkform review` as a person uses it: the real command, Chromium, the keyboard."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from turkform.cli.main import run
from turkform.results.decisions import DecisionFile

QUICKSTART = Path(__file__).parents[2] / "campaigns" / "quickstart"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "quickstart"
    shutil.copytree(QUICKSTART, folder, ignore=shutil.ignore_patterns(".turkform"))
    assert run(["apply", str(folder), "--auto-approve"]) == 0
    marketplace = folder / ".turkform" / "local" / "marketplace.db"
    assert run(["marketplace", "simulate", "--database", str(marketplace), "--for", "2h"]) == 0
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


def test_a_person_reads_approves_and_rejects_with_the_keyboard(page: Page, campaign: Path) -> None:
    assert "token" not in page.url
    waiting = page.locator("article").count()
    first = page.locator("article input[type=checkbox]").first.get_attribute("value")

    page.keyboard.press("o")
    frame = page.frame_locator("article iframe").first
    answer = frame.locator("input:checked, select, textarea, input[type=text]").first
    answer.wait_for(state="attached")
    assert answer.is_disabled()
    page.keyboard.press("a")
    page.wait_for_function(
        "n => document.querySelectorAll('article').length === n", arg=waiting - 1
    )

    second = page.locator("article input[type=checkbox]").first.get_attribute("value")
    page.keyboard.press("r")
    page.keyboard.type("The answer is blank.")
    page.get_by_role("button", name="Reject").click()
    page.wait_for_function(
        "n => document.querySelectorAll('article').length === n", arg=waiting - 2
    )

    decided = DecisionFile(campaign / "decisions.csv").load()
    assert decided[str(first)].approve
    assert decided[str(second)].reject == "The answer is blank."


def test_the_question_cannot_touch_the_page_around_it(page: Page) -> None:
    page.keyboard.press("o")
    frame = page.locator("article iframe").first
    frame.wait_for()
    content = frame.element_handle().content_frame()
    assert content is not None
    content.wait_for_load_state()
    reached = content.evaluate(
        "() => { try { return parent.document.title } catch (error) { return 'refused' } }"
    )
    assert reached == "refused"


def test_the_page_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert re.search("Review", page.title())
