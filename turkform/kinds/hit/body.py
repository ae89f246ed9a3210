"""The question of a HIT, rendered for its row: the part of the request that is heavy."""

from collections.abc import Mapping
from html import escape

from turkform.config.campaign import Campaign, Row
from turkform.config.templates import Renderer
from turkform.core.json_types import Json, JsonObject
from turkform.kinds.form_xml import question_form
from turkform.kinds.hit.spec import ExternalSpec, HitSpec, LayoutSpec, QuestionSourceSpec

MAX_QUESTION = 65_535  # bytes (API reference 4)
_BASE = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/"
HTML = _BASE + "2011-11-11/HTMLQuestion.xsd"
EXTERNAL = _BASE + "2006-07-14/ExternalQuestion.xsd"


class Bodies:
    """Renders the questions of one campaign; templates are compiled once."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._text = Renderer()
        self._html = Renderer(autoescape=True)

    def names(self, row: Row) -> Mapping[str, object]:
        """What a template may name."""
        return {
            "row": row.values,
            "var": self._campaign.variables,
            "env": self._campaign.environment,
        }

    def text(self, template: str, row: Row) -> str:
        """A scalar rendered for a row."""
        return self._text.render(template, self.names(row)) if "{" in template else template

    def body(self, spec: HitSpec, row: Row) -> JsonObject:
        """`Question`, or `HITLayoutId` and `HITLayoutParameters`.

        `ValueError` says what the service would refuse, or why a template fails for the row.
        """
        source = spec.question
        if source.layout is not None:
            return self._layout(source.layout, row)
        question = self._xml(source, row)
        size = len(question.encode())
        if size > MAX_QUESTION:
            msg = f"has {size:,} bytes; at most {MAX_QUESTION:,} are taken"
            raise ValueError(msg)
        return {"Question": question}

    def _xml(self, source: QuestionSourceSpec, row: Row) -> str:
        if source.html is not None:
            page = self._html.render(self._campaign.texts[source.html], self.names(row))
            content = page.replace("]]>", "]]]]><![CDATA[>")
            return (
                f'<HTMLQuestion xmlns="{HTML}"><HTMLContent><![CDATA[{content}]]></HTMLContent>'
                f"<FrameHeight>{source.frame_height}</FrameHeight></HTMLQuestion>"
            )
        if source.external is not None:
            return self._external(source.external, row)
        if source.xml is not None:
            return self._html.render(self._campaign.texts[source.xml], self.names(row))
        return self._form(source, row)

    def _external(self, external: ExternalSpec, row: Row) -> str:
        # A bare ampersand in the address makes the XML invalid (API reference 17.24).
        address = self.text(external.url, row)
        if not address.startswith("https://"):
            msg = f"the address {address[:80]!r} does not begin with https://"
            raise ValueError(msg)
        url = escape(address)
        return (
            f'<ExternalQuestion xmlns="{EXTERNAL}"><ExternalURL>{url}</ExternalURL>'
            f"<FrameHeight>{external.frame_height}</FrameHeight></ExternalQuestion>"
        )

    def _form(self, source: QuestionSourceSpec, row: Row) -> str:
        questions = source.form or ()
        texts = {(q.id, "text"): self.text(q.text, row) for q in questions}
        urls = {(q.id, "url"): self.text(q.image.url, row) for q in questions if q.image}
        return question_form(questions, {**texts, **urls})

    def _layout(self, layout: LayoutSpec, row: Row) -> JsonObject:
        parameters: list[Json] = [
            {"Name": name, "Value": self.text(value, row)}
            for name, value in layout.parameters.items()
        ]
        return {"HITLayoutId": layout.id, "HITLayoutParameters": parameters}
