"""A study at work: one loaded campaign, its state and its service, and what can be done with them.

It wires steps together and holds no rule of its own.
"""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from turkform.config.campaign import Campaign
from turkform.config.project import Environment, Project
from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, Calls
from turkform.core.changes import Change, Desired
from turkform.core.deeds import LedgerEntry
from turkform.core.doubts import Doubt
from turkform.core.errors import NotThere
from turkform.core.events import Adopted, Event, OlderState
from turkform.core.follow_ups import changes_of
from turkform.core.identity import Identity
from turkform.core.money import Money
from turkform.core.plan import Binding, Plan, Provenance
from turkform.core.ports import Clock, StateReader, StateSession, StateStore
from turkform.core.report import ApplyReport
from turkform.core.resources import Observed, Resource
from turkform.core.submissions import Submission
from turkform.engine.adopting import Adopting
from turkform.engine.discovery import Discovered, discover, unknown
from turkform.engine.executor import Executor, Stop
from turkform.engine.importing import Importing
from turkform.engine.plan_document import PlanDocument
from turkform.engine.plan_file import approved, check_same, check_usable, save
from turkform.engine.question_texts import with_question_texts
from turkform.engine.recovery import Recovery
from turkform.engine.refresh import refresh
from turkform.kinds.decide import calls_of
from turkform.kinds.follow_up.calls import calls as deed_calls
from turkform.kinds.follow_up.extensions import with_extensions
from turkform.kinds.follow_up.spec import SECTION as FOLLOW_UPS
from turkform.kinds.kind import Kind
from turkform.mturk.account import check_account
from turkform.mturk.client import Reader, Sender
from turkform.mturk.pins import check_clock
from turkform.mturk.service_clock import ServiceClock
from turkform.planning.follow_ups import FollowUps, plan_follow_ups
from turkform.planning.moves import former, moved
from turkform.planning.options import Funds, News, PlanContext, PlanOptions
from turkform.planning.planner import make_plan
from turkform.results.cache import Cache
from turkform.results.facts import Sources, as_decided, gather
from turkform.results.fetch import own_hits
from turkform.results.harvest import harvest
from turkform.state.session import SqlSession
from turkform.state.tide import Tide

Emit = Callable[[Event], None]
OFFICIAL = ("sandbox", "production")


