"""The question of a HIT, rendered for its row: the part of the request that is heavy."""

from collections.abc import Mapping

from turkform.config.campaign import Campaign, Row
from turkform.config.templates import Renderer
from turkform.core.json_types import Json, JsonObject
from turkform.kinds.hit.review_wire import review_policies
from turkform.kinds.hit.spec import ExternalSpec, HitSpec, LayoutSpec, QuestionSourceSpec
from turkform.kinds.questions.form_xml import cdata, element, question_form
from turkform.kinds.questions.limits import NAMESPACES, check_text
from turkform.kinds.questions.page import check_address, check_page


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
        """`Question`, or `HITLayoutId` and `HITLayoutParameters`; with the review policies.

        `ValueError` says what the service would refuse, or why a template fails for the row.
        """
        source = spec.question
        review: JsonObject = {}
        if spec.review is not None:
            review = review_policies(spec.review, lambda text: self.text(text, row))
        if source.layout is not None:
            return {**self._layout(source.layout, row), **review}
        return {"Question": self._xml(source, row), **review}

    def _xml(self, source: QuestionSourceSpec, row: Row) -> str:
        if source.html is not None:
            return self._page(source.html, source.frame_height, row)
        if source.external is not None:
            return self._external(source.external, row)
        if source.xml is not None:
            question = self._html.render(self._campaign.texts[source.xml], self.names(row))
        else:
            question = question_form(source.form or (), lambda text: self.text(text, row))
        from turkform.kinds.questions.check import check_question

        check_question(question)
        return question

    def _page(self, file: str, frame_height: int, row: Row) -> str:
        # Made here, so its structure is right: only what the page brings is looked at.
        page = self._html.render(self._campaign.texts[file], self.names(row))
        question = (
            f'<HTMLQuestion xmlns="{NAMESPACES["HTMLQuestion"]}">'
            f"<HTMLContent>{cdata(page)}</HTMLContent>"
            f"<FrameHeight>{frame_height}</FrameHeight></HTMLQuestion>"
        )
        check_text(question)
        check_page(page)
        return question

    def _external(self, external: ExternalSpec, row: Row) -> str:
        # A bare ampersand in the address makes the XML invalid (API reference 17.24).
        address = self.text(external.url, row)
        check_address(address)
        question = (
            f'<ExternalQuestion xmlns="{NAMESPACES["ExternalQuestion"]}">'
            f"{element('ExternalURL', address)}"
            f"<FrameHeight>{external.frame_height}</FrameHeight></ExternalQuestion>"
        )
        check_text(question)
        return question

    def _layout(self, layout: LayoutSpec, row: Row) -> JsonObject:
        parameters: list[Json] = [
            {"Name": name, "Value": self.text(value, row)}
            for name, value in layout.parameters.items()
        ]
        return {"HITLayoutId": layout.id, "HITLayoutParameters": parameters}
