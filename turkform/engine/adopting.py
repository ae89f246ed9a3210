"""From an effect that was found done to the object that the state remembers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from turkform.core.addresses import Address
from turkform.core.calls import Reply
from turkform.core.changes import Desired
from turkform.core.ports import Intent
from turkform.core.resources import Resource
from turkform.kinds.compensation.calls import left_behind
from turkform.kinds.follow_up.spec import SECTION as FOLLOW_UPS
from turkform.kinds.hit.adopt import adopt as adopt_hit
from turkform.kinds.hit.wanted import WantedHit
from turkform.kinds.qualification_type.adopt import adopt as adopt_type

Wishes = Callable[[], Mapping[Address, Desired]]


@dataclass(frozen=True, slots=True)
class Adopting:
    """`known` is what the state holds; `wishes` is asked only when something was found."""

    known: Mapping[Address, Resource]
    wishes: Wishes

    def __call__(self, intent: Intent, reply: Reply) -> Resource | None:
        """None where a plan finds out by itself: it reads what is live, or makes it again."""
        address = Address.parse(intent.address)
        if address.kind == FOLLOW_UPS.kind:
            made_hit = intent.operation == "CreateHITWithHITType" and "HIT" in reply
            return left_behind(address, reply["HIT"]) if made_hit else None
        if intent.operation == "CreateHITWithHITType" and "HIT" in reply:
            wish = cast("WantedHit | None", self.wishes().get(address))
            return self._hit(address, reply["HIT"], wish)
        made = reply.get("QualificationType")
        if intent.operation == "CreateQualificationType" and made and address not in self.wishes():
            type_id = str(made["QualificationTypeId"])
            return adopt_type(address, type_id, intent.request, intent.generation)
        return None

    def _hit(self, address: Address, hit: Reply, wish: WantedHit | None) -> Resource | None:
        prior = self.known.get(address)
        if prior is None or prior.status == "gone":
            return adopt_hit(address, hit, wish)
        if prior.mturk_id == hit["HITId"]:
            return None
        return adopt_hit(address, hit, wish, (prior.mturk_id, *_retired(prior)))


def _retired(prior: Resource) -> tuple[str, ...]:
    ids = prior.attributes.get("retired")
    return tuple(str(one) for one in ids) if isinstance(ids, list | tuple) else ()