@dataclass(frozen=True, slots=True)
class Study:
    """A loaded campaign with everything that planning and applying it needs."""

    kinds: tuple[Kind, ...]
    project: Project
    environment: Environment
    campaign: Campaign
    store: StateStore
    reader: Reader
    sender: Sender
    identity: Identity
    provenance: Provenance
    clock: ServiceClock
    now: Clock
    elapsed: Callable[[], float]
    elsewhere: Callable[[str], Sequence[Resource]]
    """The objects of another campaign of the project, by its name."""

    def check_pins(self) -> None:
        """What must hold before the first write: the clock is right, the keys are the account's."""
        self.reader.call("GetAccountBalance", {})
        check_clock(self.clock)
        where = self.environment
        if where.account and where.side in OFFICIAL:
            check_account(where.account, where.profile, where.region)

    def recover(self, session: StateSession, emit: Emit) -> tuple[Doubt, ...]:
        """Adopt what a new state does not know, and settle what earlier runs left in doubt; what
        is left needs time or a person."""
        self.check_pins()
        self._check_age(session, emit)
        if session.serial == 0:
            self.rebuild(session, emit)
        known = {resource.address: resource for resource in session.resources()}
        wishes = cache(self._wishes)
        return Recovery(
            session,
            self.reader,
            self.sender,
            Adopting(known, wishes),
            emit,
            self.clock.now,
            self.elapsed,
            time.sleep,
        ).run()

    def _check_age(self, session: StateSession, emit: Emit) -> None:
        """An older copy does not know what was mailed and paid since: as if that part was lost."""
        tide = Tide(self.project.data / "seen")
        missing = tide.seen(session.lineage) - session.epoch + 1
        if missing > 0:
            emit(OlderState(missing))
            session.adopt(())
        tide.note(session.lineage, session.epoch)

    def rebuild(self, session: StateSession, emit: Emit) -> Discovered:
        """Adopt every object of this campaign that the state does not know."""
        known = {resource.address: resource for resource in session.resources()}
        found = self._discovered(known, emit)
        if found.resources:
            session.adopt(found.resources)
        return found

    def _discovered(self, known: Mapping[Address, Resource], emit: Emit) -> Discovered:
        former_of = former(self.campaign.moved)
        found = discover(self._each_wish(), known, self.reader, self.identity, former_of)
        kinds = Counter(resource.address.kind for resource in found.resources)
        if found.resources or found.unwanted:
            emit(Adopted(tuple(kinds.items()), found.unwanted))
        return found

    def _wishes(self) -> Mapping[Address, Desired]:
        return {wish.address: wish for wish in self._each_wish()}

    def _each_wish(self) -> Iterator[Desired]:
        return (wish for kind in self.kinds for wish in kind.desired(self.campaign))

    def plan(self, options: PlanOptions, state: StateReader | None, emit: Emit) -> Plan:
        """Refresh, and compare with what is wanted."""
        resources, observed = self._refreshed(state, emit)
        ledger = state.ledger() if state else ()
        # The ledger knows an extension by the address that the HIT had then.
        shifted = moved(self.campaign.moved, with_extensions(resources, ledger))
        imported = self.imported(self.campaign.imports, shifted.resources)
        live = refresh(self.kinds, imported, self.reader, emit)
        resources = (*shifted.resources.values(), *imported)
        observed = {**shifted.observed(observed), **live}
        balance = Money.parse(str(self.reader.call("GetAccountBalance", {})["AvailableBalance"]))
        spent = Money(state.committed_cents()) if state else Money(0)
        funds = Funds(balance, spent, self.environment.budget)
        unresolved = len(state.unresolved()) if state else 0
        facts = None
        if self.campaign.of(FOLLOW_UPS) and not options.destroy and not options.refresh_only:
            facts = gather(self._sources(resources, observed, ledger, emit))
        plan = make_plan(
            self.campaign,
            self.kinds,
            resources,
            observed,
            options,
            self._binding(options, state),
            self.provenance,
            PlanContext(self.now(), funds, unresolved, self.clock.now()),
            facts,
            News(shifted.origins, frozenset(one.address for one in imported)),
        )
        return with_question_texts(plan, self.reader)

    def _sources(
        self,
        resources: Sequence[Resource],
        observed: Mapping[Address, Observed],
        ledger: Sequence[LedgerEntry],
        emit: Emit,
    ) -> Sources:
        return Sources(
            self.campaign,
            self.reader,
            resources,
            observed,
            ledger,
            self._cache(self.campaign.name),
            lambda name: (self.elsewhere(name), self._cache(name)),
            self.identity.worker_key,
            self.clock.now,
            emit,
        )

    def imported(
        self, imports: Mapping[Address, str], known: Mapping[Address, Resource]
    ) -> Sequence[Resource]:
        """What these imports bring into the state; the state is not touched."""
        if not imports:
            return ()
        return Importing(self.reader, self.identity, known, self._wishes()).run(imports)

    def _refreshed(
        self, state: StateReader | None, emit: Emit
    ) -> tuple[Sequence[Resource], Mapping[Address, Observed]]:
        """What is known and what is live; a state that was lost or is too old is made up for."""
        if state is None:
            found = self._discovered({}, emit).resources
            return found, refresh(self.kinds, found, self.reader, emit)
        known = {resource.address: resource for resource in state.resources()}
        strays: list[Observed] = []
        observed = refresh(self.kinds, known.values(), self.reader, emit, strays)
        former_of = former(self.campaign.moved)
        if not unknown(strays, self._each_wish(), known, self.identity, former_of):
            return tuple(known.values()), observed
        found = self._discovered(known, emit).resources
        if isinstance(state, SqlSession):
            state.adopt(found)
        known |= {resource.address: resource for resource in found}
        return tuple(known.values()), refresh(self.kinds, known.values(), self.reader, emit)

    def submissions(
        self, state: StateReader | None, emit: Emit, *, everything: bool = False
    ) -> Sequence[Submission]:
        """What was handed in so far; `everything` fetches what did not change, too."""
        return self.gathered(state, emit, everything=everything)[1]

    def gathered(
        self, state: StateReader | None, emit: Emit, *, everything: bool = False
    ) -> tuple[Mapping[Address, Observed], Sequence[Submission]]:
        """The live HITs of the state, and what was handed in for them."""
        resources = state.resources() if state else ()
        hits = [resource for resource in resources if resource.address.kind == "hit"]
        live = refresh(self.kinds, hits, self.reader, emit)
        own = own_hits(resources)
        cache = self._cache(self.campaign.name)
        now = self.clock.now()
        found = harvest(self.reader, own, live, cache, emit, now, everything=everything)
        return live, tuple(as_decided(found, state.ledger() if state else ()))

    def due(self, state: StateReader | None, emit: Emit) -> FollowUps:
        """What the rules would do now, whatever else a plan would find."""
        resources, observed = self._refreshed(state, emit)
        ledger = state.ledger() if state else ()
        facts = gather(self._sources(resources, observed, ledger, emit))
        return plan_follow_ups(facts, lambda _: True)

    def _cache(self, campaign: str) -> Cache:
        return Cache(fetched_file(self.project, self.environment, campaign))

    def save(
        self, path: Path, plan: Plan, variables: Mapping[str, str], state: StateReader
    ) -> None:
        """Write a plan that `apply FILE` takes; see `engine/plan_file`."""
        folder, root = self.campaign.folder, self.project.root
        origin = {
            "project": self.project.id,
            "folder": str(folder),
            "relative": folder.relative_to(root).as_posix(),
        }
        save(path, plan, secrets.token_hex(16), origin, variables, state.plan_key)

    def replan(self, saved: PlanDocument, session: StateSession, emit: Emit) -> Plan:
        """The plan of a saved one, made again; `Stale` where anything differs."""
        options = PlanOptions.from_json(saved.binding.options)
        check_usable(saved, self._binding(options, session), session, self.now())
        plan = self.plan(options, session, emit)
        check_same(saved, plan)
        return approved(saved, plan)

    def apply(
        self, plan: Plan, session: StateSession, emit: Emit, stop: Stop, parallelism: int
    ) -> ApplyReport:
        """Perform the plan's changes; what got a new address has it from then on."""
        resources = session.resources()
        shifted = moved(self.campaign.moved, resources)
        if shifted.origins:
            extended = with_extensions(resources, session.ledger())
            shifted = moved(self.campaign.moved, extended)
        if shifted.changed:
            session.record([], shifted.changed)
        known = dict(shifted.resources)
        executor = Executor(
            session,
            self.reader,
            self.sender,
            self._begin(known),
            emit,
            self.elapsed,
            stop,
            parallelism,
            _pays_outside_of_wishes if session.rebuilt else lambda _: False,
        )
        # What this run makes is looked up by what depends on it.
        executor.share(known)
        report = executor.run((*plan.changes, *changes_of(plan.follow_ups)))
        if report.complete:
            self.settle(plan, session)
        return report

    def settle(self, plan: Plan, session: StateSession) -> None:
        """A whole plan was gone through: what a lost state may have done before is known now, or
        held; what becomes due from here on was never done."""
        if not plan.faulty and plan.binding.options == PlanOptions().as_json():
            session.end_rebuild()

    def _begin(
        self, known: Mapping[Address, Resource]
    ) -> Callable[[Change], Calls[Resource | None]]:
        lookup = StateLookup(known, self.identity)
        kinds = {kind.name: kind for kind in self.kinds}

        def begin(change: Change) -> Calls[Resource | None]:
            if change.address.kind == FOLLOW_UPS.kind:
                return deed_calls(change, lookup)
            return calls_of(kinds[change.address.kind], change, lookup)

        return begin

    def _binding(self, options: PlanOptions, state: StateReader | None) -> Binding:
        return Binding(
            self.environment.name,
            self.environment.endpoint or "embedded",
            self.identity.account,
            self.campaign.name,
            state.lineage if state else "",
            state.serial if state else 0,
            {**self.campaign.inputs, **self.project.inputs},
            options.as_json(),
        )


