"""Finding work: the list of HIT groups, the preview, accepting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from turkform.marketplace import work
from turkform.marketplace.context import Scope
from turkform.marketplace.domain import hit_states, money
from turkform.marketplace.domain.requirements import Action
from turkform.marketplace.not_allowed import NotAllowed, NotThere
from turkform.marketplace.store import assignments, hits, worker_lists
from turkform.marketplace.store.assignments import AssignmentRow
from turkform.marketplace.store.hit_types import HitTypeRow
from turkform.marketplace.store.hits import HitRow
from turkform.marketplace.store.worker_lists import GroupFilter, OpenGroup
from turkform.marketplace.worker_site import frames
from turkform.marketplace.worker_site.rendering import go_to
from turkform.marketplace.worker_site.requirement_words import Checked, checked
from turkform.marketplace.worker_site.site import Site
from turkform.marketplace.worker_site.visit import Visit

PAGE: Final = 20
_BATCH: Final = 60
_MOST_EXAMINED: Final = 3_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A group on the list, with its requirements and whether this worker meets them."""

    group: OpenGroup
    requirements: tuple[Checked, ...]
    may_accept: bool
    may_preview: bool


def listing(site: Site, visit: Visit) -> Response:
    """Show the HIT groups that a worker may discover, a page at a time."""
    worker_id = visit.worker_id
    wanted = _filter(visit)
    qualified = visit.query.get("qualified") == "1"
    with site.marketplace.looking() as scope:
        found, after = _page(scope, visit, wanted, qualified=qualified)
        now_ms = scope.now_ms
    query = {key: visit.query[key] for key in _KEPT if visit.query.get(key)}
    return site.page(
        visit,
        "projects.html.j2",
        groups=found,
        next_page=f"/projects?{urlencode(query | {'after': str(after)})}" if after else None,
        first_page=f"/projects?{urlencode(query)}" if visit.number("after") else None,
        wanted=wanted,
        reward_text=visit.query.get("reward", ""),
        qualified=qualified,
        now_ms=now_ms,
        worker_id=worker_id,
    )


_KEPT: Final = ("search", "reward", "qualified", "order")


def preview(site: Site, visit: Visit) -> Response:
    """Show a HIT before it is accepted."""
    worker_id = visit.worker_id
    with site.marketplace.looking() as scope:
        hit_type = _type(scope, visit)
        hit = _chosen(scope, visit, hit_type)
        if hit is None:
            return site.page(visit, "none_left.html.j2", 404, hit_type=hit_type)
        held = _held(scope, worker_id, hit.hit_id)
        if held is not None:
            return go_to(f"/tasks/{held.assignment_id}")
        ctx = scope.acting_for(hit.requester_id)
        ctx.hooks.may_work(ctx, hit_type, worker_id, "preview")
        rules = checked(ctx, hit_type, worker_id, visit.side)
        requester_name, now_ms = ctx.requester.name, scope.now_ms
    shown = frames.shown(site, visit, hit)
    return site.page(
        visit,
        "preview.html.j2",
        frames=shown.frame.policy if shown.frame else "'self'",
        shown=shown,
        hit=hit,
        hit_type=hit_type,
        requester_name=requester_name,
        requirements=rules,
        open=hit.status == hit_states.ASSIGNABLE,
        may_accept=all(rule.met for rule in rules),
        now_ms=now_ms,
    )


def group_of_hit(site: Site, visit: Visit, hit_id: str) -> str:
    """Return the group that a HIT is in; refuses what is not on this side."""
    with site.marketplace.looking() as scope:
        hit = hits.find(scope.tx, hit_id)
        if hit is None or scope.acting_for(hit.requester_id).side != visit.side:
            raise NotThere(f"Hit {hit_id} does not exist.")
        return hit.hit_type_id


def accept(site: Site, visit: Visit) -> Response:
    """Accept the HIT in the form, or the next one of the group, and go to work on it."""
    worker_id = visit.worker_id
    with site.marketplace.acting() as scope:
        hit_type = _type(scope, visit)
        hit_id = visit.field("hit_id")
        if not hit_id:
            hit = worker_lists.next_hit(scope.tx, hit_type.hit_type_id, worker_id)
            if hit is None:
                raise NotAllowed(work.NOT_AVAILABLE)
            hit_id = hit.hit_id
        row = work.accept(scope, visit.side, hit_id, worker_id)
    return go_to(f"/tasks/{row.assignment_id}")


def _filter(visit: Visit) -> GroupFilter:
    order = visit.query.get("order", "newest")
    return GroupFilter(
        text=visit.query.get("search", "").strip()[:200],
        reward_cents=_cents(visit.query.get("reward", "")),
        order=order if order in worker_lists.ORDERS else "newest",
    )


def _cents(text: str) -> int:
    """Read an amount that a worker typed; what is none does not filter."""
    plain = text.strip().removeprefix("$")
    whole, _, fraction = plain.partition(".")
    digits = whole + fraction
    if not digits.isascii() or not digits.isdigit() or len(whole) > 6 or len(fraction) > 2:
        return 0
    return money.cents(f"{whole or '0'}.{fraction}")


def _page(
    scope: Scope, visit: Visit, wanted: GroupFilter, *, qualified: bool
) -> tuple[list[Listed], int | None]:
    """Return a page and where the next one begins; some groups are not for this worker."""
    start = position = min(visit.number("after"), 10**9)
    found: list[Listed] = []
    while position - start < _MOST_EXAMINED:
        batch = worker_lists.open_groups(
            scope.tx, visit.side, visit.worker_id, wanted, position, _BATCH
        )
        for group in batch:
            if len(found) == PAGE:
                return found, position
            position += 1
            listed = _listed(scope, visit, group)
            if listed is not None and (listed.may_accept or not qualified):
                found.append(listed)
        if len(batch) < _BATCH:
            return found, None
    return found, position


def _listed(scope: Scope, visit: Visit, group: OpenGroup) -> Listed | None:
    ctx = scope.acting_for(group.hit_type.requester_id)
    try:
        ctx.hooks.may_work(ctx, group.hit_type, visit.worker_id, "discover")
    except NotAllowed:
        return None
    rules = checked(ctx, group.hit_type, visit.worker_id, visit.side)
    previewable = all(rule.met or not rule.guards(Action.PREVIEW) for rule in rules)
    return Listed(group, rules, all(rule.met for rule in rules), previewable)


def _type(scope: Scope, visit: Visit) -> HitTypeRow:
    found = worker_lists.type_of_group(scope.tx, visit.param("group"))
    if found is None or scope.acting_for(found.requester_id).side != visit.side:
        raise NotThere("There is no such group of HITs.")
    return found


def _chosen(scope: Scope, visit: Visit, hit_type: HitTypeRow) -> HitRow | None:
    wanted = visit.query.get("hit")
    if not wanted:
        return worker_lists.next_hit(scope.tx, hit_type.hit_type_id, visit.worker_id)
    hit = hits.find(scope.tx, wanted)
    if hit is None or hit.hit_type_id != hit_type.hit_type_id or hit.status == hit_states.DISPOSED:
        raise NotThere(f"Hit {wanted} does not exist.")
    return hit


def _held(scope: Scope, worker_id: str, hit_id: str) -> AssignmentRow | None:
    mine = assignments.of_worker_and_hit(scope.tx, worker_id, hit_id)
    return next((one for one in mine if one.state not in {"Returned", "Abandoned"}), None)
