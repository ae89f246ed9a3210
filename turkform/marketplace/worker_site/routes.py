"""Which address shows which page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from turkform.marketplace.not_allowed import NotAllowed
from turkform.marketplace.service import Marketplace
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
from turkform.marketplace.worker_site.site import Page, Site, SiteOptions, route, static_files
from turkform.marketplace.worker_site.visit import Visit


def home(site: Site, visit: Visit) -> Response:  # noqa: ARG001 - one signature
    """Begin with the list of HITs."""
    return go_to("/projects")


def old_preview(site: Site, visit: Visit) -> Response:  # noqa: ARG001 - one signature
    """Lead on from the address that requesters' scripts print: `/mturk/preview?groupId=`."""
    group = visit.query.get("groupId", "")
    if not group:
        raise NotAllowed("There is no such group of HITs.")
    return go_to(f"/projects/{quote(group, safe='')}/preview")


def group_tasks(site: Site, visit: Visit) -> Response:  # noqa: ARG001 - one signature
    """Lead on from the newer form of that address: `/projects/<group>/tasks`."""
    return go_to(f"/projects/{quote(visit.param('group'), safe='')}/preview")


_GET: Final[Sequence[tuple[str, Page]]] = (
    ("/", home),
    ("/projects", projects.listing),
    ("/projects/{group}/preview", projects.preview),
    ("/projects/{group}/tasks", group_tasks),
    ("/mturk/preview", old_preview),
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


def site_routes(marketplace: Marketplace, options: SiteOptions) -> list[BaseRoute]:
    """Return every route of the worker site."""
    site = Site(marketplace, options)
    return [
        *(route(site, path, page) for path, page in _GET),
        *(route(site, path, page, "POST") for path, page in _POST),
        submissions.route(marketplace),
        static_files(),
    ]
