"""Documents made of Crowd HTML Elements, with the marketplace's own elements, in Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from tests.marketplace.worker_site.browsing import World, html_question
from tests.marketplace.worker_site.chromium import TIMEOUT_MS, chromium, serving

pytestmark = pytest.mark.chromium

PIXEL = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='200' height='100'"
    "%3E%3Crect width='200' height='100' fill='gray'/%3E%3C/svg%3E"
)


def document(inside: str, form: str = "") -> str:
    return (
        '<!DOCTYPE html><html><body><script src="https://assets.crowd.aws/crowd-html-elements.js">'
        f"</script><crowd-form {form}>{inside}</crowd-form></body></html>"
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


class Desk:
    """A worker at a HIT made of `inside`, and what the requester then reads."""

    def __init__(self, world: World, browser: Any, address: str) -> None:
        self.world = world
        self.context = browser.new_context(base_url=address)
        self.context.set_default_timeout(TIMEOUT_MS)
        self.page = self.context.new_page()
        self.hit_id = ""

    def open(self, inside: str, form: str = "") -> Any:
        self.hit_id = self.world.publish(html_question(document(inside, form), 700))
        self.page.goto("/account/new")
        self.page.get_by_label("Name").fill("Ada")
        self.page.get_by_role("button", name="Create and start").click()
        self.page.get_by_role("button", name="Accept and work").click()
        return self.page.frame_locator("iframe")

    def submit(self) -> Any:
        """Submit, and return the one object of taskAnswers."""
        self.page.frame_locator("iframe").get_by_role("button", name="Submit").click()
        self.page.get_by_text("Your work was submitted").wait_for()
        (found,) = self.world.client.list_assignments_for_hit(HITId=self.hit_id)["Assignments"]
        pairs = re.findall(
            r"<QuestionIdentifier>(.*?)</QuestionIdentifier><FreeText>(.*?)</FreeText>",
            found["Answer"],
        )
        ((name, text),) = pairs
        assert name == "taskAnswers"
        (answers,) = json.loads(unescape(text))
        return answers


@pytest.fixture
def desk(world: World, browser: Any) -> Iterator[Desk]:
    with serving(world.app) as address:
        made = Desk(world, browser, address)
        yield made
        made.context.close()


def test_fields_boxes_and_sliders_become_one_answer_of_one_object(desk: Desk) -> None:
    task = desk.open(
        '<crowd-input name="shop" label="Shop" required></crowd-input>'
        '<crowd-text-area name="notes" label="Notes" rows="4"></crowd-text-area>'
        '<crowd-checkbox name="seen" value="dim">Dim</crowd-checkbox>'
        '<crowd-checkbox name="seen" value="blurry" checked>Blurry</crowd-checkbox>'
        '<crowd-radio-group><crowd-radio-button name="yes">Yes</crowd-radio-button>'
        '<crowd-radio-button name="no">No</crowd-radio-button></crowd-radio-group>'
        '<crowd-slider name="sure" min="0" max="10" value="7"></crowd-slider>'
        '<select name="size"><option value="s">Small</option><option value="l">Large</option>'
        "</select>"
    )
    task.get_by_label("Shop").fill("Bäckerei")
    task.get_by_label("Notes").fill("a\nb")
    task.get_by_label("Dim").check()
    task.get_by_label("Yes").check()
    task.get_by_label("No", exact=True).check()
    task.locator("select").select_option("l")
    assert desk.submit() == {
        "shop": "Bäckerei",
        "notes": "a\nb",
        "seen": {"dim": True, "blurry": True},
        "yes": {"on": False},
        "no": {"on": True},
        "sure": 7,
        "size": "l",
    }


def test_a_classifier_answers_with_the_label_that_was_chosen(desk: Desk) -> None:
    task = desk.open(
        '<crowd-classifier name="mood" header="Which mood?" categories="[\'glad\', \'sad\']">'
        "<classification-target>So nice!</classification-target>"
        "<short-instructions>Choose one.</short-instructions></crowd-classifier>"
        "<crowd-image-classifier-multi-select name='what' categories='[\"cat\", \"dog\"]'"
        f' src="{PIXEL}"></crowd-image-classifier-multi-select>'
    )
    task.get_by_label("glad").check()
    task.get_by_label("dog").check()
    shown = task.locator("crowd-classifier").inner_text()
    assert " ".join(shown.split()) == "Instructions Choose one. Which mood? So nice! glad sad"
    assert desk.submit() == {"mood": {"label": "glad"}, "what": {"labels": ["dog"]}}


def test_a_slider_that_nobody_moved_stands_at_its_least(desk: Desk) -> None:
    desk.open('<crowd-slider name="sure" min="0" max="10" required></crowd-slider>')
    assert desk.submit() == {"sure": 0}


def test_a_box_drawn_on_an_image_is_measured_in_the_images_pixels(desk: Desk) -> None:
    task = desk.open(
        f'<crowd-bounding-box name="boxes" src="{PIXEL}" labels="[\'Cat\', \'Dog\']" '
        'header="Draw"></crowd-bounding-box>'
    )
    task.get_by_role("button", name="Dog").click()
    image = task.locator("img")
    image.wait_for()
    place = image.bounding_box()
    mouse = desk.page.mouse
    mouse.move(place["x"] + 20, place["y"] + 10)
    mouse.down()
    mouse.move(place["x"] + 70, place["y"] + 60, steps=4)
    mouse.up()
    task.get_by_text("Dog (").wait_for()
    answers = desk.submit()["boxes"]
    assert answers["inputImageProperties"] == {"height": 100, "width": 200}
    (box,) = answers["boundingBoxes"]
    assert box["label"] == "Dog"
    assert [abs(box["width"] - 50) <= 1, abs(box["height"] - 50) <= 1] == [True, True]


def test_flattened_answers_have_names_with_dots(desk: Desk) -> None:
    task = desk.open(
        '<crowd-checkbox name="seen" value="dim">Dim</crowd-checkbox>',
        'answer-format="flatten-objects"',
    )
    task.get_by_label("Dim").check()
    assert desk.submit() == {"seen.dim": True}


def test_a_required_field_and_the_documents_own_check_hold_a_submission_back(desk: Desk) -> None:
    task = desk.open(
        '<crowd-input name="word" label="Word" required></crowd-input><p id="said"></p><script>'
        'document.querySelector("crowd-form").onsubmit = (event) => {'
        'const word = document.querySelector("crowd-input").value;'
        'if (word !== "right") { event.preventDefault();'
        'document.getElementById("said").textContent = "refused " + word; } };</script>'
    )
    task.get_by_role("button", name="Submit").click()
    task.get_by_label("Word").fill("wrong")
    task.get_by_role("button", name="Submit").click()
    task.get_by_text("refused wrong").wait_for()
    task.get_by_label("Word").fill("right")
    assert desk.submit() == {"word": "right"}


def test_an_element_that_is_not_here_says_so_and_is_not_submitted(desk: Desk) -> None:
    task = desk.open('<crowd-polygon name="shape"></crowd-polygon>')
    task.get_by_text("This marketplace does not have the element crowd-polygon.").wait_for()
    task.get_by_role("button", name="Submit").click()
    listed = desk.world.client.list_assignments_for_hit(HITId=desk.hit_id)
    assert listed["NumResults"] == 0
