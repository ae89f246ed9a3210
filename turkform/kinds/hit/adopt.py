"""A live HIT as the state would remember it, had nothing been lost."""

from datetime import datetime, timedelta
from typing import cast

from turkform.core.addresses import Address
from turkform.core.calls import Reply
from turkform.core.identity import read_marker
from turkform.core.json_types import Json
from turkform.core.money import Money
from turkform.core.resources import Resource
from turkform.kinds import pricing
from turkform.kinds.hit.wanted import WantedHit
from turkform.kinds.wanted import digest_of

_SECOND = timedelta(seconds=1)
_OVER = ("Reviewable", "Reviewing", "Disposed")


def adopt(
    address: Address, hit: Reply, desired: WantedHit | None, retired: tuple[str, ...] = ()
) -> Resource:
    """`retired` are ids of earlier lives that may still be there.

    The digest is the wished one only where every part of the wish is seen to be fulfilled;
    otherwise it is empty, and the next plan compares part by part.
    """
    marker = read_marker(str(hit.get("RequesterAnnotation", "")))
    generation, shown = (marker.generation, marker.digest) if marker else (0, "")
    question = _question(hit, shown, desired)
    attributes: dict[str, Json] = {
        "hit_type": str(hit.get("HITTypeId")),
        "question": question,
        "max_assignments": int(hit["MaxAssignments"]),
        "lifetime": _lifetime(hit, desired),
        "expires": cast("datetime", hit["Expiration"]).isoformat(),
        **_prices(hit, desired),
    }
    if desired is not None and desired.set_number:
        attributes["set"] = desired.set_number
    if retired:
        attributes["retired"] = list(retired)
    if desired is not None:
        attributes |= _extras(attributes, desired)
    return Resource(
        address,
        str(hit["HITId"]),
        _digest(question, attributes, desired),
        attributes,
        generation,
        desired is not None and desired.protect,
    )


def _extras(attributes: dict[str, Json], desired: WantedHit) -> dict[str, Json]:
    """What was added to the wish in an earlier life, most likely by follow-ups."""
    names = (("extra", "max_assignments"), ("extra_lifetime", "lifetime"))
    wished = {"max_assignments": desired.max_assignments, "lifetime": desired.lifetime}
    found = {extra: int(str(attributes[name])) - wished[name] for extra, name in names}
    return {extra: value for extra, value in found.items() if value > 0}


def _question(hit: Reply, shown: str, desired: WantedHit | None) -> str:
    """By its marker; of a HIT that others made, by its text."""
    if desired is None:
        return shown
    if shown:
        wanted = desired.question()
        return wanted if wanted.startswith(shown) else shown
    body = desired.body()
    if body.get("Question") == hit.get("Question") and body.get("Question"):
        return desired.question()
    return digest_of({"Question": str(hit.get("Question", ""))})


def _lifetime(hit: Reply, desired: WantedHit | None) -> int:
    """A HIT that is over has been what was wished: nothing opens it again by itself."""
    lifetime: timedelta = hit["Expiration"] - hit["CreationTime"]
    if desired is not None:
        wished = timedelta(seconds=desired.lifetime)
        if hit.get("HITStatus") in _OVER or abs(lifetime - wished) <= _SECOND:
            return desired.lifetime
    return round(lifetime / _SECOND)


def _prices(hit: Reply, desired: WantedHit | None) -> dict[str, Json]:
    masters = desired is not None and desired.group.masters
    reward = Money.parse(str(hit.get("Reward", "0")))
    unit = pricing.hit_unit(reward, int(hit["MaxAssignments"]), masters=masters)
    return {"reward": unit.rewards.cents, "fee": unit.fees.cents}


def _digest(question: str, attributes: dict[str, Json], desired: WantedHit | None) -> str:
    if desired is None:
        return ""
    same = (
        question == desired.question()
        and attributes["max_assignments"] == desired.max_assignments + _of(attributes, "extra")
        and attributes["lifetime"] == desired.lifetime + _of(attributes, "extra_lifetime")
    )
    return desired.digest if same else ""


def _of(attributes: dict[str, Json], name: str) -> int:
    return int(str(attributes.get(name, 0)))
