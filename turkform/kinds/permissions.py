"""Which operations a campaign can need, and nothing more: the source of its least privilege."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from turkform.config.campaign import Campaign
from turkform.kinds.follow_up.spec import SECTION as FOLLOW_UPS
from turkform.kinds.hit.spec import SECTION as HITS
from turkform.kinds.hit_type.spec import SECTION as HIT_TYPES
from turkform.kinds.notification.spec import SECTION as NOTIFICATIONS
from turkform.kinds.qualification_type.spec import SECTION as QUALIFICATION_TYPES

_READS = ("GetAccountBalance", "ListHITs", "GetHIT", "ListAssignmentsForHIT", "GetAssignment")
_OBJECTS: Mapping[str, tuple[str, ...]] = {
    HIT_TYPES.key: ("CreateHITType",),
    HITS.key: (
        "CreateHITWithHITType",
        "CreateAdditionalAssignmentsForHIT",
        "UpdateExpirationForHIT",
        "UpdateHITTypeOfHIT",
        "DeleteHIT",
    ),
    NOTIFICATIONS.key: ("UpdateNotificationSettings",),
    QUALIFICATION_TYPES.key: (
        "GetQualificationType",
        "ListQualificationTypes",
        "CreateQualificationType",
        "UpdateQualificationType",
        "DeleteQualificationType",
    ),
}
_DEEDS: Mapping[str, tuple[str, ...]] = {
    "approve": ("ApproveAssignment",),
    "reject": ("RejectAssignment",),
    "bonus": ("SendBonus", "ListBonusPayments"),
    "message": ("NotifyWorkers",),
    "grant": ("AssociateQualificationWithWorker", "GetQualificationScore"),
    "revoke": (
        "DisassociateQualificationFromWorker",
        "GetQualificationScore",
        "ListWorkersWithQualificationType",
    ),
    "block": ("CreateWorkerBlock", "ListWorkerBlocks"),
    "unblock": ("DeleteWorkerBlock", "ListWorkerBlocks"),
    "extend": ("CreateAdditionalAssignmentsForHIT", "UpdateExpirationForHIT"),
    "mark": ("UpdateHITReviewStatus",),
    "accept_request": ("AcceptQualificationRequest", "ListQualificationRequests"),
    "reject_request": ("RejectQualificationRequest", "ListQualificationRequests"),
    # To compensate somebody is to let them do a HIT of their own, and to pay for it.
    "compensate": (
        "CreateQualificationType",
        "ListQualificationTypes",
        "DeleteQualificationType",
        "AssociateQualificationWithWorker",
        "GetQualificationScore",
        "CreateHITType",
        "CreateHITWithHITType",
        "UpdateExpirationForHIT",
        "DeleteHIT",
    ),
}
_TOWARDS_WORKERS = frozenset(
    {
        "ApproveAssignment",
        "RejectAssignment",
        "SendBonus",
        "NotifyWorkers",
        "CreateWorkerBlock",
        "DeleteWorkerBlock",
    }
)
_NEVER = (
    "CreateHIT",
    "SendTestEventNotification",
    "CreateWorkerBlock",
    "DeleteWorkerBlock",
    "DeleteQualificationType",
    "NotifyWorkers",
    "SendBonus",
)


@dataclass(frozen=True, slots=True)
class Permissions:
    """Operations by role; `refused` are dangerous ones that the campaign never needs."""

    reads: tuple[str, ...]
    objects: tuple[str, ...]
    workers: tuple[str, ...]
    refused: tuple[str, ...]


def permissions(campaign: Campaign) -> Permissions:
    """What planning, publishing and paying this campaign takes."""
    used = [names for key, names in _OBJECTS.items() if campaign.sections.get(key)]
    used += [_DEEDS[rule.action] for rule in campaign.of(FOLLOW_UPS).values()]
    if any("worker.qualifications" in repr(rule) for rule in campaign.of(FOLLOW_UPS).values()):
        used.append(("ListWorkersWithQualificationType",))
    if any(group.sets_of for group in campaign.of(HITS).values()):
        used += [_OBJECTS[QUALIFICATION_TYPES.key], _DEEDS["grant"]]
    needed = {*_READS, *(operation for several in used for operation in several)}
    reads = {name for name in needed if name.startswith(("Get", "List"))}
    workers = needed & _TOWARDS_WORKERS
    return Permissions(
        _sorted(reads),
        _sorted(needed - reads - workers),
        _sorted(workers),
        _sorted(name for name in _NEVER if name not in needed),
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))
