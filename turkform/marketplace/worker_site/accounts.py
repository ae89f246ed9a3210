"""Who is at the browser: pick or create a worker, or sign in with a password."""

from __future__ import annotations

import csv
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from starlette.responses import Response

from turkform.marketplace.context import Scope
from turkform.marketplace.domain.locales import COUNTRY_WITH_SUBDIVISIONS, Locale
from turkform.marketplace.not_allowed import NotAllowed
from turkform.marketplace.store import worker_lists, workers
from turkform.marketplace.store.database import Value
from turkform.marketplace.store.workers import WorkerRow
from turkform.marketplace.worker_site import passwords
from turkform.marketplace.worker_site.rendering import go_to
from turkform.marketplace.worker_site.site import Site, set_session
from turkform.marketplace.worker_site.visit import Visit, local_path

_COUNTRIES: Final = Path(__file__).parent / "countries.csv"
LONGEST_NAME: Final = 60
WRONG: Final = "The name or the password is not right."


@cache
def countries() -> Mapping[str, str]:
    """Return the names of countries by ISO 3166 code, in the order of names."""
    with _COUNTRIES.open(encoding="utf-8", newline="") as lines:
        found = [(row["code"], row["name"]) for row in csv.DictReader(lines)]
    return dict(sorted(found, key=lambda one: one[1]))


def sign_in_page(site: Site, visit: Visit, problem: str = "") -> Response:
    """Ask who is there."""
    known: list[WorkerRow] = []
    if not site.options.sign_in:
        with site.marketplace.looking() as scope:
            known = worker_lists.workers_of(scope.tx, visit.side)
    return site.page(
        visit,
        "account.html.j2",
        422 if problem else 200,
        workers=known,
        problem=problem,
        next=_next(visit),
        name=visit.field("name"),
    )


def sign_in(site: Site, visit: Visit) -> Response:
    """Begin a worker's session: by name and password, or by picking one where that is enough."""
    if not site.options.sign_in:
        return _pick(site, visit)
    with site.marketplace.looking() as scope:
        row = worker_lists.worker_named(scope.tx, visit.side, visit.field("name"))
    stored = passwords.NOBODY if row is None else row.password_hash or passwords.NOBODY
    if not passwords.matches(visit.secret("password"), stored) or row is None:
        return sign_in_page(site, visit, WRONG)
    return _begin(site, visit, row.worker_id)


def new_page(site: Site, visit: Visit, problem: str = "") -> Response:
    """Ask for what a new account needs."""
    return site.page(
        visit,
        "new_account.html.j2",
        422 if problem else 200,
        problem=problem,
        next=_next(visit),
        name=visit.field("name"),
        country=visit.field("country"),
        subdivision=visit.field("subdivision"),
        countries=countries(),
        shortest=passwords.SHORTEST,
    )


def create(site: Site, visit: Visit) -> Response:
    """Make an account, and begin its session."""
    try:
        profile = _profile(visit)
        if site.options.sign_in:
            profile["password_hash"] = _hashed(visit)
    except ValueError as problem:
        return new_page(site, visit, str(problem))
    with site.marketplace.acting() as scope:
        worker_id = _add(scope, visit, profile)
    if worker_id is None:
        return new_page(site, visit, "This name is taken.")
    return _begin(site, visit, worker_id)


def profile_page(site: Site, visit: Visit, problem: str = "") -> Response:
    """Show what is known of the worker."""
    with site.marketplace.looking() as scope:
        row = workers.find(scope.tx, visit.side, visit.worker_id)
    return site.page(
        visit,
        "profile.html.j2",
        422 if problem else 200,
        worker=row,
        problem=problem,
        saved=visit.query.get("said") == "saved",
        countries=countries(),
    )


def save_profile(site: Site, visit: Visit) -> Response:
    """Change where the worker lives and what they agreed to see."""
    try:
        place = _place(visit)
    except ValueError as problem:
        return profile_page(site, visit, str(problem))
    adult = int(visit.field("adult") == "1")
    with site.marketplace.acting() as scope:
        workers.ensure(scope.tx, visit.side, visit.worker_id, scope.now_ms)
        workers.set_profile(scope.tx, visit.side, visit.worker_id, adult=adult, **place)
    return go_to("/account/profile?said=saved")


def sign_out(site: Site, visit: Visit) -> Response:
    """End the session."""
    return _begin(site, visit, "", "/account")


def _pick(site: Site, visit: Visit) -> Response:
    worker_id = visit.field("worker_id")
    with site.marketplace.looking() as scope:
        row = workers.find(scope.tx, visit.side, worker_id)
    if row is None:
        raise NotAllowed("There is no such worker.")
    return _begin(site, visit, worker_id)


def _begin(site: Site, visit: Visit, worker_id: str, path: str = "") -> Response:
    response = go_to(path or local_path(visit.field("next")))
    session = site.sessions(visit.side).begin(worker_id, int(time.time()))
    set_session(site, visit, response, session)
    return response


def _add(scope: Scope, visit: Visit, profile: Mapping[str, Value]) -> str | None:
    """Add a worker and return the id; None when the name is taken."""
    if worker_lists.worker_named(scope.tx, visit.side, visit.field("name")) is not None:
        return None
    worker_id = scope.ids.customer()
    workers.ensure(scope.tx, visit.side, worker_id, scope.now_ms)
    workers.set_profile(scope.tx, visit.side, worker_id, **profile)
    return worker_id


def _profile(visit: Visit) -> dict[str, Value]:
    name = visit.field("name")
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError(f"Please give a name of at most {LONGEST_NAME} characters.")
    return {"name": name, **_place(visit)}


def _place(visit: Visit) -> dict[str, Value]:
    country, subdivision = visit.field("country"), visit.field("subdivision").upper()
    if not country:
        return {"country": None, "subdivision": None}
    if country not in countries():
        raise ValueError("Please choose a country of the list.")
    state = subdivision if country == COUNTRY_WITH_SUBDIVISIONS and subdivision else None
    if not Locale(country, state).is_valid():
        raise ValueError("Please give the two letters of your state, such as WA.")
    return {"country": country, "subdivision": state}


def _hashed(visit: Visit) -> str:
    password = visit.secret("password")
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        raise ValueError(f"Please choose a password of at least {passwords.SHORTEST} characters.")
    if password != visit.secret("again"):
        raise ValueError("The two passwords are not the same.")
    return passwords.hashed(password)


def _next(visit: Visit) -> str:
    return local_path(visit.field("next") or visit.query.get("next", "/projects"))
