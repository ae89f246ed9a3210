"""Import: live objects that the configuration names by id become objects of the state.

They are read and checked, never written. What carries somebody else's marker is refused, and so
is what the state knows already, under this address or another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from turkform.core.addresses import Address
from turkform.core.calls import CallRefused, Reply
from turkform.core.changes import Desired
from turkform.core.errors import Stale, TurkformError
from turkform.core.identity import Identity, Marker, read_marker
from turkform.core.ports import MTurkReader
from turkform.core.resources import Resource
from turkform.kinds.hit.adopt import adopt as adopt_hit
from turkform.kinds.hit.read import pages
from turkform.kinds.hit.wanted import WantedHit
from turkform.kinds.hit_type.adopt import differing, from_hit
from turkform.kinds.qualification_type.adopt import imported as adopt_type
from turkform.kinds.qualification_type.adopt import marker_of
from turkform.kinds.wanted import Wanted

_ORDER = ("qualification_type", "hit_type", "hit")


@dataclass(slots=True)
class Importing:
    """One import of several objects; `known` is the state by address."""

    reader: MTurkReader
    identity: Identity
    known: Mapping[Address, Resource]
    wishes: Mapping[Address, Desired]
    found: dict[Address, Resource] = field(default_factory=dict)

    def run(self, imports: Mapping[Address, str]) -> tuple[Resource, ...]:
        """What is not in the state yet, as the state will remember it; `Stale` where something
        else is in its place, `TurkformError` where an object cannot be had."""
        for address in sorted(imports, key=lambda a: _ORDER.index(a.kind)):
            mturk_id = imports[address]
            if not self._is_there(address, mturk_id):
                made = self._read(address, mturk_id)
                self.found[address] = replace(made, generation=self._generation(made))
        return tuple(self.found.values())

    def mturk_id(self, address: Address) -> str:
        """The id of an object that is known or was just found; `KeyError` where it is neither."""
        return (self.found.get(address) or self.known[address]).mturk_id

    def lives(self, address: Address) -> tuple[str, ...]:
        """Nothing is released while importing."""
        return (self.mturk_id(address),)

    def marker(self, logical_key: str, generation: int, digest: str) -> str:
        """As while applying."""
        return self.identity.marker(logical_key, generation, digest)

    def _is_there(self, address: Address, mturk_id: str) -> bool:
        present = self.known.get(address)
        if present is not None and present.status != "gone":
            if present.mturk_id == mturk_id:
                return True
            msg = (
                f"{address} is {present.mturk_id} already; {mturk_id} cannot be imported in its "
                "place. Take it out of the state first (turkform state rm), or give another address"
            )
            raise Stale(msg)
        for other in self.known.values():
            if other.mturk_id == mturk_id and other.status != "gone":
                block = f" For a new address: moved: [{{from: '{other.address}', to: '{address}'}}]"
                hint = block if other.address.kind == address.kind else ""
                msg = f"{mturk_id} is {other.address} already.{hint}"
                raise Stale(msg)
        return False

    def _generation(self, made: Resource) -> int:
        """After a life of this address that has ended, the next one begins."""
        before = self.known.get(made.address)
        return made.generation if before is None else max(made.generation, before.generation + 1)

    def _read(self, address: Address, mturk_id: str) -> Resource:
        wish = self.wishes.get(address)
        if wish is None:
            msg = f"{address} is not in the configuration; declare what is to be imported"
            raise TurkformError(msg)
        if address.kind == "qualification_type":
            return self._qualification_type(cast("Wanted", wish), mturk_id)
        if address.kind == "hit_type":
            return self._hit_type(cast("Wanted", wish), mturk_id)
        return self._hit(cast("WantedHit", wish), mturk_id)

    def _hit(self, wish: WantedHit, mturk_id: str) -> Resource:
        hit = cast("Reply", self._ask("GetHIT", "HITId", mturk_id)["HIT"])
        if hit.get("HITStatus") == "Disposed":
            msg = f"HIT {mturk_id} is deleted; nothing of it is left to import"
            raise TurkformError(msg)
        self._check_owner(wish.address, read_marker(str(hit.get("RequesterAnnotation", ""))))
        return adopt_hit(wish.address, hit, wish)

    def _qualification_type(self, wish: Wanted, mturk_id: str) -> Resource:
        reply = self._ask("GetQualificationType", "QualificationTypeId", mturk_id)
        found = cast("Reply", reply["QualificationType"])
        asked = {
            "Query": found["Name"], "MustBeRequestable": False, "MustBeOwnedByCaller": True,
            "MaxResults": 100,
        }  # fmt: skip
        own = self.reader.call("ListQualificationTypes", asked).get("QualificationTypes", ())
        if all(one["QualificationTypeId"] != mturk_id for one in own):
            msg = (
                f"qualification type {mturk_id} ({found['Name']}) belongs to another account. "
                "It can be required by its id (QualificationTypeId:), not imported"
            )
            raise TurkformError(msg)
        self._check_owner(wish.address, marker_of(found))
        return adopt_type(wish, found)

    def _hit_type(self, wish: Wanted, mturk_id: str) -> Resource:
        hit = next((h for h in pages(self.reader) if h["HITTypeId"] == mturk_id), None)
        if hit is None:
            msg = (
                f"HIT type {mturk_id} cannot be read, because no live HIT has it. It need not be "
                "imported: equal terms give the same id, so apply finds it"
            )
            raise TurkformError(msg)
        made = from_hit(wish, hit, self)
        if made is None:
            names = ", ".join(differing(wish, hit, self))
            msg = (
                f"HIT type {mturk_id} has other terms than {wish.address} ({names}), and a HIT "
                "type cannot be changed. Write the terms that it has, or do not import it"
            )
            raise TurkformError(msg)
        return made

    def _ask(self, operation: str, name: str, mturk_id: str) -> Reply:
        try:
            return self.reader.call(operation, {name: mturk_id})
        except CallRefused as refusal:
            msg = f"{mturk_id} cannot be imported: {refusal.words}"
            raise TurkformError(msg) from refusal

    def _check_owner(self, address: Address, marker: Marker | None) -> None:
        if marker is None:
            return
        ours = marker.project == self.identity.project[:8]
        if not ours or marker.campaign != self.identity.campaign:
            whose = "another project's" if not ours else "another"
            msg = (
                f"the object for {address} carries the marker of {whose} campaign "
                f"{marker.campaign!r}. What two campaigns manage, each would undo for the other"
            )
            raise TurkformError(msg)
        for other in self.wishes:
            if other != address and self.identity.key(str(other)) == marker.key:
                msg = f"the object for {address} was made as {other}; import it under that address"
                raise TurkformError(msg)
