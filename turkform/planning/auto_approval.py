"""Automatic approval that comes before any rule has decided; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from turkform.config.campaign import Campaign
from turkform.core.addresses import Address
from turkform.core.diagnostics import Diagnostic, Severity
from turkform.core.submissions import Status, Submission
from turkform.kinds.follow_up.spec import SECTION, FollowUpSpec

SOON: Final = timedelta(days=1)
_DECIDING: Final = ("approve", "reject")


def deciding_delays(campaign: Campaign) -> Mapping[str, timedelta]:
    """By HIT group, how long after submission the last rule that approves or rejects it speaks.

    A group that no rule decides about is left out: there automatic approval is what is wanted.
    """
    latest: dict[str, timedelta] = {}
    for rule in campaign.of(SECTION).values():
        if rule.action in _DECIDING:
            for group in _groups(rule, campaign):
                delay = rule.after.get("submitted", timedelta(0))
                latest[group] = max(delay, latest.get(group, delay))
    return latest


def _groups(rule: FollowUpSpec, campaign: Campaign) -> Iterable[str]:
    """A rule over a list alone may concern every group."""
    return [group for group in rule.on if "/" not in group] or campaign.rows


def auto_approval_warnings(
    submissions: Iterable[Submission],
    delays: Mapping[str, timedelta],
    now: datetime,
    within: timedelta = SOON,
) -> Sequence[Diagnostic]:
    """One for each group of which work will be approved automatically before its rules decide.

    That is work which is due within the next day, or earlier than the rules' own delay. `delays`
    are those of `deciding_delays`, `now` is the service's time.
    """
    due: dict[str, list[datetime]] = defaultdict(list)
    for one in submissions:
        group, at = one.address.name, one.auto_approves_at
        if one.status is not Status.SUBMITTED or one.gone or at is None or group not in delays:
            continue
        speaks = (one.submitted_at or now) + delays[group]
        if at <= max(now + within, speaks):
            due[group].append(at)
    return [_warning(group, sorted(moments), delays[group]) for group, moments in due.items()]


def _warning(group: str, moments: Sequence[datetime], delay: timedelta) -> Diagnostic:
    many = f"{len(moments):,} submissions" if len(moments) > 1 else "1 submission"
    message = f"{many} will be approved automatically before a rule has decided"
    message += f", the first at {moments[0]:%Y-%m-%d %H:%M} UTC"
    hint = "Apply or review before then"
    if delay:
        hint += ", or shorten after: submitted: of the rules"
    return Diagnostic(message, None, str(Address("hit", group)), hint, Severity.WARNING)
