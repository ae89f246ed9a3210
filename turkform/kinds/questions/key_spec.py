"""How the sum of a test's scores becomes a qualification's value (API reference 11.6)."""

from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from turkform.config.values import Flag, Shape, Spec, Text, WholeNumber


class RangeSpec(Spec):
    """The value for sums from `from` to `to`, both included."""

    from_: WholeNumber = Field(alias="from")
    to: WholeNumber
    value: WholeNumber

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ > self.to:
            msg = f"from: {self.from_} is more than to: {self.to}"
            raise ValueError(msg)
        return self


class MappingSpec(Spec):
    """At most one: a percentage of the best sum (default), the `sum`, `times` it, or `ranges`."""

    percentage_of: Annotated[WholeNumber, Field(ge=1)] | None = None
    sum: Flag = False
    times: Annotated[Text, Shape(r"-?\d{1,9}([.]\d{1,9})?", "a number such as 0.5")] | None = None
    ranges: tuple[RangeSpec, ...] = ()
    otherwise: WholeNumber = 0

    @model_validator(mode="after")
    def _fits(self) -> Self:
        given = [self.percentage_of is not None, self.sum, self.times is not None]
        if sum((*given, bool(self.ranges))) > 1:
            msg = "expected at most one of percentage_of:, sum:, times: and ranges:"
            raise ValueError(msg)
        if "otherwise" in self.model_fields_set and not self.ranges:
            msg = "otherwise: needs ranges:"
            raise ValueError(msg)
        ordered = sorted(self.ranges, key=lambda one: one.from_)
        for one, following in pairwise(ordered):
            if following.from_ <= one.to:
                msg = f"ranges: {following.from_} lies in two of them"
                raise ValueError(msg)
        return self
