"""What the configuration wants of HITs: one small value for each, its question still unrendered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from turkform.config.campaign import ONE_ROW, Campaign, Row
from turkform.config.templates import TemplateFailed
from turkform.config.values import RowTemplate
from turkform.core.addresses import Address
from turkform.core.changes import Cost
from turkform.core.diagnostics import Diagnostic, SourceSpan
from turkform.core.durations import parse_duration
from turkform.core.errors import ConfigurationInvalid
from turkform.core.json_types import JsonObject
from turkform.core.money import ZERO, Money
from turkform.kinds import pricing
from turkform.kinds.hit.body import Bodies
from turkform.kinds.hit.spec import SECTION, HitSpec
from turkform.kinds.hit_type.spec import SECTION as HIT_TYPES
from turkform.kinds.hit_type.wanted import needs_masters
from turkform.kinds.questions.limits import QuestionInvalid
from turkform.kinds.wanted import digest_of


@dataclass(frozen=True, slots=True)
class Group:
    """What the HITs of a group share."""

    name: str
    spec: HitSpec
    bodies: Bodies
    template: str
    span: SourceSpan
    question_span: SourceSpan
    depends_on: tuple[Address, ...]
    reward: Money
    masters: bool
    protect: bool

    def question_place(self, error: ValueError) -> SourceSpan:
        """Where a question fails: in its file where it has one, else where it is written."""
        file = self.spec.question.html or self.spec.question.xml
        if file is None:
            return self.question_span
        if isinstance(error, QuestionInvalid):
            return SourceSpan(file, error.line, error.column)
        return SourceSpan(file, error.line if isinstance(error, TemplateFailed) else 1)


@dataclass(frozen=True, slots=True)
class WantedHit:
    """One HIT; `digest` tells in one comparison whether anything but the HIT type changed.

    Of a group with `sets_of:`, `set_number` counts the HITs of its row from 1, and `earlier` are
    those before it.
    """

    address: Address
    group: Group
    row: Row
    max_assignments: int
    lifetime: int
    digest: str
    saved: Money = ZERO
    set_number: int = 0
    earlier: tuple[Address, ...] = ()

    @property
    def depends_on(self) -> tuple[Address, ...]:
        return self.group.depends_on

    @property
    def hit_type(self) -> Address:
        """The address of its HIT type."""
        return self.group.depends_on[0]

    @property
    def protect(self) -> bool:
        return self.group.protect

    @property
    def ignore(self) -> tuple[str, ...]:
        """Fields to look away from."""
        return self.group.spec.lifecycle.ignore_changes

    @property
    def span(self) -> SourceSpan:
        return self.group.span

    @property
    def unit(self) -> Cost:
        """What one assignment costs at most."""
        group = self.group
        return pricing.hit_unit(group.reward, self.max_assignments, masters=group.masters)

    @property
    def cost(self) -> Cost:
        """What all its assignments cost at most, those included that a review policy may add."""
        most = self.group.spec.review.extends_to if self.group.spec.review else 0
        if self.max_assignments < pricing.SURCHARGE_FROM:
            most = min(most, pricing.SURCHARGE_FROM - 1)  # the service never crosses that line
        return pricing.assignments_cost(self.unit, max(self.max_assignments, most))

    def body(self) -> JsonObject:
        """The question, rendered now; `ConfigurationInvalid` names the row where it fails."""
        try:
            return self.group.bodies.body(self.group.spec, self.row)
        except ValueError as error:
            place = self.group.question_place(error)
            raise _invalid(self.group, self.row, f"question: {error}", place) from error

    def question(self) -> str:
        """The digest of the rendered question."""
        return digest_of(self.body())


def wanted(campaign: Campaign) -> Iterator[WantedHit]:
    """Lazily; a row wanting nothing (zero assignments) has no HIT."""
    bodies = Bodies(campaign)
    for name in campaign.of(SECTION):
        group = _group(campaign, bodies, name)
        for row in campaign.rows.get(name) or (ONE_ROW,):
            yield from _hits(group, row)


def _group(campaign: Campaign, bodies: Bodies, name: str) -> Group:
    spec = campaign.of(SECTION)[name]
    terms = campaign.of(HIT_TYPES)[spec.hit_type]
    source = spec.question
    text = campaign.texts.get(source.html or source.xml or "", "")
    shared = "\0".join(
        (
            source.model_dump_json(),
            repr(spec.review),
            text,
            repr(sorted(campaign.variables.items())),
            str(campaign.environment),
        )
    )
    return Group(
        name,
        spec,
        bodies,
        sha256(shared.encode()).hexdigest()[:16],
        campaign.span(SECTION.key, name),
        campaign.span(SECTION.key, name, "question"),
        (Address("hit_type", spec.hit_type),),
        terms.reward,
        needs_masters(terms),
        campaign.protects(spec.lifecycle),
    )


def _hits(group: Group, row: Row) -> Iterator[WantedHit]:
    wanted_total = _number(group, row)
    lifetime = _lifetime(group, row)
    size = group.spec.sets_of or wanted_total
    left, part, earlier = wanted_total, 1, tuple[Address, ...]()
    while left > 0:
        count = min(size, left)
        key = row.key if part == 1 else f"{row.key or ''}~{part}"
        digest = f"{group.template}{row.digest[:16]}|{count}|{lifetime}"
        address = Address("hit", group.name, key)
        if group.spec.sets_of is None:
            yield WantedHit(address, group, row, count, lifetime, digest)
        else:
            saved = _saving(group, wanted_total, count)
            yield WantedHit(address, group, row, count, lifetime, digest, saved, part, earlier)
        left, part, earlier = left - count, part + 1, (*earlier, address)


def _saving(group: Group, total: int, count: int) -> Money:
    whole = pricing.hit_unit(group.reward, total, masters=group.masters)
    small = pricing.hit_unit(group.reward, count, masters=group.masters)
    return (whole.total - small.total) * count


def _number(group: Group, row: Row) -> int:
    value = group.spec.max_assignments
    if not isinstance(value, RowTemplate):
        return value
    try:
        text = group.bodies.text(value, row).strip()
    except ValueError as error:
        raise _invalid(group, row, f"max_assignments: {error}") from error
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise _invalid(group, row, f"max_assignments: {text[:40]!r} is not a whole number")
    return int(text)


def _lifetime(group: Group, row: Row) -> int:
    value: timedelta | RowTemplate = group.spec.lifetime
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    try:
        return int(parse_duration(group.bodies.text(value, row)).total_seconds())
    except ValueError as error:
        raise _invalid(group, row, f"lifetime: {error}") from error


def _invalid(
    group: Group, row: Row, message: str, place: SourceSpan | None = None
) -> ConfigurationInvalid:
    address = str(Address("hit", group.name, row.key))
    found = Diagnostic(f"row {row.number}: {message}", place or group.span, address)
    return ConfigurationInvalid([found])
