"""What workers read, and what they get: rendered for each subject and checked by the limits."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from turkform.config.templates import Renderer, TemplateFailed
from turkform.config.values import RowTemplate
from turkform.core.money import ZERO, Money
from turkform.kinds.follow_up.actions import MAX_FEEDBACK, MAX_MESSAGE, MAX_SUBJECT

# API reference 4: forbidden in feedback; of no use anywhere else.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REASON = 1_000
_DUST = Decimal("0.000001")


class Texts:
    """Renders the texts of rules; a template is compiled once."""

    def __init__(self) -> None:
        self._renderer = Renderer()

    def feedback(self, text: str, values: Mapping[str, object], *, needed: bool = False) -> str:
        """Of an approval or rejection (API reference 4, RequesterFeedback)."""
        return self._said("feedback", text, values, MAX_FEEDBACK, needed=needed)

    def reason(self, text: str, values: Mapping[str, object], *, needed: bool = False) -> str:
        """Of a bonus, a block or a revocation."""
        return self._said("reason", text, values, _REASON, needed=needed)

    def subject(self, text: str, values: Mapping[str, object]) -> str:
        """Of a mail: one line, or it could forge headers."""
        found = self._checked("subject", text, values, MAX_SUBJECT).strip()
        if not found or "\n" in found or "\r" in found:
            msg = f"subject: {found[:60]!r} is not one line of text"
            raise TemplateFailed(msg)
        return found

    def title(self, text: str, values: Mapping[str, object]) -> str:
        """Of a HIT (API reference 4)."""
        return self._said("title", text, values, 128, needed=True)

    def message(self, text: str, values: Mapping[str, object]) -> str:
        """The body of a mail."""
        return self._said("text", text, values, MAX_MESSAGE, needed=True)

    def amount(self, value: Money | RowTemplate, values: Mapping[str, object]) -> Money:
        """Money, or an expression that comes to whole cents."""
        if isinstance(value, Money):
            return value
        text = self._renderer.render(value, values).strip()
        try:
            exact = Decimal(text.removeprefix("$"))
            cents = Money.of(exact)
        except (InvalidOperation, ValueError, OverflowError) as error:
            msg = f"amount: {text[:40]!r} is not an amount; expected dollars such as 0.15"
            raise TemplateFailed(msg) from error
        # What floats add to a sum is dust; a third of a cent is a mistake of the rule.
        if cents < ZERO or abs(cents.decimal - exact) > _DUST:
            msg = f"amount: {text[:40]!r} is not whole cents; write (…) | round(2)"
            raise TemplateFailed(msg)
        return cents

    def number(self, value: int | RowTemplate, values: Mapping[str, object]) -> int:
        """A whole number, or an expression that comes to one."""
        if isinstance(value, int):
            return value
        text = self._renderer.render(value, values).strip()
        if not re.fullmatch(r"-?\d{1,9}(\.0+)?", text, re.ASCII):
            msg = f"{text[:40]!r} is not a whole number"
            raise TemplateFailed(msg)
        return int(text.partition(".")[0])

    def _said(
        self, name: str, text: str, values: Mapping[str, object], limit: int, *, needed: bool
    ) -> str:
        found = self._checked(name, text, values, limit)
        if needed and not found.strip():
            msg = f"{name}: is empty"
            raise TemplateFailed(msg)
        return found

    def _checked(self, name: str, text: str, values: Mapping[str, object], limit: int) -> str:
        found = self._renderer.render(text, values)
        if len(found) > limit:
            msg = f"{name}: has {len(found)} characters; at most {limit} are taken"
            raise TemplateFailed(msg)
        if _CONTROLS.search(found):
            msg = f"{name}: has control characters, which the service refuses"
            raise TemplateFailed(msg)
        return found
