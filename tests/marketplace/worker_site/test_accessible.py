"""Every page in Chromium: text that can be read, controls with names, one heading, a language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.marketplace.worker_site.browsing import (
    KEY,
    TEST,
    World,
    asked,
    question_form,
    selections,
)
from tests.marketplace.worker_site.chromium import TIMEOUT_MS, chromium, serving

pytestmark = pytest.mark.chromium

# WCAG 2.2: 1.4.3 contrast of at least 4.5 to 1, 4.1.2 a name for every control
FAULTS = """() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map((v) => {
      v /= 255;
      return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!/^rgba.*, 0\\)$/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].filter((one) => one.nodeType === 3);
    const text = own.some((one) => one.textContent.trim());
    if (!text || element.closest("[disabled]")) continue;
    const pair = [light(getComputedStyle(element).color), light(behind(element))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(2)}: ${element.textContent.trim()}`);
  }
  const controls = "input:not([type=hidden]), select, textarea, button";
  for (const control of document.querySelectorAll(controls)) {
    const name = control.labels?.length || control.textContent.trim()
      || control.getAttribute("aria-label") || control.getAttribute("aria-labelledby");
    if (!name) found.push(`no name: ${control.outerHTML}`);
  }
  for (const one of document.querySelectorAll("[aria-labelledby], [aria-describedby]")) {
    for (const name of ["aria-labelledby", "aria-describedby"]) {
      const id = one.getAttribute(name);
      if (id && !document.getElementById(id)) found.push(`nothing has the id ${id}`);
    }
  }
  for (const frame of document.querySelectorAll("iframe, img")) {
    if (!frame.title && !frame.hasAttribute("alt")) found.push(`no title: ${frame.outerHTML}`);
  }
  if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
  if (!document.documentElement.lang || !document.title) found.push("no language or title");
  return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


def addresses(world: World) -> list[str]:
    """The pages of a marketplace with a group, a test, and a form with every kind of control."""
    trained = world.qualification(Test=TEST, AnswerKey=KEY, TestDurationInSeconds=600)
    rule = {"QualificationTypeId": trained, "Comparator": "Exists"}
    world.publish(Title="Only for the trained", QualificationRequirements=[rule])
    form = question_form(
        asked("word", "<FreeTextAnswer/>"),
        asked("one", selections("a", "b", other=True)),
        asked("many", selections("a", "b", style="checkbox", most=2)),
        asked("drop", selections("a", "b", style="dropdown")),
    )
    shown = [world.group(world.publish(form, Title="A form")), world.group(world.publish())]
    plain = ["/projects", "/tasks", "/qualifications", "/account/profile", "/nowhere"]
    dashboard = [
        "/dashboard",
        *(f"/dashboard/{one}" for one in ("history", "earnings", "messages")),
    ]
    previews = [f"/projects/{group}/preview" for group in shown]
    return [*plain, *dashboard, *previews, f"/qualifications/{trained}"]


def test_no_page_has_faint_text_or_controls_without_a_name(world: World, browser: Any) -> None:
    paths = addresses(world)
    with serving(world.app) as address:
        context = browser.new_context(base_url=address)
        context.set_default_timeout(TIMEOUT_MS)
        page = context.new_page()
        page.goto("/account/new")
        faults = {"/account/new": page.evaluate(FAULTS)}
        page.get_by_label("Name").fill("Ada")
        page.get_by_role("button", name="Create and start").click()
        page.get_by_role("heading", name="Find work").wait_for()
        for path in paths:
            page.goto(path)
            faults[path] = page.evaluate(FAULTS)
        page.goto("/projects")
        page.get_by_role("link", name="A form").click()
        page.get_by_role("button", name="Accept").click()
        page.get_by_text("Time left").wait_for()
        faults["a form at work"] = page.evaluate(FAULTS)
        page.locator("form[data-questions]").evaluate("form => { form.noValidate = true; }")
        page.get_by_role("button", name="Submit").click()
        page.get_by_text("Nothing was submitted yet").wait_for()
        faults["a form with problems"] = page.evaluate(FAULTS)
        context.close()
    assert {path: found for path, found in faults.items() if found} == {}
