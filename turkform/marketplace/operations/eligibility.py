"""Who may work on what: the hooks around qualification requirements (API reference 10)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from turkform.marketplace.context import Context, Scope, Side
from turkform.marketplace.domain.requirement_wire import check_requirement, parse_requirement
from turkform.marketplace.domain.requirements import Action, Requirement, Standing, unmet
from turkform.marketplace.domain.system_qualifications import (
    WorkerRecord,
    standings,
    system_types,
)
from turkform.marketplace.json_types import Json
from turkform.marketplace.not_allowed import NotAllowed
from turkform.marketplace.operations.qualification_types import type_does_not_exist
from turkform.marketplace.protocol.errors import invalid_state
from turkform.marketplace.store import blocks, qualification_types, qualifications, workers
from turkform.marketplace.store.hit_types import HitTypeRow


def check_requirements(ctx: Context, requirements: Sequence[Mapping[str, Json]]) -> None:
    """Refuse requirements with wrong values, or of types that nobody can have."""
    for given in requirements:
        _check_type(ctx, check_requirement(given).type_id, extension=False)


def uses_types(ctx: Context, hit_type: HitTypeRow, *, extension: bool) -> None:
    """Refuse a new HIT, or an extension, that depends on a type which is on its way out.

    An inactive type bars new HITs only; a disposing one bars extensions too (10.3, 10.5).
    """
    for rule in requirements_of(hit_type):
        _check_type(ctx, rule.type_id, extension=extension)


def may_work(ctx: Context, hit_type: HitTypeRow, worker_id: str, action: str) -> None:
    """Raise `NotAllowed` when a block, a suspension or a requirement keeps the worker away."""
    if blocks.exists(ctx.tx, ctx.requester.id, worker_id):
        raise NotAllowed("You cannot work on HITs of this requester.")
    row = workers.find(ctx.tx, ctx.side, worker_id)
    if row is not None and row.suspended:
        raise NotAllowed("Your account is suspended.")
    rules = requirements_of(hit_type)
    if not rules:
        return
    missing = unmet(rules, held_by(ctx, ctx.side, worker_id), Action(action))
    if missing:
        names = ", ".join(type_name(ctx, ctx.side, rule.type_id) for rule in missing)
        raise NotAllowed(f"You do not meet the qualification requirements of this HIT: {names}.")


def requirements_of(hit_type: HitTypeRow) -> list[Requirement]:
    """Return the requirements of a HIT type."""
    return [parse_requirement(one) for one in json.loads(hit_type.qualification_requirements)]


def held_by(scope: Scope, side: Side, worker_id: str) -> dict[str, Standing]:
    """Return everything a worker holds: the system's types and granted ones, by type id."""
    row = workers.find(scope.tx, side, worker_id)
    record = WorkerRecord()
    if row is not None:
        record = WorkerRecord(
            country=row.country,
            subdivision=row.subdivision,
            submitted=row.prior_submitted + row.submitted,
            approved=row.prior_approved + row.approved,
            adult=bool(row.adult),
            masters=bool(row.masters),
        )
    granted = qualifications.of_worker(scope.tx, worker_id)
    held = {one.qualification_type_id: Standing(one.integer_value) for one in granted}
    return held | standings(record, side)


def type_name(scope: Scope, side: Side, type_id: str) -> str:
    """Return what a worker reads for a type; its id when it is gone."""
    system = system_types(side).get(type_id)
    if system is not None:
        return system.name
    row = qualification_types.get(scope.tx, type_id)
    return type_id if row is None else row.name


def _check_type(ctx: Context, type_id: str, *, extension: bool) -> None:
    if type_id in system_types(ctx.side):
        return
    row = qualification_types.get(ctx.tx, type_id)
    if row is None or ctx.acting_for(row.requester_id).side != ctx.side:
        if extension and row is None:
            raise invalid_state("QualificationType", "Active", "Inactive")
        raise type_does_not_exist(type_id)
    if row.disposing_at is not None:
        raise invalid_state("QualificationType", "Active", "Inactive")
    if row.status != "Active" and not extension:
        raise invalid_state("QualificationType", "Active")
