"""What the configuration wants of qualification types."""

from collections.abc import Iterator

from turkform.config.campaign import Campaign
from turkform.config.ignoring import ignored
from turkform.core.addresses import Address
from turkform.core.json_types import Json
from turkform.kinds.hit.spec import SECTION as HITS
from turkform.kinds.qualification_type.documents import answer_key_of, test_of
from turkform.kinds.qualification_type.spec import SECTION, QualificationTypeSpec
from turkform.kinds.sets import guard_address
from turkform.kinds.wanted import Wanted, digest_of


def wanted(campaign: Campaign) -> Iterator[Wanted]:
    """Fields that are not declared are None: nothing is compared or sent for them."""
    for name, spec in campaign.of(SECTION).items():
        fields = _fields(campaign, spec)
        yield Wanted(
            Address("qualification_type", name),
            fields,
            digest_of(fields),
            campaign.span(SECTION.key, name),
            (),
            campaign.protects(spec.lifecycle),
            ignored(SECTION, spec.lifecycle),
        )
    yield from _guards(campaign)


def _guards(campaign: Campaign) -> Iterator[Wanted]:
    """One for each group with `sets_of:`; nobody writes it, so nobody can forget it."""
    for name, group in campaign.of(HITS).items():
        if group.sets_of is None:
            continue
        spec = QualificationTypeSpec(
            name=f"{campaign.name}/{name}: earlier set",
            description="Took part in an earlier set of these HITs. Each set is for new people.",
        )
        fields = _fields(campaign, spec)
        yield Wanted(
            guard_address(name),
            fields,
            digest_of(fields),
            campaign.span(HITS.key, name, "sets_of"),
            (),
            campaign.protects(group.lifecycle),
            ("name",),  # it keeps its name when the group gets another one
        )


def _fields(campaign: Campaign, spec: QualificationTypeSpec) -> dict[str, Json]:
    test = spec.test
    retry = (test.retry_after if test else None) or spec.retry_after
    return {
        "name": spec.name,
        "description": spec.description,
        "keywords": ", ".join(spec.keywords),
        "status": spec.status,
        "test": test_of(test, campaign.texts) if test else None,
        "answer_key": answer_key_of(test, campaign.texts) if test else None,
        "test_duration": int(test.duration.total_seconds()) if test else None,
        "retry_delay": int(retry.total_seconds()) if retry else None,
        "auto_granted": True if spec.auto_granted else None,
        "auto_granted_value": spec.auto_granted_value,
    }
