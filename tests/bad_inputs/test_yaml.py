"""Bad inputs 1 to 14 of the reliability reference (5.6): YAML."""

import json
import time

import pytest

from tests.bad_inputs.study import CAMPAIGN, Bad


def test_bad_input_01_an_alias_bomb_is_told_once_and_quickly(bad: Bad) -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    bad.write(CAMPAIGN + "\n".join(lines))
    began = time.monotonic()
    bad.refused("aliases expand to more than 100,000 values. Write the values out")
    assert time.monotonic() - began < 20
    assert bad.said.count("aliases expand") == 1


def test_bad_input_02_a_hundred_thousand_brackets_are_nested_too_deep(bad: Bad) -> None:
    bad.write("[" * 100_000)
    bad.refused("campaign.yaml:1:51: nested more than 50 levels deep")


def test_bad_input_03_five_thousand_dashes_are_nested_too_deep(bad: Bad) -> None:
    bad.write("- " * 5_000)
    bad.refused("campaign.yaml:1:101: nested more than 50 levels deep")


def test_bad_input_04_a_python_tag_runs_nothing(bad: Bad) -> None:
    marker = bad.folder / "ran"
    bad.replaced("title: T", f"title: !!python/object/apply:os.system ['touch {marker}']")
    bad.refused("campaign.yaml:3:14: the tag tag:yaml.org,2002:python/object/apply:os.system")
    assert not marker.exists()
    assert "expected text" not in bad.said


def test_bad_input_05_fifty_megabytes_of_binary_are_not_read(bad: Bad) -> None:
    bad.write(b"campaign: !!binary " + b"A" * 50_000_000)
    bad.refused("campaign.yaml has 50,000,019 bytes; at most 1,048,576 are read")


def test_bad_input_06_a_second_reward_names_both_places(bad: Bad) -> None:
    bad.replaced("reward: $1", "reward: $1, reward: $2")
    bad.refused('campaign.yaml:3:45: the key "reward" stands here a second time (first:', "3:33")


@pytest.mark.parametrize(
    "amount",
    [
        ".1",
        "1e-1",
        "010",
        "NO",
        "1_000",
        "\u0660.\u0661\u0660",
        "-0.05",
        "0.005",
        "99999999999",
        "nan",
    ],
)
def test_bad_input_07_what_is_no_amount_is_refused_with_what_was_expected(
    bad: Bad, amount: str
) -> None:
    bad.replaced("$1", amount)
    bad.refused(
        f"campaign.yaml:3:33: hit_types.t.reward: {amount!r} is not an amount; "
        "expected dollars and cents such as $0.15"
    )


def test_bad_input_07_ten_cents_are_ten_cents(bad: Bad) -> None:
    bad.replaced("$1", "0.10")
    assert bad.run("cost") == 0
    assert "$0.10" in bad.shown


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"campaign: s\nhit_types:\n\tt: 1\n", "3:1: a tab is used for indentation; YAML wants"),
        (CAMPAIGN.encode("utf-16"), "the file is UTF-16; save it as UTF-8"),
        (CAMPAIGN.encode() + b"\0", "the file contains a NUL character. Save it as plain text"),
        (CAMPAIGN.encode().replace(b"title: T", b"title: \xed\xa0\x80"), "is not UTF-8 (byte"),
        (CAMPAIGN.encode().replace(b"title: T", b'title: "\\ud800"'), "half of a surrogate pair"),
    ],
)
def test_bad_input_08_what_is_no_plain_text_is_refused(
    bad: Bad, data: bytes, expected: str
) -> None:
    bad.write(data)
    bad.refused("campaign.yaml:", expected)


def test_bad_input_08_a_byte_order_mark_is_no_problem(bad: Bad) -> None:
    bad.write(b"\xef\xbb\xbf" + CAMPAIGN.encode())
    assert bad.run("validate") == 0


def test_bad_input_09_an_alias_of_itself_is_refused(bad: Bad) -> None:
    bad.replaced("title: T", "title: &a [*a]")
    bad.refused("an alias refers to itself. Write the value out.")


def test_bad_input_10_a_loop_of_merge_keys_is_refused(bad: Bad) -> None:
    bad.write(CAMPAIGN + "description: &a {<<: *a}\n")
    bad.refused("merge keys (<<) are not supported; repeat the values")


def test_bad_input_11_an_integer_of_five_thousand_digits_is_refused(bad: Bad) -> None:
    bad.replaced("    hit_type: t\n", f"    hit_type: t\n    max_assignments: {'9' * 5_000}\n")
    bad.refused("hits.h.max_assignments", "is not a whole number; expected digits such as 3")


def test_bad_input_12_a_second_document_is_refused_with_its_line(bad: Bad) -> None:
    bad.write(CAMPAIGN + "---\na: 1\n")
    bad.refused("campaign.yaml:9:1: a second document begins here. Put the second document")


def test_bad_input_13_ten_megabytes_of_comments_are_not_read(bad: Bad) -> None:
    bad.write(b"#" * 10_000_000)
    bad.refused("has 10,000,000 bytes; at most 1,048,576 are read")


@pytest.mark.parametrize("name", ["../x", "x" * 300, "\U0001f600", "tf1|p=00000000|c=s"])
def test_bad_input_14_a_name_that_could_forge_a_marker_is_refused(bad: Bad, name: str) -> None:
    bad.replaced("campaign: s", f"campaign: {json.dumps(name, ensure_ascii=False)}")
    bad.refused("campaign.yaml:1:1: campaign: ", "is not a campaign name. Expected a letter")
