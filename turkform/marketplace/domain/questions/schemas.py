"""The documented structure of each kind of document (API reference 11.1-11.7)."""

from __future__ import annotations

import re
from typing import Final

from turkform.marketplace.domain.questions.formatted import check_formatted
from turkform.marketplace.domain.questions.structure import (
    ANY,
    Child,
    Element,
    Schema,
    optional,
    required,
)
from turkform.marketplace.domain.questions.xml import NAMESPACES

HTML_QUESTION: Final = NAMESPACES + "2011-11-11/HTMLQuestion.xsd"
EXTERNAL_QUESTION: Final = NAMESPACES + "2006-07-14/ExternalQuestion.xsd"
QUESTION_FORM: Final = NAMESPACES + "2017-11-06/QuestionForm.xsd"
QUESTION_FORM_OLD: Final = NAMESPACES + "2005-10-01/QuestionForm.xsd"
ANSWER_KEY: Final = NAMESPACES + "2005-10-01/AnswerKey.xsd"
ANSWERS: Final = NAMESPACES + "2005-10-01/QuestionFormAnswers.xsd"

WIDEST: Final = 15


def _filled(text: str) -> str | None:
    return None if text else "must not be empty."


def _whole(text: str) -> str | None:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        return f"'{text}' is not a whole number."
    # as wide as a qualification's value; int() itself refuses thousands of digits
    fits = len(text) <= WIDEST and -(2**31) <= int(text) < 2**31
    return None if fits else "the number is out of range."


def _count(text: str) -> str | None:
    if not re.fullmatch(r"[0-9]+", text):
        return f"'{text}' is not a count."
    return _whole(text)


def _positive(text: str) -> str | None:
    return _count(text) or (None if int(text) else "must be at least 1.")


def _decimal(text: str) -> str | None:
    ok = re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", text)
    if not ok:
        return f"'{text}' is not a decimal number."
    return None if len(text) <= WIDEST else "the number has too many digits."


def _boolean(text: str) -> str | None:
    return None if text in {"true", "false", "1", "0"} else f"'{text}' is not true or false."


def _url(text: str) -> str | None:
    return None if re.match(r"https?://", text) else f"'{text}' is not an http(s) address."


def _style(text: str) -> str | None:
    known = ("radiobutton", "checkbox", "list", "dropdown", "combobox", "multichooser")
    return None if text in known else f"'{text}' is none of {', '.join(known)}."


def _media(text: str) -> str | None:
    return None if text in {"image", "audio", "video"} else f"'{text}' is no known media type."


def _flags(text: str) -> str | None:
    return None if text in {"", "i"} else f"'{text}' is no known flag; only i is."


def _optional(*names: str) -> Child:
    return Child(names, low=0)


def _many(*names: str) -> Child:
    return Child(names, high=ANY)


_TEXT: Final = Element()
_FILLED: Final = Element(check=_filled)
_CONTENT: Final = (_many("Title", "Text", "List", "FormattedContent", "Binary", "EmbeddedBinary"),)
_FREE_TEXT: Final = (
    _optional("Constraints"),
    _optional("DefaultText"),
    _optional("NumberOfLinesSuggestion"),
)

