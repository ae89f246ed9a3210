"""What tests and simulations may do beside the requester API (contract: design, section 6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, cast

from turkform.marketplace import work
from turkform.marketplace.authentication import DEFAULT_REQUESTER
from turkform.marketplace.context import Side
from turkform.marketplace.control import fault_script
from turkform.marketplace.control.durations import milliseconds
from turkform.marketplace.domain.money import cents
from turkform.marketplace.json_types import Json, JsonObject
from turkform.marketplace.service import Marketplace
from turkform.marketplace.settings import store_setting
from turkform.marketplace.store import journal, requesters, workers

_PROFILE: Final[Mapping[str, str]] = {
    "Country": "country",
    "Subdivision": "subdivision",
    "Approved": "prior_approved",
    "Submitted": "prior_submitted",
    "Adult": "adult",
    "Masters": "masters",
    "Suspended": "suspended",
    "MailFailures": "mail_failures",
    "Name": "name",
    "Email": "email",
}


class Control:
    """The control API as methods; `side` is the side that workers and HITs are on."""

    def __init__(self, marketplace: Marketplace) -> None:
        self._marketplace = marketplace

    def accept(self, side: Side, body: JsonObject) -> JsonObject:
        """Let a worker accept a HIT: `HITId`, `WorkerId` -> `AssignmentId`."""
        with self._marketplace.acting() as scope:
            row = work.accept(scope, side, str(body["HITId"]), str(body["WorkerId"]))
        return {"AssignmentId": row.assignment_id}

    def give_back(self, side: Side, body: JsonObject) -> JsonObject:  # noqa: ARG002 - one signature
        """Return accepted work: `AssignmentId`."""
        with self._marketplace.acting() as scope:
            work.give_back(scope, str(body["AssignmentId"]))
        return {}

    def set_worker(self, side: Side, body: JsonObject) -> JsonObject:
        """Add or change a worker: `WorkerId` and any of the profile."""
        unknown = body.keys() - _PROFILE.keys() - {"WorkerId"}
        if unknown:
            raise ValueError(f"unknown member: {min(unknown)}")
        worker_id = str(body["WorkerId"])
        values = {_PROFILE[key]: value for key, value in body.items() if key != "WorkerId"}
        with self._marketplace.acting() as scope:
            workers.ensure(scope.tx, side, worker_id, scope.now_ms)
            columns = cast("dict[str, str | int | bool | None]", values)
            workers.set_profile(scope.tx, side, worker_id, **columns)
        return {"WorkerId": worker_id}

    def set_requester(self, side: Side, body: JsonObject) -> JsonObject:
        """Add or change an account: `Name`, and `Linked` or `Balance` (dollars, as text)."""
        unknown = body.keys() - {"Name", "Linked", "Balance"}
        if unknown:
            raise ValueError(f"unknown member: {min(unknown)}")
        name = str(body.get("Name", DEFAULT_REQUESTER))
        with self._marketplace.acting() as scope:
            self._marketplace.add_requester(scope, name, side)
            row = requesters.find(scope.tx, name, side)
            if row is None:
                raise AssertionError("the requester was just added")
            if "Linked" in body:
                requesters.link(scope.tx, row.requester_id, linked=bool(body["Linked"]))
            if "Balance" in body:
                requesters.set_balance(scope.tx, row.requester_id, cents(str(body["Balance"])))
        return {"Name": name, "CustomerId": row.requester_id}

    def clock(self, side: Side, body: JsonObject) -> JsonObject:  # noqa: ARG002 - one signature
        """Advance the clock: `advance` -> `now` in epoch seconds; what became due happens."""
        with self._marketplace.acting() as scope:
            step = milliseconds(body["advance"]) if "advance" in body else 0
            store_setting(scope.tx, "clock_offset_ms", scope.settings.clock_offset_ms + step)
        with self._marketplace.looking() as scope:
            return {"now": scope.now_ms / 1000}

    def settings(self, side: Side, body: JsonObject) -> JsonObject:  # noqa: ARG002 - one signature
        """Change switches: names of `Settings`; the lags take durations and end in `_lag`."""
        with self._marketplace.acting() as scope:
            for name, value in body.items():
                if name.endswith("_lag"):
                    store_setting(scope.tx, f"{name}_ms", milliseconds(value))
                else:
                    store_setting(scope.tx, name, int(cast("int", value)))
        return {}

    def simulate(self, side: Side, body: JsonObject) -> JsonObject:
        """Let simulated workers work: `workers`, `seed`, `for` (a duration) -> what they did."""
        from turkform.marketplace.simulation.population import make_population
        from turkform.marketplace.simulation.simulate import simulate

        count, seed = (
            int(cast("int", body.get("workers", 50))),
            int(cast("int", body.get("seed", 1))),
        )
        report = simulate(
            self._marketplace,
            make_population(count, seed),
            milliseconds=milliseconds(body.get("for", "14d")),
            seed=seed,
            side=side,
        )
        return report.counts()

    def faults(self, side: Side, body: JsonObject) -> JsonObject:  # noqa: ARG002 - one signature
        """Add rules to the fault script: `faults`, a list of rules, or one rule itself."""
        rules = body.get("faults", [body])
        if not isinstance(rules, list):
            raise TypeError("faults must be a list")
        with self._marketplace.acting() as scope:
            for rule in rules:
                fault_script.add(scope.tx, cast("JsonObject", rule))
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


Action: TypeAlias = Callable[[Control, Side, JsonObject], JsonObject]

ACTIONS: Final[Mapping[str, Action]] = {
    "accept": Control.accept,
    "return": Control.give_back,
    "workers": Control.set_worker,
    "requesters": Control.set_requester,
    "clock": Control.clock,
    "settings": Control.settings,
    "faults": Control.faults,
    "simulate": Control.simulate,
}
