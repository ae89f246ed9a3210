"""What the configuration wants of HIT types."""

from collections.abc import Iterator

from turkform.config.campaign import Campaign
from turkform.core.addresses import Address
from turkform.core.json_types import Json
from turkform.kinds.hit_type.requirement_rules import MASTERS, Terms
from turkform.kinds.hit_type.spec import SECTION, HitTypeSpec
from turkform.kinds.qualification_type.spec import SECTION as QUALIFICATIONS
from turkform.kinds.wanted import Wanted, digest_of


def wanted(campaign: Campaign) -> Iterator[Wanted]:
    """Requirements are sorted and keywords joined in one way, so that order never matters."""
    own = campaign.of(QUALIFICATIONS)
    for name, spec in campaign.of(SECTION).items():
        terms = [rule.terms() for rule in spec.require]
        used = sorted({t.qualification for t in terms if t.qualification in own})
        fields = _fields(campaign, spec, terms)
        yield Wanted(
            Address("hit_type", name),
            fields,
            digest_of(fields),
            campaign.span(SECTION.key, name),
            tuple(Address("qualification_type", q) for q in used),
            spec.lifecycle.protect,
            spec.lifecycle.ignore_changes,
        )


def needs_masters(spec: HitTypeSpec) -> bool:
    """Whether the Masters fee applies."""
    return any(
        t.qualification in MASTERS and t.comparator == "Exists"
        for t in (r.terms() for r in spec.require)
    )


def _fields(campaign: Campaign, spec: HitTypeSpec, terms: list[Terms]) -> dict[str, Json]:
    rules: list[Json] = [_rule(campaign, t) for t in sorted(terms, key=_order)]
    return {
        "title": spec.title,
        "description": spec.description,
        "keywords": ", ".join(spec.keywords),
        "reward": spec.reward.wire,
        "assignment_duration": int(spec.assignment_duration.total_seconds()),
        "auto_approval_delay": int(spec.auto_approval_delay.total_seconds()),
        "require": rules,
    }


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
