from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from turkform.config.campaign import Campaign
from turkform.config.load import load_campaign
from turkform.core.errors import ConfigurationInvalid
from turkform.kinds.hit.spec import SECTION as HITS
from turkform.kinds.hit_type.spec import SECTION as HIT_TYPES
from turkform.kinds.sections import SECTIONS

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"
MINIMAL = """
campaign: study
hit_types:
  label:
    title: Label
    description: Label it.
    reward: {reward}
    assignment_duration: 10m
"""

Load = Callable[..., Campaign]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def write_and_load(text: str, **variables: str) -> Campaign:
        (tmp_path / "campaign.yaml").write_text(dedent(text))
        return load_campaign(tmp_path, SECTIONS, root=tmp_path, variables=variables)

    return write_and_load


def problems(load: Load, text: str) -> list[str]:
    with pytest.raises(ConfigurationInvalid) as caught:
        load(text)
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


def test_every_example_campaign_loads() -> None:
    for folder in CAMPAIGNS.iterdir():
        assert load_campaign(folder, SECTIONS, root=folder).name == folder.name


def test_a_reward_is_read_as_exact_money(load: Load) -> None:
    campaign = load(MINIMAL.replace("{reward}", "0.10"))
    assert campaign.of(HIT_TYPES)["label"].reward.wire == "0.10"


@pytest.mark.parametrize(
    "reward",
    [
        ".1",
        "1e-1",
        "010",
        "00071",
        "010.005",
        "NO",
        "1_000",
        "\u0660.\u0661\u0660",
        "-0.05",
        "0.005",
        "99999999999",
        "nan",
    ],
)
def test_a_reward_that_is_no_amount_is_refused_with_its_place(load: Load, reward: str) -> None:
    [problem] = problems(load, MINIMAL.replace("{reward}", reward))
    assert problem.startswith("campaign.yaml:7:5: hit_types.label.reward: ")
    assert "is not an amount; expected dollars and cents such as $0.15" in problem


def test_all_errors_of_all_files_come_in_one_pass(load: Load, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("hitz: 3\n")
    found = problems(load, MINIMAL.replace("{reward}", "much").replace("title", "titel"))
    assert [line.split(": ")[0] for line in found] == [
        "campaign.yaml:4:3",
        "campaign.yaml:5:5",
        "campaign.yaml:7:5",
        "more.yaml:1:1",
    ]
    assert found[1].endswith('unknown key "titel". Did you mean "title"?')


def test_a_duplicate_key_names_both_places(load: Load) -> None:
    [problem] = problems(load, MINIMAL.replace("{reward}", "$1\n    reward: $2"))
    assert problem == (
        'campaign.yaml:8:5: the key "reward" stands here a second time (first: campaign.yaml:7:5)'
    )


def test_a_wrong_reference_offers_the_nearest_right_name(load: Load) -> None:
    text = MINIMAL.replace("{reward}", "$1") + dedent(
        """
        hits:
          photos:
            hit_type: lable
            question: {external: {url: "https://example.org"}}
        """
    )
    [problem] = problems(load, text)
    assert "there is no HIT type 'lable'. Did you mean \"label\"?" in problem


def test_an_undeclared_variable_in_a_template_is_an_error(load: Load) -> None:
    found = problems(load, MINIMAL.replace("{reward}", '"{{ var.reward }}"'))
    assert "'dict object' has no attribute 'reward'" in found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[" * 100_000, "nested more than 50 levels deep"),
        ("a: &a [*a]", "an alias refers to itself"),
        ("a: !!python/object/apply:os.system [ls]", "the tag tag:yaml.org,2002:python"),
        ("a: 1\n---\nb: 2", "a second document begins here"),
        ("<<: {a: 1}", "merge keys (<<) are not supported"),
        ("a:\n\tb: 1", "tab"),
    ],
)
def test_hostile_yaml_is_refused_with_a_place(load: Load, text: str, expected: str) -> None:
    assert any(
        (expected in problem and ":1:" in problem) or expected in problem
        for problem in problems(load, text)
    )


@pytest.mark.parametrize(
    "reference", ["../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "data"]
)
def test_a_file_outside_of_the_project_is_refused(
    load: Load, tmp_path: Path, reference: str
) -> None:
    (tmp_path / "data").mkdir()
    text = MINIMAL.replace("{reward}", "$1") + dedent(
        f"""
        hits:
          photos: {{hit_type: label, question: {{html: "{reference}"}}}}
        """
    )
    assert any("hits.photos.question.html" in problem for problem in problems(load, text))


def test_a_row_key_that_is_used_twice_is_named_with_both_rows(load: Load, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,url\na,1\na,2\n")
    text = MINIMAL.replace("{reward}", "$1") + dedent(
        """
        hits:
          photos:
            hit_type: label
            for_each: {csv: rows.csv, key: id}
            question: {external: {url: "https://example.org/{{ row.url }}"}}
        """
    )
    [problem] = problems(load, text)
    assert "rows.csv: row 2: the key 'a' was used in row 1 already" in problem


def test_row_values_stay_templates_until_a_hit_is_made(load: Load) -> None:
    text = MINIMAL.replace("{reward}", "$1") + dedent(
        """
        hits:
          photos:
            hit_type: label
            for_each: {rows: [{id: a, n: 3}], key: id}
            max_assignments: "{{ row.n }}"
            question: {external: {url: "https://example.org/{{ row.id }}"}}
        """
    )
    campaign = load(text)
    assert campaign.of(HITS)["photos"].max_assignments == "{{ row.n }}"
    assert campaign.rows["photos"][0].values == {"id": "a", "n": "3"}
