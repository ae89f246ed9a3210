from __future__ import annotations

import pytest

from tests.marketplace.worker_site.browsing import World, shows


def test_somebody_unknown_is_asked_who_they_are_and_then_led_on(world: World) -> None:
    browser = world.browser()
    browser.get("/dashboard")
    assert browser.path == "/account"
    browser.post("/account/new", name="Ada", next="/dashboard")
    assert browser.path == "/dashboard"


def test_the_list_shows_title_reward_time_and_how_many_hits_there_are(world: World) -> None:
    for annotation in ("1", "2"):
        world.publish(RequesterAnnotation=annotation)
    text = world.worker().get("/projects")
    wanted = ["Label one photo", "$0.12", "2 HITs", "10 minutes each"]
    assert shows(text, wanted) == wanted


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("search=RECEIPT", ["Read a receipt"]),
        ("search=shop", ["Read a receipt"]),
        ("reward=0.50", ["Read a receipt"]),
        ("reward=%240.12", ["Label one photo", "Read a receipt"]),
        ("reward=lots", ["Label one photo", "Read a receipt"]),
        ("search=nothing", []),
        ("search=ÜBER", ["Read a receipt"]),
        ("search=100%25", ["Read a receipt"]),
        ("search=r_ceipt", []),
    ],
)
def test_the_list_is_filtered_by_text_and_reward(
    world: World, query: str, shown: list[str]
) -> None:
    world.publish()
    world.publish(Title="Read a receipt", Keywords="shop, 100% über", Reward="0.50")
    text = world.worker().get(f"/projects?{query}")
    assert shows(text, ["Label one photo", "Read a receipt"]) == shown


def test_the_list_is_sorted_by_reward_when_asked(world: World) -> None:
    world.publish(Title="Well paid", Reward="2.00")
    world.publish(Title="Paid less", Reward="0.01")
    text = world.worker().get("/projects?order=reward")
    assert text.index("Well paid") < text.index("Paid less")


def test_a_long_list_is_shown_in_pages_without_a_hole_or_a_repeat(world: World) -> None:
    titles = [f"Group {number:02}." for number in range(23)]
    for title in titles:
        world.publish(Title=title)
    browser = world.worker()
    first = shows(browser.get("/projects"), titles)
    second = shows(browser.get("/projects?after=20"), titles)
    assert (len(first), len(second)) == (20, 3)
    assert sorted(first + second) == titles


def test_a_hit_that_asks_for_more_is_shown_but_not_among_those_to_qualify_for(
    world: World,
) -> None:
    rule = {"QualificationTypeId": world.qualification(), "Comparator": "Exists"}
    world.publish(QualificationRequirements=[rule])
    browser = world.worker()
    assert "Not qualified yet" in browser.get("/projects")
    assert "Label one photo" not in browser.get("/projects?qualified=1")


def test_a_hit_hidden_from_the_unqualified_is_not_listed_for_them(world: World) -> None:
    rule = {
        "QualificationTypeId": world.qualification(),
        "Comparator": "Exists",
        "ActionsGuarded": "DiscoverPreviewAndAccept",
    }
    world.publish(QualificationRequirements=[rule])
    assert "Label one photo" not in world.worker().get("/projects")


def test_accepting_without_the_qualification_is_refused_in_words(world: World) -> None:
    rule = {"QualificationTypeId": world.qualification(), "Comparator": "Exists"}
    hit_id = world.publish(QualificationRequirements=[rule])
    browser = world.worker()
    browser.get("/projects")
    text = browser.post(f"/projects/{world.group(hit_id)}/accept", hit_id=hit_id)
    assert browser.status == 409
    assert "You do not meet the qualification requirements of this HIT: Trained." in text


@pytest.mark.parametrize(
    "link",
    [
        "/mturk/preview?groupId={group}",
        "/mturk/previewandaccept?groupId={group}",
        "/mturk/preview?hitId={hit}",
        "/mturk/accept?hitId={hit}",
        "/projects/{group}/tasks",
        "/projects/{type}/tasks",
        "/projects/{group}/tasks/accept_random?ref=w_pl_prvw",
        "/projects/{type}/preview",
    ],
)
def test_every_link_that_leads_to_a_hit_on_the_real_site_shows_its_preview(
    world: World, link: str
) -> None:
    hit = world.client.get_hit(HITId=world.publish())["HIT"]
    names = {"group": hit["HITGroupId"], "hit": hit["HITId"], "type": hit["HITTypeId"]}
    browser = world.worker()
    text = browser.get(link.format(**names))
    assert browser.path.endswith("/preview")
    assert "Choose the label that fits." in text


def test_a_link_that_searches_on_the_real_site_searches_here(world: World) -> None:
    world.publish()
    browser = world.worker()
    text = browser.get("/mturk/searchbar?selectedSearchType=hitgroups&searchWords=photo")
    assert 'value="photo"' in text
    assert "Label one photo" in text


def test_the_preview_link_that_scripts_print_leads_to_the_preview(world: World) -> None:
    hit_id = world.publish()
    hit_type = world.client.get_hit(HITId=hit_id)["HIT"]["HITTypeId"]
    browser = world.worker()
    text = browser.get(f"/mturk/preview?groupId={hit_type}")
    assert "Preview. Accept the HIT before you work on it" in text


def test_a_hit_in_the_sandbox_is_not_shown_on_the_live_side(world: World) -> None:
    hit_id = world.publish()
    browser = world.worker()
    group = world.group(hit_id)
    other = world.browser()
    other.get("http://sandbox.example/account/new")
    other.post("http://sandbox.example/account/new", name="Ada")
    other.get(f"http://sandbox.example/projects/{group}/preview")
    assert other.status == 404
    assert "Label one photo" in browser.get("/projects")
