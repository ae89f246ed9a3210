"""The JSON Schema of plans."""

from typing import Any

from pydantic import TypeAdapter

from turkform.render.plan_shape import PlanShape


def plan_schema() -> dict[str, Any]:
    """Of what `turkform plan --format json` prints, in the words of 2020-12."""
    return TypeAdapter(PlanShape).json_schema()
