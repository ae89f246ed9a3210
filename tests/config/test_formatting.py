"""The one layout of YAML files: what it sets, what it leaves, what it refuses."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turkform.cli.main import run
from turkform.config.formatting import formatted
from turkform.config.yaml_source import parse
from turkform.core.errors import ConfigurationInvalid

ROOT = Path(__file__).parents[2]
UNTIDY = """\


# yaml-language-server: $schema=../../x
campaign:   quickstart   # the name


description: "Two people # no"
variables:
    reward: {type: money,default: $0.12,  a: [1,2 ]}   # reward
    n: 0010
    t: 1:30   # time
    x: NO # no
    # old: 1
# before budget
budget: {spend: $25,
  per_worker: $3}
list:
- a   # c1
# c2
-   b
-
  z: |
    text
      more
    # not a comment

  f: >-
    folded
    text
hits:
      photos:
            # inner
            hit_type: label
            anchor: &a {x: 1}
            ref: *a
# end

"""
TIDY = """\
# yaml-language-server: $schema=../../x
campaign: quickstart  # the name

description: "Two people # no"
variables:
  reward: {type: money, default: $0.12, a: [1, 2]}  # reward
  n: 0010
  t: 1:30  # time
  x: NO    # no
  # old: 1
# before budget
budget:
  spend: $25
  per_worker: $3
list:
  - a  # c1
  # c2
  - b
  - z: |
      text
        more
      # not a comment

    f: >-
      folded
      text
hits:
  photos:
    # inner
    hit_type: label
    anchor: &a {x: 1}
    ref: *a
# end
"""


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "quickstart"
    shutil.copytree(
        ROOT / "campaigns" / "quickstart", folder, ignore=shutil.ignore_patterns(".turkform")
    )
    return folder


def test_an_untidy_file_when_formatted_then_has_the_one_layout_with_all_comments() -> None:
    assert formatted("x.yaml", UNTIDY) == TIDY


def test_a_tidy_file_when_formatted_then_stays_as_it_is() -> None:
    assert formatted("x.yaml", TIDY) == TIDY


def test_values_when_formatted_then_are_the_same_texts() -> None:
    before, after = (
        parse("x.yaml", text.encode()).data for text in (UNTIDY, formatted("x.yaml", UNTIDY))
    )
    assert before == after


@pytest.mark.parametrize("text", ["", "# nothing but this\n", "\n\n"])
def test_a_file_without_content_when_formatted_then_keeps_its_comments(text: str) -> None:
    assert formatted("x.yaml", text) == text.lstrip("\n")


@pytest.mark.parametrize(
    "text",
    ["a:\n- {x: 1, # one\n   y: 2}\n", "a: 1\na: 2\n", "a: !!python/object:x {}\n", "a: {\n"],
    ids=["comment in brackets", "key twice", "tag", "no YAML"],
)
def test_a_file_that_cannot_be_kept_whole_when_formatted_then_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationInvalid):
        formatted("x.yaml", text)


_KEYS = st.from_regex(r"[a-z][a-z_]{0,6}", fullmatch=True)
_SCALARS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12)
_DATA = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(_KEYS, _DATA, min_size=1, max_size=4), st.integers(2, 6), st.booleans())
def test_any_file_when_formatted_then_keeps_its_data_and_a_second_time_changes_nothing(
    data: dict[str, object], indent: int, flow: bool
) -> None:
    import yaml

    text = yaml.safe_dump(data, indent=indent, default_flow_style=flow, allow_unicode=True)
    once = formatted("x.yaml", text)
    assert formatted("x.yaml", once) == once
    assert parse("x", once.encode()).data == parse("x", text.encode()).data


def test_campaigns_of_this_repository_when_checked_then_are_in_the_layout() -> None:
    for folder in sorted((ROOT / "campaigns").iterdir()):
        assert run(["fmt", str(folder), "--check"]) == 0, folder


def test_fmt_when_it_only_checks_or_shows_then_writes_nothing(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = campaign / "campaign.yaml"
    untidy = file.read_text("utf-8").replace("campaign: quick", "campaign:    quick")
    file.write_text(untidy, "utf-8")
    assert run(["fmt", str(campaign), "--check"]) == 3
    assert capsys.readouterr().out == f"{file}\n"
    assert run(["fmt", str(campaign), "--diff"]) == 0
    assert "-campaign:    quickstart\n+campaign: quickstart\n" in capsys.readouterr().out
    assert file.read_text("utf-8") == untidy


def test_fmt_when_run_then_writes_and_the_check_passes(campaign: Path) -> None:
    file = campaign / "campaign.yaml"
    tidy = file.read_text("utf-8")
    file.write_text(tidy.replace("  label:", "      label:").replace("reward: {", "reward:   {"))
    if run(["fmt", str(campaign)]) == 0:
        assert file.read_text("utf-8") == tidy
    assert [path.name for path in campaign.glob(".*")] == []


def test_fmt_when_a_file_is_no_yaml_then_says_where_and_formats_the_others(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (campaign / "broken.yaml").write_text("a: [\n", "utf-8")
    (campaign / "untidy.yaml").write_text("a:    1\n", "utf-8")
    assert run(["fmt", str(campaign)]) == 4
    assert "broken.yaml:" in capsys.readouterr().err
    assert (campaign / "untidy.yaml").read_text("utf-8") == "a: 1\n"
