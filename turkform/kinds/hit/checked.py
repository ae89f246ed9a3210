"""Every question of a campaign made once, offline, to find the rows where that fails."""

from collections.abc import Iterator

from turkform.config.campaign import Campaign
from turkform.core.diagnostics import Diagnostic
from turkform.core.errors import ConfigurationInvalid
from turkform.kinds.hit.wanted import wanted

MAX_FINDINGS = 20


def question_findings(campaign: Campaign) -> tuple[Diagnostic, ...]:
    """What is wrong, at most `MAX_FINDINGS`: one mistake in a template concerns every row."""
    found: list[Diagnostic] = []
    for diagnostic in _findings(campaign):
        found.append(diagnostic)
        if len(found) == MAX_FINDINGS:
            break
    return tuple(found)


def _findings(campaign: Campaign) -> Iterator[Diagnostic]:
    try:
        for hit in wanted(campaign):
            try:
                hit.body()
            except ConfigurationInvalid as invalid:
                yield from invalid.diagnostics
    except ConfigurationInvalid as invalid:  # a number of assignments that is none ends the walk
        yield from invalid.diagnostics
