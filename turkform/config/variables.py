"""Variables: declared with a type and perhaps a default, set from the command line."""

import re
from collections.abc import Mapping

from turkform.config.campaign import CampaignSpec, Variable
from turkform.config.sections import Report
from turkform.core.diagnostics import nearest
from turkform.core.durations import format_duration, parse_duration
from turkform.core.money import Money


def resolve_variables(
    spec: CampaignSpec, given: Mapping[str, str], report: Report
) -> dict[str, object]:
    """Every declared variable's value, as templates see it; problems are reported."""
    for name in given:
        if name not in spec.variables:
            hint = nearest(name, spec.variables)
            report(f"the variable {name!r} is not declared", ("variables",), hint)
    values: dict[str, object] = {}
    for name, variable in spec.variables.items():
        text = given.get(name, variable.default)
        if text is None:
            hint = f"Give it a default, or pass --var {name}=VALUE."
            report(f"the variable {name!r} has no value", ("variables", name), hint)
            continue
        try:
            values[name] = _value(variable, text)
        except ValueError as error:
            report(f"the variable {name!r}: {error}", ("variables", name, "default"))
    return values


def _whole(text: str) -> int:
    if not re.fullmatch(r"-?(0|[1-9][0-9]{0,17})", text):
        msg = f"{text[:40]!r} is not a whole number"
        raise ValueError(msg)
    return int(text)


def _value(variable: Variable, text: str) -> object:
    if variable.type == "money":
        return Money.parse(text).wire
    if variable.type == "integer":
        return _whole(text)
    if variable.type == "duration":
        return format_duration(parse_duration(text))
    if variable.type == "boolean":
        if text not in ("true", "false"):
            msg = f"{text!r} is neither true nor false"
            raise ValueError(msg)
        return text == "true"
    return text
