"""Which address shows which page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from turkform.marketplace.not_allowed import NotThere
from turkform.marketplace.worker_site import (
    accounts,
    dashboard,
    frames,
    projects,
    qualifications,
    submissions,
    tasks,
)
from turkform.marketplace.worker_site.rendering import go_to
from turkform.marketplace.worker_site.site import Page, Site, route, static_files
from turkform.marketplace.worker_site.visit import Visit


def home(site: Site, visit: Visit) -> Response:  # noqa: ARG001 - one signature
    """Begin with the list of HITs."""
    return go_to("/projects")


def old_preview(site: Site, visit: Visit) -> Response:
    """Lead on from the addresses that requesters' scripts print: `/mturk/preview?groupId=`."""
    group = visit.query.get("groupId") or visit.query.get("hitTypeId", "")
    hit_id = visit.query.get("hitId", "")
    if not group and hit_id:
        group = projects.group_of_hit(site, visit, hit_id)
    if not group:
        raise NotThere("There is no such group of HITs.")
    return _to_preview(group, hit_id)


def group_tasks(site: Site, visit: Visit) -> Response:  # noqa: ARG001 - one signature
    """Lead on from the newer form of that address: `/projects/<group>/tasks`.

    What accepted at once on the real site is previewed here: a link must not accept work.
    """
    return _to_preview(visit.param("group"), visit.query.get("hitId", ""))


def old_search(site: Site, visit: Visit) -> Response:  # noqa: ARG001 - one signature
    """Lead on from an address that searches: `/mturk/searchbar?searchWords=`."""
    return go_to(f"/projects?{urlencode({'search': visit.query.get('searchWords', '')})}")


def _to_preview(group: str, hit_id: str) -> Response:
    chosen = f"?{urlencode({'hit': hit_id})}" if hit_id else ""
    return go_to(f"/projects/{quote(group, safe='')}/preview{chosen}")


_GET: Final[Sequence[tuple[str, Page]]] = (
    ("/", home),
    ("/projects", projects.listing),
    ("/projects/{group}/preview", projects.preview),
    ("/projects/{group}/tasks", group_tasks),
    ("/projects/{group}/tasks/accept_random", group_tasks),
    ("/mturk/preview", old_preview),
    ("/mturk/previewandaccept", old_preview),
    ("/mturk/accept", old_preview),
    ("/mturk/searchbar", old_search),
    ("/tasks", tasks.queue),
    ("/tasks/{assignment}", tasks.work_page),
    ("/tasks/{assignment}/submitted", tasks.submitted),
    ("/qualifications", qualifications.listing),
    ("/qualifications/{type_id}", qualifications.detail),
    ("/tests/{request_id}", qualifications.test_page),
    ("/dashboard", dashboard.overview),
    ("/dashboard/history", dashboard.history),
    ("/dashboard/earnings", dashboard.earnings),
    ("/dashboard/messages", dashboard.messages),
    ("/account", accounts.sign_in_page),
    ("/account/new", accounts.new_page),
    ("/account/profile", accounts.profile_page),
    ("/frames/{hit_id}/{key}", frames.document),
)
_POST: Final[Sequence[tuple[str, Page]]] = (
    ("/projects/{group}/accept", projects.accept),
    ("/tasks/{assignment}/submit", tasks.submit),
    ("/tasks/{assignment}/return", tasks.give_back),
    ("/qualifications/{type_id}/request", qualifications.ask),
    ("/tests/{request_id}", qualifications.hand_in),
    ("/account", accounts.sign_in),
    ("/account/new", accounts.create),
    ("/account/profile", accounts.save_profile),
    ("/account/sign-out", accounts.sign_out),
)


def site_routes(site: Site) -> list[BaseRoute]:
    """Return every route of the worker site."""
    return [
        *(route(site, path, page) for path, page in _GET),
        *(route(site, path, page, "POST") for path, page in _POST),
        *submissions.routes(site.marketplace),
        static_files(),
    ]
