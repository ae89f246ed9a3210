"""A marketplace with its worker site, a requester's boto3 client, and browsers without a screen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import boto3
from starlette.testclient import TestClient

from turkform.marketplace.embedded import attach, open_marketplace
from turkform.marketplace.server import build_app
from turkform.marketplace.worker_site.visit import FORM_TOKEN

_SCHEMAS = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/"
_TOKEN = re.compile(rf'name="{re.escape(FORM_TOKEN)}" value="([0-9a-f]+)"')
_FRAME = re.compile(r'<iframe[^>]* src="([^"]+)"')

DOCUMENT = (
    '<!DOCTYPE html><html><body><form method="post" '
    'action="https://www.mturk.com/mturk/externalSubmit">'
    '<input type="hidden" name="assignmentId"><input name="label">'
    '<textarea name="why"></textarea><button>Submit</button></form></body></html>'
)


def html_question(document: str = DOCUMENT, height: int = 400) -> str:
    return (
        f'<HTMLQuestion xmlns="{_SCHEMAS}2011-11-11/HTMLQuestion.xsd"><HTMLContent>'
        f"<![CDATA[{document}]]></HTMLContent><FrameHeight>{height}</FrameHeight></HTMLQuestion>"
    )


def external_question(url: str) -> str:
    return (
        f'<ExternalQuestion xmlns="{_SCHEMAS}2006-07-14/ExternalQuestion.xsd"><ExternalURL>'
        f"{url}</ExternalURL><FrameHeight>500</FrameHeight></ExternalQuestion>"
    )


def question_form(*questions: str) -> str:
    return (
        f'<QuestionForm xmlns="{_SCHEMAS}2017-11-06/QuestionForm.xsd">'
        f"{''.join(questions)}</QuestionForm>"
    )


def asked(identifier: str, answer: str, *, required: bool = True, content: str = "") -> str:
    return (
        f"<Question><QuestionIdentifier>{identifier}</QuestionIdentifier>"
        f"<IsRequired>{str(required).lower()}</IsRequired><QuestionContent>"
        f"{content or '<Text>Well?</Text>'}</QuestionContent>"
        f"<AnswerSpecification>{answer}</AnswerSpecification></Question>"
    )


def selections(*names: str, style: str = "radiobutton", most: int = 1, other: bool = False) -> str:
    options = "".join(
        f"<Selection><SelectionIdentifier>{name}</SelectionIdentifier>"
        f"<Text>{name.title()}</Text></Selection>"
        for name in names
    )
    return (
        f"<SelectionAnswer><MaxSelectionCount>{most}</MaxSelectionCount>"
        f"<StyleSuggestion>{style}</StyleSuggestion><Selections>{options}"
        f"{'<OtherSelection/>' if other else ''}</Selections></SelectionAnswer>"
    )


ANIMALS = ("cat", "dog")
TEST = question_form(asked("animal", selections(*ANIMALS)))
KEY = (
    f'<AnswerKey xmlns="{_SCHEMAS}2005-10-01/AnswerKey.xsd"><Question>'
    "<QuestionIdentifier>animal</QuestionIdentifier><AnswerOption>"
    "<SelectionIdentifier>cat</SelectionIdentifier><AnswerScore>100</AnswerScore>"
    "</AnswerOption></Question></AnswerKey>"
)


class World:
    """One marketplace on disk; `client` is the requester."""

    def __init__(self, folder: Path, *, sign_in: bool = False) -> None:
        self.marketplace = open_marketplace(folder / "marketplace.db")
        self.app = build_app(self.marketplace, control=False, sign_in=sign_in)
        self.client: Any = boto3.client(
            "mturk", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y"
        )
        attach(self.client, self.marketplace)

    def close(self) -> None:
        self.client.close()
        self.marketplace.close()

    def publish(self, question: str = "", **more: Any) -> str:
        values = {
            "Title": "Label one photo",
            "Description": "Choose the label that fits.",
            "Reward": "0.12",
            "AssignmentDurationInSeconds": 600,
            "LifetimeInSeconds": 3_600,
            "Question": question or html_question(),
        }
        return str(self.client.create_hit(**values | more)["HIT"]["HITId"])

    def qualification(self, **more: Any) -> str:
        values = {"Name": "Trained", "Description": "Passed.", "QualificationTypeStatus": "Active"}
        made = self.client.create_qualification_type(**values | more)
        return str(made["QualificationType"]["QualificationTypeId"])

    def group(self, hit_id: str) -> str:
        return str(self.client.get_hit(HITId=hit_id)["HIT"]["HITGroupId"])

    def browser(self) -> Browser:
        return Browser(self.app)

    def worker(self, name: str = "Ada") -> Browser:
        """Return the browser of a worker who was just made."""
        browser = self.browser()
        browser.get("/account/new")
        browser.post("/account/new", name=name)
        return browser


class Browser:
    """Follows redirects, keeps cookies, and sends the token of the page that it saw last."""

    def __init__(self, app: Any) -> None:
        self._http = TestClient(app, base_url="http://work.example", follow_redirects=True)
        self.text = ""
        self.path = ""
        self.status = 0
        self.headers: Any = {}

    def get(self, path: str) -> str:
        return self._seen(self._http.get(path))

    def post(self, path: str, **fields: str | list[str]) -> str:
        """Send a form with the token of the page that was seen last."""
        known = _TOKEN.search(self.text)
        return self.post_with(known[1] if known else "", path, **fields)

    def post_with(self, token: str, path: str, **fields: str | list[str]) -> str:
        return self._seen(self._http.post(path, data={**fields, FORM_TOKEN: token}))

    def post_from(self, origin: str, path: str, fields: dict[str, str]) -> str:
        return self._seen(self._http.post(path, data=fields, headers={"Origin": origin}))

    def accept(self, group: str) -> str:
        """Accept the next HIT of a group and return the assignment's id."""
        self.get(f"/projects/{group}/preview")
        self.post(f"/projects/{group}/accept")
        assert self.path.startswith("/tasks/"), self.text
        return self.path.removeprefix("/tasks/")

    @property
    def token(self) -> str:
        found = _TOKEN.search(self.text)
        assert found, self.text
        return found[1]

    @property
    def frame(self) -> str:
        """The address of the frame on the page."""
        found = _FRAME.search(self.text)
        assert found, self.text
        return found[1].replace("&amp;", "&")

    def _seen(self, response: Any) -> str:
        self.text, self.status = response.text, response.status_code
        self.path, self.headers = response.url.path, response.headers
        return self.text


def shows(text: str, words: Iterable[str]) -> list[str]:
    """Return those of `words` that stand in a page."""
    return [word for word in words if word in text]
