"""The report of a simulated study, as a reader opens it."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.results.studies import let_work, quickstart
from turkform.cli.main import run

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    folder = quickstart(tmp_path)
    let_work(folder, "14d")
    assert run(["report", str(folder), "--out", str(tmp_path / "report.html")]) == 0
    return tmp_path / "report.html"


def test_the_report_names_no_worker(report: Path) -> None:
    assert "ASIM" not in report.read_text(encoding="utf-8")


def test_the_report_needs_nothing_from_elsewhere(report: Path) -> None:
    text = re.sub(r'xmlns(:\w+)?="[^"]*"', "", report.read_text(encoding="utf-8"))
    assert not re.search(r"(src|href|url\()\s*=?\s*[\"']?(https?:)?//", text)
    assert "<script" not in text


def test_the_report_tells_what_workers_were_offered(report: Path) -> None:
    text = " ".join(report.read_text(encoding="utf-8").split())
    assert "Look at a photo and choose the word that fits best." in text
    assert "$0.12 for each submission; at most 10 minutes to work on it" in text
    assert "approved automatically 3 days after submission. Open to workers with" in text


def test_every_plot_has_a_text_for_those_who_do_not_see_it(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    told = re.findall(r'<svg role="img" aria-label="([^"]+)"', text)
    assert len(told) == text.count("<svg") == 5
    assert "Line of submissions over time, which ends at 10 of 10." in told
    assert "Line of money paid over time; it ends at $1.40." in told


def test_no_two_parts_of_the_page_have_one_id(report: Path) -> None:
    found = re.findall(r'\bid="([^"]+)"', report.read_text(encoding="utf-8"))
    assert len(found) == len(set(found))


def test_every_reference_within_a_plot_leads_somewhere(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', text))
    assert used
    assert used <= set(re.findall(r'\bid="([^"]+)"', text))


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_browser_shows_the_plots_and_fits_a_phone(report: Path) -> None:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.goto(report.as_uri())
        plots = page.locator("figure svg")
        assert plots.count() == 5
        for number in range(plots.count()):
            box = plots.nth(number).bounding_box()
            assert box is not None
            assert box["height"] > 50
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
