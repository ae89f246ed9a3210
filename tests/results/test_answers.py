"""Answers documents of every kind, and hostile ones."""

import json

import pytest

from turkform.results.answers import AnswersRefused, parse_answers

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><QuestionFormAnswers xmlns="http://mechanicalturk.'
    'amazonaws.com/AWSMechanicalTurkDataSchemas/2005-10-01/QuestionFormAnswers.xsd">'
)
TAIL = "</QuestionFormAnswers>"


def answer(name: str, *values: str, tag: str = "FreeText") -> str:
    given = "".join(f"<{tag}>{value}</{tag}>" for value in values)
    return f"<Answer><QuestionIdentifier>{name}</QuestionIdentifier>{given}</Answer>"


def document(*answers: str) -> str:
    return HEAD + "".join(answers) + TAIL


def crowd(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return document(answer("taskAnswers", f"<![CDATA[{text}]]>"))


CASES = {
    "an HTML form": (
        document(answer("label", "cat"), answer("why", "")),
        {"label": "cat", "why": ""},
    ),
    "several choices": (document(answer("q", "a", "b", tag="SelectionIdentifier")), {"q": "a|b"}),
    "a choice of one's own": (
        document(
            "<Answer><QuestionIdentifier>q</QuestionIdentifier><SelectionIdentifier>a"
            "</SelectionIdentifier><OtherSelectionText>z</OtherSelectionText></Answer>"
        ),
        {"q": "a|z"},
    ),
    "an uploaded file": (document(answer("f", "key-1", tag="UploadedFileKey")), {"f": "key-1"}),
    "markup in a text": (document(answer("q", "<![CDATA[<b>x</b>]]>")), {"q": "<b>x</b>"}),
    "elements in a text": (document(answer("q", "x<b>y</b>z")), {"q": "xyz"}),
    "Crowd HTML": (
        crowd([{"a": {"cat": True, "dog": False}, "n": 3, "boxes": [{"x": 1}]}]),
        {"a.cat": "true", "a.dog": "false", "n": "3", "boxes": '[{"x": 1}]'},
    ),
    "Crowd HTML without answers": (crowd([{}]), {}),
    "Crowd HTML that is no JSON": (crowd("{"), {"taskAnswers": "{"}),
    "Crowd HTML of two tasks": (
        crowd([{"a": 1}, {"a": 2}]),
        {"taskAnswers": '[{"a": 1}, {"a": 2}]'},
    ),
    "Crowd HTML that names a field twice": (crowd('[{"a.b": 1, "a": {"b": 2}}]'), {"a.b": "1|2"}),
    "Crowd HTML with half a surrogate pair": (crowd('[{"a": "\\ud800"}]'), {"a": "?"}),
    "nothing": ("", {}),
    "another namespace": (
        f'<QuestionFormAnswers xmlns="urn:x">{answer("q", "a")}{TAIL}',
        {"q": "a"},
    ),
    "one identifier a thousand times": (
        document(*(answer("q", "x") for _ in range(1000))),
        {"q": "|".join("x" * 1000)},
    ),
    "strange identifiers": (
        document(*(answer(name, "1") for name in ("__proto__", "=cmd|x", "../a"))),
        {"__proto__": "1", "=cmd|x": "1", "../a": "1"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_answers_of_a_kind_when_read_then_are_texts_by_field(case: str) -> None:
    given, expected = CASES[case]
    assert parse_answers(given) == expected


LAUGHS = "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY a "lol">{LAUGHS}]>' + document(answer("q", "&i;")),
    "an external entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    + document(answer("q", "&e;")),
    "a parameter entity": '<!DOCTYPE x [<!ENTITY % e SYSTEM "file:///etc/passwd">%e;]>'
    + document(),
    "a document type": "<!DOCTYPE x>" + document(),
    "quadratic growth": f'<!DOCTYPE x [<!ENTITY a "{"a" * 5000}">]>'
    + document(answer("q", "&a;" * 1000)),
    "an end that is missing": document(answer("q", "a"))[:-30],
    "no XML": "hello",
    "a control character": document(answer("q", "\x00")),
    "another document": f"<html>{answer('q', 'a')}</html>",
    "50 MB of text": document(answer("q", "x" * 50_000_000)),
    "deep nesting": HEAD + "<a>" * 100_000,
    "too many answers": document(*(answer(f"q{number}", "x") for number in range(10_001))),
    "too many fields in JSON": crowd([{f"q{number}": 1 for number in range(10_001)}]),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_answers_when_read_then_are_refused(case: str) -> None:
    given = HOSTILE[case].replace('<?xml version="1.0" encoding="UTF-8"?>', "")
    with pytest.raises(AnswersRefused):
        parse_answers(given)


@pytest.mark.parametrize("depth", [30, 200, *range(900, 1000, 9), 5_000])
@pytest.mark.parametrize(
    ("opening", "closing"), [('{"a":', "}"), ("[", "]")], ids=["objects", "lists"]
)
def test_deep_json_of_any_depth_when_read_then_is_one_text(
    depth: int, opening: str, closing: str
) -> None:
    text = '[{"a":' + opening * depth + "1" + closing * depth + "}]"
    assert len(parse_answers(crowd(text))) == 1
