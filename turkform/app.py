"""The composition root: the only place that knows every concrete class, and holds no logic."""

import os
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from turkform.config.load import campaign_name
from turkform.config.project import Environment, Project, load_project
from turkform.core.errors import TurkformError
from turkform.core.identity import Identity
from turkform.core.money import Money
from turkform.core.ports import Binding as StateBinding
from turkform.core.ports import Clock, StateStore
from turkform.core.resources import Resource
from turkform.engine.provenance import provenance_of
from turkform.kinds.registry import KINDS
from turkform.loading import campaign_in
from turkform.mturk.client import Attach, ClientSettings, Reader, Sender, make_client, make_session
from turkform.mturk.endpoints import effective_endpoint
from turkform.mturk.event_queue import EventQueue
from turkform.mturk.gate import Gate
from turkform.mturk.limiter import Limiter
from turkform.mturk.service_clock import ServiceClock
from turkform.results.cache import Cache
from turkform.state.stores import open_store
from turkform.study import Study, fetched_file
from turkform.version import VERSION

OFFICIAL = ("sandbox", "production")


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a campaign has left behind on this side: its state, and what was fetched last."""

    campaign: str
    environment: str
    store: StateStore
    fetched: Cache


def now() -> datetime:
    """The one clock."""
    return datetime.now(UTC)


def elapsed() -> float:
    """Seconds that also pass while the machine sleeps, whatever happens to its clock."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


def open_app(
    folder: Path,
    environment: str | None,
    variables: Mapping[str, str],
    parallelism: int = 8,
    *,
    data: Path | None = None,
) -> Study:
    """Everything, wired for one campaign in one environment.

    `data` takes the place of the project's `.turkform`: a rehearsal leaves the real one alone.
    """
    project = replace(load_project(folder), elsewhere=data)
    chosen = _environment(project, environment)
    campaign = campaign_in(folder, project, chosen, variables)
    identity = Identity(project.id, _account(chosen), chosen.name, campaign.name)
    provenance = provenance_of(folder, VERSION)
    clock = ServiceClock(now, elapsed)
    gate = Gate(clock.now, elapsed)
    settings = ClientSettings(
        chosen.endpoint,
        clock,
        gate,
        chosen.region,
        chosen.profile,
        _attach(project, chosen),
        parallelism,
    )
    session = make_session(settings)
    return Study(
        KINDS,
        project,
        chosen,
        campaign,
        _store(project, chosen, campaign.name, campaign.spec.budget.spend, clock.now),
        Reader(make_client(session, settings, writes=False)),
        Sender(make_client(session, settings, writes=True), Limiter(), gate),
        identity,
        provenance,
        clock,
        now,
        elapsed,
        lambda name: _objects(_store(project, chosen, name, None, clock.now), name),
    )


def _objects(store: StateStore, campaign: str) -> Sequence[Resource]:
    with store.reading() as state:
        if state is None:
            msg = f"the campaign {campaign!r} has no state here: apply it before rules look at it."
            raise TurkformError(msg)
        return state.resources()


def open_state(folder: Path, environment: str | None, campaign: str | None = None) -> StateStore:
    """The state alone: no service is needed, and the configuration may be broken."""
    project = load_project(folder)
    chosen = _environment(project, environment)
    name = campaign or campaign_name(folder)
    return _store(project, chosen, name, None, now)


def open_remembered(folder: Path, environment: str | None) -> Remembered:
    """What is known without the service; the configuration may be broken."""
    project = load_project(folder)
    chosen = _environment(project, environment)
    name = campaign_name(folder)
    store = _store(project, chosen, name, None, now)
    return Remembered(name, chosen.name, store, Cache(fetched_file(project, chosen, name)))


def open_queue(folder: Path, environment: str | None, url: str) -> EventQueue:
    """The queue that notifications arrive in; `AWS_ENDPOINT_URL_SQS` is boto3's own business."""
    chosen = load_project(folder).environment(environment)
    return EventQueue(url, chosen.region, chosen.profile)


def _store(
    project: Project,
    environment: Environment,
    campaign: str,
    budget: Money | None,
    clock: Clock,
) -> StateStore:
    path = project.data / environment.name / f"{campaign}.db"
    endpoint = environment.endpoint or "embedded"
    account = _account(environment)
    binding = StateBinding(project.id, environment.name, endpoint, account, campaign)
    return open_store(environment.state, path, binding, clock, budget)


def _environment(project: Project, name: str | None) -> Environment:
    """The environment as this process may reach it; redirected to this machine it is a custom
    one, whatever it is called."""
    chosen = project.environment(name)
    official = chosen.side in OFFICIAL
    endpoint = effective_endpoint(chosen.endpoint, os.environ, official=official)
    if endpoint == chosen.endpoint:
        return chosen
    return replace(chosen, endpoint=endpoint, side="custom")


def _account(environment: Environment) -> str:
    return environment.account or ("unpinned" if environment.endpoint else "embedded")


def _attach(project: Project, environment: Environment) -> Attach | None:
    if environment.endpoint:
        return None
    from turkform.marketplace.embedded import attach, open_marketplace

    place = project.data / "local" / "marketplace.db"
    try:
        marketplace = open_marketplace(place, side="live")
    except sqlite3.Error as error:
        msg = (
            f"the embedded marketplace {place} cannot be used: {error}.\n"
            "Mend the disk (space, permissions), then run the same command again."
        )
        raise TurkformError(msg) from error
    return lambda client: attach(client, marketplace)