HTML_SCHEMA: Final[Schema] = {
    "HTMLQuestion": Element((Child(("HTMLContent",)), Child(("FrameHeight",)))),
    "HTMLContent": _FILLED,
    "FrameHeight": Element(check=_count),
}
EXTERNAL_SCHEMA: Final[Schema] = {
    "ExternalQuestion": Element((Child(("ExternalURL",)), Child(("FrameHeight",)))),
    "ExternalURL": _FILLED,
    "FrameHeight": Element(check=_count),
}
FORM_SCHEMA: Final[Schema] = {
    "QuestionForm": Element((_many("Overview", "Question"),)),
    "Overview": Element(_CONTENT),
    "Question": Element(
        (
            Child(("QuestionIdentifier",)),
            _optional("DisplayName"),
            _optional("IsRequired"),
            Child(("QuestionContent",)),
            Child(("AnswerSpecification",)),
        )
    ),
    "QuestionIdentifier": _FILLED,
    "DisplayName": _TEXT,
    "IsRequired": Element(check=_boolean),
    "QuestionContent": Element(_CONTENT),
    "Title": _TEXT,
    "Text": _TEXT,
    "List": Element((_many("ListItem"),)),
    "ListItem": _TEXT,
    "FormattedContent": Element(check=check_formatted),
    "Binary": Element((Child(("MimeType",)), Child(("DataURL",)), Child(("AltText",)))),
    "MimeType": Element((Child(("Type",)), _optional("SubType"))),
    "EmbeddedBinary": Element(
        (
            Child(("EmbeddedMimeType",)),
            Child(("DataURL",)),
            Child(("AltText",)),
            Child(("Width",)),
            Child(("Height",)),
            Child(("ApplicationParameter",), 0, ANY),
        )
    ),
    "EmbeddedMimeType": Element((Child(("Type",)), Child(("SubType",)))),
    "Type": Element(check=_media),
    "SubType": _FILLED,
    "DataURL": Element(check=_url),
    "AltText": _TEXT,
    "Width": Element(check=_count),
    "Height": Element(check=_count),
    "ApplicationParameter": Element((Child(("Name",)), Child(("Value",)))),
    "Name": _TEXT,
    "Value": _TEXT,
    "AnswerSpecification": Element((Child(("FreeTextAnswer", "SelectionAnswer")),)),
    "FreeTextAnswer": Element(_FREE_TEXT),
    "Constraints": Element(
        (
            _optional("IsNumeric"),
            _optional("Length"),
            Child(("AnswerFormatRegex",), 0, ANY),
        )
    ),
    "IsNumeric": Element(attributes={"minValue": optional(_whole), "maxValue": optional(_whole)}),
    "Length": Element(attributes={"minLength": optional(_count), "maxLength": optional(_positive)}),
    "AnswerFormatRegex": Element(
        attributes={
            "regex": required(_filled),
            "errorText": optional(),
            "flags": optional(_flags),
        }
    ),
    "DefaultText": _TEXT,
    "NumberOfLinesSuggestion": Element(check=_positive),
    "SelectionAnswer": Element(
        (
            _optional("MinSelectionCount"),
            _optional("MaxSelectionCount"),
            _optional("StyleSuggestion"),
            Child(("Selections",)),
        )
    ),
    "MinSelectionCount": Element(check=_count),
    "MaxSelectionCount": Element(check=_positive),
    "StyleSuggestion": Element(check=_style),
    "Selections": Element((_many("Selection"), _optional("OtherSelection"))),
    "Selection": Element(
        (Child(("SelectionIdentifier",)), Child(("Text", "FormattedContent", "Binary")))
    ),
    "SelectionIdentifier": _FILLED,
    "OtherSelection": Element(_FREE_TEXT),
}
KEY_SCHEMA: Final[Schema] = {
    "AnswerKey": Element((_many("Question"), _optional("QualificationValueMapping"))),
    "Question": Element(
        (Child(("QuestionIdentifier",)), _many("AnswerOption"), _optional("DefaultScore"))
    ),
    "QuestionIdentifier": _FILLED,
    "AnswerOption": Element((_many("SelectionIdentifier"), Child(("AnswerScore",)))),
    "SelectionIdentifier": _FILLED,
    "AnswerScore": Element(check=_whole),
    "DefaultScore": Element(check=_whole),
    "QualificationValueMapping": Element(
        (Child(("PercentageMapping", "ScaleMapping", "RangeMapping")),)
    ),
    "PercentageMapping": Element((Child(("MaximumSummedScore",)),)),
    "MaximumSummedScore": Element(check=_whole),
    "ScaleMapping": Element((Child(("SummedScoreMultiplier",)),)),
    "SummedScoreMultiplier": Element(check=_decimal),
    "RangeMapping": Element((_many("SummedScoreRange"), Child(("OutOfRangeQualificationValue",)))),
    "SummedScoreRange": Element(
        (
            Child(("InclusiveLowerBound",)),
            Child(("InclusiveUpperBound",)),
            Child(("QualificationValue",)),
        )
    ),
    "InclusiveLowerBound": Element(check=_whole),
    "InclusiveUpperBound": Element(check=_whole),
    "QualificationValue": Element(check=_whole),
    "OutOfRangeQualificationValue": Element(check=_whole),
}
