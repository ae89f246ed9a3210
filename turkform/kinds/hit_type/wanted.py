"""What the configuration wants of HIT types."""

from collections.abc import Iterator

from turkform.config.campaign import Campaign
from turkform.config.ignoring import ignored
from turkform.core.addresses import Address
from turkform.core.json_types import Json
from turkform.kinds.hit.spec import SECTION as HITS
from turkform.kinds.hit_type.requirement_rules import MASTERS, Terms
from turkform.kinds.hit_type.spec import SECTION, HitTypeSpec
from turkform.kinds.qualification_type.spec import SECTION as QUALIFICATIONS
from turkform.kinds.sets import GUARD, guard_address
from turkform.kinds.wanted import Wanted, digest_of


def wanted(campaign: Campaign) -> Iterator[Wanted]:
    """Requirements are sorted and keywords joined in one way, so that order never matters."""
    own = campaign.of(QUALIFICATIONS)
    for name, spec in campaign.of(SECTION).items():
        terms = [rule.terms() for rule in spec.require]
        used = sorted({t.qualification for t in terms if t.qualification in own})
        guards = guards_of(campaign, name)
        rules: list[Json] = [*_rules(campaign, terms), *map(_guard, guards)]
        fields = {**_fields(spec), "require": rules}
        yield Wanted(
            Address("hit_type", name),
            fields,
            digest_of(fields),
            campaign.span(SECTION.key, name),
            (*(Address("qualification_type", q) for q in used), *guards),
            campaign.protects(spec.lifecycle),
            ignored(SECTION, spec.lifecycle),
        )


def needs_masters(spec: HitTypeSpec) -> bool:
    """Whether the Masters fee applies."""
    return any(
        t.qualification in MASTERS and t.comparator == "Exists"
        for t in (r.terms() for r in spec.require)
    )


def _fields(spec: HitTypeSpec) -> dict[str, Json]:
    return {
        "title": spec.title,
        "description": spec.description,
        "keywords": ", ".join(spec.keywords),
        "reward": spec.reward.wire,
        "assignment_duration": int(spec.assignment_duration.total_seconds()),
        "auto_approval_delay": int(spec.auto_approval_delay.total_seconds()),
    }


def guards_of(campaign: Campaign, hit_type: str) -> list[Address]:
    """The guards of the groups that are split into sets and use this HIT type."""
    groups = campaign.of(HITS).items()
    return [guard_address(n) for n, g in groups if g.hit_type == hit_type and g.sets_of]


def _guard(address: Address) -> Json:
    return {
        "qualification": str(address),
        "comparator": "DoesNotExist",
        "integers": [],
        "locales": [],
        "guard": GUARD,
    }


def _rules(campaign: Campaign, terms: list[Terms]) -> list[Json]:
    return [_rule(campaign, t) for t in sorted(terms, key=_order)]


def _order(terms: Terms) -> tuple[str, str, str]:
    return (terms.qualification, terms.comparator, f"{terms.integers}{terms.locales}{terms.guard}")


def _rule(campaign: Campaign, terms: Terms) -> dict[str, Json]:
    which = terms.qualification
    if which in MASTERS:
        live, sandbox = MASTERS
        which = sandbox if campaign.environment == "sandbox" else live
    if which in campaign.of(QUALIFICATIONS):
        which = str(Address("qualification_type", which))
    return {
        "qualification": which,
        "comparator": terms.comparator,
        "integers": list(terms.integers),
        "locales": list(terms.locales),
        "guard": terms.guard,
    }
