"""Discovery: objects of this campaign that the service has and a lost or old state does not know.

HITs are known by the marker in their annotation, qualification types by name and marker, HIT types
by their content. What nothing in the configuration wants is counted and left alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from turkform.core.addresses import Address
from turkform.core.calls import Reply
from turkform.core.changes import Desired
from turkform.core.identity import Identity, Marker, read_marker
from turkform.core.ports import MTurkReader
from turkform.core.resources import Observed, Resource
from turkform.kinds.hit.adopt import adopt as adopt_hit
from turkform.kinds.hit.read import pages
from turkform.kinds.hit.wanted import WantedHit
from turkform.kinds.hit_type.adopt import from_hit
from turkform.kinds.qualification_type.adopt import find as find_type
from turkform.kinds.wanted import Wanted, digest_of

Former = Callable[[Address], Sequence[Address]]


def no_other(_address: Address) -> tuple[Address, ...]:
    """Where nothing was ever moved."""
    return ()


@dataclass(frozen=True, slots=True)
class Discovered:
    """`resources` to adopt; `unwanted` HITs carry the campaign's marker, and no row wants them."""

    resources: tuple[Resource, ...] = ()
    unwanted: int = 0


@dataclass(slots=True)
class _Search:
    reader: MTurkReader
    identity: Identity
    known: Mapping[Address, Resource]
    former: Former
    found: dict[Address, Resource] = field(default_factory=dict)

    def mturk_id(self, address: Address) -> str:
        """The id of an object that is known or was just found."""
        return (self.found.get(address) or self.known[address]).mturk_id

    def lives(self, address: Address) -> tuple[str, ...]:
        """Nothing is released while looking for what exists."""
        return (self.mturk_id(address),)

    def marker(self, logical_key: str, generation: int, digest: str) -> str:
        """As while applying."""
        return self.identity.marker(logical_key, generation, digest)


def discover(
    wishes: Iterable[Desired],
    known: Mapping[Address, Resource],
    reader: MTurkReader,
    identity: Identity,
    former: Former = no_other,
) -> Discovered:
    """Look for everything that is wished and not known; `former` tells under which other
    addresses it may have been made."""
    search = _Search(reader, identity, known, former)
    wanted = {wish.address: wish for wish in wishes}
    lives, unwanted = _lives(search, wanted)
    hits = [hit for several in lives.values() for _, hit in several]
    missing = [wish for wish in wanted.values() if wish.address not in known]
    for wish in missing:
        if wish.address.kind == "qualification_type":
            _keep(search, find_type(reader, cast("Wanted", wish), identity, former(wish.address)))
    for wish in missing:
        if wish.address.kind == "hit_type":
            _keep(search, _hit_type(search, cast("Wanted", wish), hits))
    for address, several in lives.items():
        several.sort(key=lambda life: life[0].generation)
        earlier = tuple(str(hit["HITId"]) for _, hit in several[:-1])
        wish = cast("WantedHit", wanted[address])
        _keep(search, adopt_hit(address, several[-1][1], wish, earlier))
    return Discovered(tuple(search.found.values()), unwanted)


_Lives = dict[Address, list[tuple[Marker, Reply]]]


def _lives(search: _Search, wanted: Mapping[Address, Desired]) -> tuple[_Lives, int]:
    """The live HITs of every wish, all generations; and how many belong to no wish."""
    identity = search.identity
    hits = [address for address in wanted if address.kind == "hit"]
    by_key = {
        identity.key(str(one)): address
        for address in hits
        for one in (*search.former(address), address)
    }
    ids = {resource.mturk_id for resource in search.known.values()}
    lives: _Lives = {}
    unwanted = 0
    for hit in pages(search.reader):
        marker = read_marker(str(hit.get("RequesterAnnotation", "")))
        if marker is None or hit["HITId"] in ids or not _ours(marker, identity):
            continue
        address = by_key.get(marker.key)
        if address is None:
            unwanted += 1
        elif _younger(marker, search.known.get(address)):
            lives.setdefault(address, []).append((marker, hit))
    return {address: _genuine(several) for address, several in lives.items()}, unwanted


def _genuine(several: list[tuple[Marker, Reply]]) -> list[tuple[Marker, Reply]]:
    """Without copies: another tool may have taken our annotation with the rest of a HIT.

    One effect makes one HIT, so of two of the same generation one is a copy; the marker tells with
    which question ours was made.
    """
    told: dict[int, list[tuple[Marker, Reply]]] = {}
    for life in several:
        told.setdefault(life[0].generation, []).append(life)
    return [
        life
        for lives in told.values()
        for life in ([one for one in lives if _as_marked(*one)] or lives)
    ]


def _as_marked(marker: Marker, hit: Reply) -> bool:
    return digest_of({"Question": str(hit.get("Question", ""))}).startswith(marker.digest)


def unknown(
    strays: Iterable[Observed],
    wishes: Iterable[Desired],
    known: Mapping[Address, Resource],
    identity: Identity,
    former: Former = no_other,
) -> bool:
    """Whether a marked HIT that the state does not know is one that the configuration wants."""
    markers = [read_marker(str(stray.attributes["marker"])) for stray in strays]
    ours = {m.key: m for m in markers if m is not None and _ours(m, identity)}
    if not ours:
        return False
    return any(
        (marker := ours.get(identity.key(str(one)))) is not None
        and _younger(marker, known.get(wish.address))
        for wish in wishes
        if wish.address.kind == "hit"
        for one in (wish.address, *former(wish.address))
    )


def _younger(marker: Marker, prior: Resource | None) -> bool:
    """Whether a live HIT is of a later life than the one that the state remembers."""
    return prior is None or marker.generation > prior.generation


def _ours(marker: Marker, identity: Identity) -> bool:
    return marker.project == identity.project[:8] and marker.campaign == identity.campaign


def _hit_type(search: _Search, wish: Wanted, hits: list[Reply]) -> Resource | None:
    seen: set[str] = set()
    for hit in hits:
        which = str(hit["HITTypeId"])
        if which in seen:
            continue
        seen.add(which)
        try:
            found = from_hit(wish, hit, search)
        except KeyError:
            return None  # it needs a qualification type that is still to be made
        if found is not None:
            return found
    return None


def _keep(search: _Search, resource: Resource | None) -> None:
    if resource is not None:
        search.found[resource.address] = resource
