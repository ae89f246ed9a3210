"""What tests and simulations may do beside the requester API (contract: design, section 6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Final, TypeAlias, cast

from turkform.marketplace import work
from turkform.marketplace.authentication import DEFAULT_REQUESTER
from turkform.marketplace.context import Side
from turkform.marketplace.control import fault_script
from turkform.marketplace.control.durations import milliseconds
from turkform.marketplace.control.members import Names, flag, members, several, text, whole
from turkform.marketplace.control.passing import switches, time_to_pass
from turkform.marketplace.control.profiles import WORKER, profile, worker_members
from turkform.marketplace.domain.money import cents
from turkform.marketplace.json_types import Json, JsonObject
from turkform.marketplace.service import Marketplace
from turkform.marketplace.settings import store_setting
from turkform.marketplace.store import journal, requesters, worker_lists, workers
from turkform.marketplace.worker_site.submissions import hand_in

_ACCEPT: Final[Names] = {"HITId": (), "WorkerId": ()}
_RETURN: Final[Names] = {"AssignmentId": ()}
_SUBMIT: Final[Names] = {"AssignmentId": (), "Answers": ("answer",)}
_ACCOUNT: Final[Names] = {"Name": (), "Linked": (), "Balance": ()}
_SIMULATION: Final[Names] = {"workers": (), "seed": (), "for": ("duration",)}


class Control:
    """The control API as methods; `side` is the side that workers and HITs are on."""

    def __init__(self, marketplace: Marketplace) -> None:
        self._marketplace = marketplace

    def accept(self, side: Side, body: Json) -> JsonObject:
        """Let a worker accept a HIT: `HITId`, `WorkerId` -> `AssignmentId`."""
        given = members(body, _ACCEPT)
        hit_id, worker_id = text(given, "HITId"), text(given, "WorkerId")
        with self._marketplace.acting() as scope:
            row = work.accept(scope, side, hit_id, worker_id)
        return {"AssignmentId": row.assignment_id}

    def give_back(self, side: Side, body: Json) -> JsonObject:  # noqa: ARG002 - one signature
        """Return accepted work: `AssignmentId`."""
        assignment_id = text(members(body, _RETURN), "AssignmentId")
        with self._marketplace.acting() as scope:
            work.give_back(scope, assignment_id)
        return {}

    def submit(self, side: Side, body: Json) -> JsonObject:  # noqa: ARG002 - one signature
        """Submit accepted work as a browser does: `AssignmentId`, `Answers` (value by field)."""
        given = members(body, _SUBMIT)
        answers = given.get("Answers", {})
        if not isinstance(answers, dict):
            raise TypeError("Answers: expected an object with a value for each field")
        fields = [("assignmentId", text(given, "AssignmentId"))]
        for name, value in answers.items():
            chosen = value if isinstance(value, list) else [value]
            fields += [(name, one if isinstance(one, str) else str(one)) for one in chosen]
        hand_in(self._marketplace, fields)
        return {}

    def set_worker(self, side: Side, body: Json) -> JsonObject:
        """Add or change a worker: `WorkerId` and any of the profile; or a list of them."""
        wanted = [members(one, WORKER) for one in several(body, "workers")]
        profiles = {text(one, "WorkerId"): profile(one) for one in wanted}
        with self._marketplace.acting() as scope:
            for worker_id, columns in profiles.items():
                workers.ensure(scope.tx, side, worker_id, scope.now_ms)
                workers.set_profile(scope.tx, side, worker_id, **columns)
        names: list[Json] = [{"WorkerId": worker_id} for worker_id in profiles]
        alone = isinstance(body, dict) and len(names) == 1 and "workers" not in body
        return cast("JsonObject", names[0]) if alone else {"Workers": names}

    def worker_list(self, side: Side) -> Json:
        """Return the workers of a side, the newest first."""
        with self._marketplace.looking() as scope:
            return [worker_members(row) for row in worker_lists.workers_of(scope.tx, side, 1_000)]

    def set_requester(self, side: Side, body: Json) -> JsonObject:
        """Add or change an account: `Name`, and `Linked` or `Balance` (dollars, as text)."""
        given = members(body, _ACCOUNT)
        name = text(given, "Name") if "Name" in given else DEFAULT_REQUESTER
        with self._marketplace.acting() as scope:
            self._marketplace.add_requester(scope, name, side)
            row = requesters.find(scope.tx, name, side)
            if row is None:
                raise AssertionError("the requester was just added")
            if "Linked" in given:
                requesters.link(scope.tx, row.requester_id, linked=flag(given, "Linked"))
            if "Balance" in given:
                requesters.set_balance(scope.tx, row.requester_id, cents(str(given["Balance"])))
        return {"Name": name, "CustomerId": row.requester_id}

    def clock(self, side: Side, body: Json) -> JsonObject:  # noqa: ARG002 - one signature
        """Advance the clock: `advance` -> `now` in epoch seconds; what became due happens."""
        with self._marketplace.acting() as scope:
            step = time_to_pass(body, scope.now_ms)
            store_setting(scope.tx, "clock_offset_ms", scope.settings.clock_offset_ms + step)
        return self.now()

    def now(self) -> JsonObject:
        """Return the time here: `now` in epoch seconds, `time` in words of ISO 8601."""
        with self._marketplace.looking() as scope:
            return {"now": scope.now_ms / 1000, "time": scope.now.isoformat()}

    def settings(self, side: Side, body: Json) -> JsonObject:  # noqa: ARG002 - one signature
        """Change switches: names of `Settings`; the lags take durations and end in `_lag`."""
        changes = switches(body)
        with self._marketplace.acting() as scope:
            for name, value in changes.items():
                store_setting(scope.tx, name, value)
        return {}

    def setting_list(self) -> JsonObject:
        """Return the switches as they stand; times are milliseconds."""
        with self._marketplace.looking() as scope:
            return asdict(scope.settings)

    def simulate(self, side: Side, body: Json) -> JsonObject:
        """Let simulated workers work: `workers`, `seed`, `for` (a duration) -> what they did."""
        from turkform.marketplace.simulation.population import make_population
        from turkform.marketplace.simulation.simulate import simulate

        given = members(body, _SIMULATION)
        count, seed = whole(given, "workers", 50, least=1), whole(given, "seed", 1)
        report = simulate(
            self._marketplace,
            make_population(count, seed),
            milliseconds=milliseconds(given.get("for", "14d")),
            seed=seed,
            side=side,
        )
        return report.counts()

    def faults(self, side: Side, body: Json) -> JsonObject:  # noqa: ARG002 - one signature
        """Add rules to the fault script: one, a list of them, or such a list under `faults`."""
        with self._marketplace.acting() as scope:
            for rule in several(body, "faults"):
                fault_script.add(scope.tx, rule)
        return {"faults": self.fault_list()}

    def fault_list(self) -> list[Json]:
        """Return the rules that have not run out."""
        with self._marketplace.looking() as scope:
            return list[Json](fault_script.waiting(scope.tx))

    def clear_faults(self) -> JsonObject:
        """Forget the fault script."""
        with self._marketplace.acting() as scope:
            fault_script.clear(scope.tx)
        return {"faults": []}

    def journal(self, after: int = 0) -> list[JsonObject]:
        """Return every effect executed after entry number `after`, in order."""
        with self._marketplace.looking() as scope:
            return journal.entries(scope.tx, after)


Action: TypeAlias = Callable[[Control, Side, Json], JsonObject]

ACTIONS: Final[Mapping[str, Action]] = {
    "accept": Control.accept,
    "return": Control.give_back,
    "submit": Control.submit,
    "workers": Control.set_worker,
    "requesters": Control.set_requester,
    "clock": Control.clock,
    "settings": Control.settings,
    "faults": Control.faults,
    "simulate": Control.simulate,
}
