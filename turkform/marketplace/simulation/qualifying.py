"""Which qualifications a simulated worker asks for, and how they answer a test."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from turkform.marketplace.context import Scope
from turkform.marketplace.domain.questions.xml import children, local_name, parse, text_of
from turkform.marketplace.domain.requirements import Comparator
from turkform.marketplace.not_allowed import NotAllowed
from turkform.marketplace.operations import eligibility, hit_changes
from turkform.marketplace.simulation.answers import answer
from turkform.marketplace.store import qualification_requests, qualification_types
from turkform.marketplace.store.hits import HitRow

_ABSENT = frozenset({Comparator.DOES_NOT_EXIST, Comparator.NOT_EQUAL, Comparator.NOT_IN})


def wanted_types(scope: Scope, open_hits: Sequence[HitRow], worker_id: str) -> list[str]:
    """Return the types that would open a HIT, each once; the system's own cannot be asked for."""
    found: dict[str, None] = {}
    for hit_type_id in dict.fromkeys(hit.hit_type_id for hit in open_hits):
        hit = next(one for one in open_hits if one.hit_type_id == hit_type_id)
        found |= dict.fromkeys(_unmet(scope, hit, worker_id))
    return list(found)


def test_answer(scope: Scope, request_id: str, rng: random.Random, skill: float) -> str:
    """Return the answers to a test; whoever is skilled finds what its key scores highest."""
    row = qualification_requests.find(scope.tx, request_id)
    if row is None or row.test is None:
        raise NotAllowed("The test is gone.")
    kind = qualification_types.get(scope.tx, row.qualification_type_id)
    key = None if kind is None else kind.answer_key
    return answer(row.test, rng, skill, best_answers(key) if key else None)


def best_answers(answer_key: str) -> dict[str, str]:
    """Return the selection of each question of an answer key that scores highest alone."""
    best: dict[str, tuple[int, str]] = {}
    for name, score, chosen in _scored(answer_key):
        if len(chosen) == 1 and score > best.get(name, (-1, ""))[0]:
            best[name] = (score, chosen[0])
    return {name: chosen for name, (_, chosen) in best.items()}


def _scored(answer_key: str) -> Iterator[tuple[str, int, list[str]]]:
    for question in children(parse(answer_key)):
        parts = children(question)
        if local_name(question) != "Question":
            continue
        for option in (one for one in parts if local_name(one) == "AnswerOption"):
            inside = [(local_name(one), text_of(one)) for one in children(option)]
            score = next(int(text) for name, text in inside if name == "AnswerScore")
            chosen = [text for name, text in inside if name == "SelectionIdentifier"]
            yield text_of(parts[0]), score, chosen


def _unmet(scope: Scope, hit: HitRow, worker_id: str) -> list[str]:
    ctx = scope.acting_for(hit.requester_id)
    held = eligibility.held_by(ctx, ctx.side, worker_id)
    rules = eligibility.requirements_of(hit_changes.type_of(ctx, hit))
    return [
        rule.type_id
        for rule in rules
        if rule.comparator not in _ABSENT
        and rule.type_id not in held
        and not rule.is_met_by(held.get(rule.type_id))
    ]
