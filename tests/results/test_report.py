"""The report of a simulated study, as a reader opens it."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from turkform.cli.main import run

QUICKSTART = Path(__file__).parents[2] / "campaigns" / "quickstart"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    folder = tmp_path / "quickstart"
    shutil.copytree(QUICKSTART, folder, ignore=shutil.ignore_patterns(".turkform"))
    assert run(["apply", str(folder), "--auto-approve"]) == 0
    marketplace = folder / ".turkform" / "local" / "marketplace.db"
    assert run(["marketplace", "simulate", "--database", str(marketplace)]) == 0
    assert run(["report", str(folder), "--out", str(tmp_path / "report.html")]) == 0
    return tmp_path / "report.html"


def test_the_report_names_no_worker(report: Path) -> None:
    assert "ASIM" not in report.read_text(encoding="utf-8")


def test_the_report_needs_nothing_from_elsewhere(report: Path) -> None:
    text = re.sub(r'xmlns(:\w+)?="[^"]*"', "", report.read_text(encoding="utf-8"))
    assert not re.search(r"(src|href|url\()\s*=?\s*[\"']?(https?:)?//", text)
    assert "<script" not in text


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
