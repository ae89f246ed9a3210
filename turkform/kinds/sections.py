"""Every section of a campaign file, in the order in which objects depend on each other."""

from typing import Any

from turkform.config.sections import Section
from turkform.kinds.follow_up import spec as follow_up
from turkform.kinds.hit import spec as hit
from turkform.kinds.hit_type import spec as hit_type
from turkform.kinds.notification import spec as notification
from turkform.kinds.qualification_type import spec as qualification_type

SECTIONS: tuple[Section[Any], ...] = (
    qualification_type.SECTION,
    hit_type.SECTION,
    hit.SECTION,
    notification.SECTION,
    follow_up.SECTION,
)
