"""Every kind, in the order in which objects depend on each other."""

from turkform.kinds.compensation.kind import CompensationKind
from turkform.kinds.hit.kind import HitKind
from turkform.kinds.hit_type.kind import HitTypeKind
from turkform.kinds.kind import Kind
from turkform.kinds.notification.kind import NotificationKind
from turkform.kinds.qualification_type.kind import QualificationTypeKind

KINDS: tuple[Kind, ...] = (
    QualificationTypeKind(),
    HitTypeKind(),
    HitKind(),
    NotificationKind(),
    CompensationKind(),
)