def fetched_file(project: Project, environment: Environment, campaign: str) -> Path:
    """Where the submissions of a campaign are kept."""
    return project.data / environment.name / f"{campaign}.submissions.jsonl"


@dataclass(frozen=True, slots=True)
class StateLookup:
    """What a kind's calls may know while the campaign is applied."""

    known: Mapping[Address, Resource]
    identity: Identity

    def mturk_id(self, address: Address) -> str:
        """The id of a live object; `NotThere` where there is none."""
        resource = self.known.get(address)
        if resource is None or not resource.mturk_id:
            raise NotThere(address)
        return resource.mturk_id

    def lives(self, address: Address) -> Sequence[str]:
        """The ids of a HIT and of its earlier lives that may still be there."""
        resource = self.known.get(address)
        return () if resource is None else [ref.hit for ref in own_hits([resource])]

    def marker(self, logical_key: str, generation: int, digest: str) -> str:
        """The text that marks an object as this campaign's own."""
        return self.identity.marker(logical_key, generation, digest)

    def ref(self, operation: str, logical_key: str) -> str:
        """What a worker may see and what finds an effect again."""
        return self.identity.ref(operation, logical_key, 0)


def _pays_outside_of_wishes(call: ApiCall) -> bool:
    """What a lost state may have paid before, and what no search for wished objects finds."""
    made = call.operation == "CreateHITWithHITType" and call.address.kind == FOLLOW_UPS.kind
    return made or call.operation == "SendBonus"
