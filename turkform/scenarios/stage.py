"""The stage of one scenario: a marketplace of its own, its workers, its clock."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from turkform.config.templates import Renderer
from turkform.core.errors import TurkformError
from turkform.marketplace import qualification_work, work
from turkform.marketplace.control.api import Control
from turkform.marketplace.embedded import open_marketplace
from turkform.marketplace.not_allowed import NotAllowed
from turkform.marketplace.store import hits
from turkform.marketplace.worker_site.form_answers import posted_document
from turkform.scenarios.spec import WorkerSpec

_SIDE: Final = "live"
_NO_ID: Final = re.compile(r"[^A-Z0-9]")


class Stage:
    """What workers do, and when; every deed is one that the worker site offers as well."""

    def __init__(self, database: Path, workers: Mapping[str, WorkerSpec]) -> None:
        self._marketplace = open_marketplace(database, side=_SIDE)
        self._control = Control(self._marketplace)
        self._render = Renderer().render
        self._ids = _ids(workers)
        for name, worker in workers.items():
            self._control.set_worker(_SIDE, {"WorkerId": self._ids[name], **_profile(worker)})

    def close(self) -> None:
        """Close the marketplace."""
        self._marketplace.close()

    @property
    def names(self) -> Mapping[str, str]:
        """The scenario's names by worker id."""
        return {worker: name for name, worker in self._ids.items()}

    def wait(self, duration: timedelta) -> None:
        """Let time pass, with everything that becomes due in it."""
        self._control.clock(_SIDE, {"advance": f"{int(duration.total_seconds())}s"})

    def work(
        self,
        hit: str,
        name: str,
        answers: Mapping[str, str],
        values: Mapping[str, Any],
        takes: timedelta,
    ) -> None:
        """Accept, take a while, submit; `TurkformError` says why the worker may not."""
        fields = self._rendered(answers, {**values, "worker": name})
        try:
            accepted = self._control.accept(_SIDE, {"HITId": hit, "WorkerId": self._ids[name]})
            self.wait(takes)
            with self._marketplace.acting() as scope:
                found = hits.find(scope.tx, hit)
                document = posted_document(found.question if found else "", fields)
                work.submit(scope, str(accepted["AssignmentId"]), document)
        except NotAllowed as refusal:
            msg = f"{name} may not work on it: {refusal}"
            raise TurkformError(msg) from refusal

    def request(self, type_id: str, name: str, answers: Mapping[str, str]) -> None:
        """Ask for a qualification, and hand its test in where it has one."""
        worker = self._ids[name]
        fields = self._rendered(answers, {"worker": name})
        try:
            with self._marketplace.acting() as scope:
                asked = qualification_work.request_qualification(scope, _SIDE, type_id, worker)
            if asked.state == "Started":
                with self._marketplace.acting() as scope:
                    document = posted_document(asked.test or "", fields)
                    qualification_work.submit_test(scope, asked.request_id, worker, document)
        except NotAllowed as refusal:
            msg = f"{name} may not request it: {refusal}"
            raise TurkformError(msg) from refusal

    def journal(self) -> list[dict[str, Any]]:
        """Every effect executed so far, as the marketplace saw it, not as turkform remembers it."""
        return [dict(entry) for entry in self._control.journal()]

    def _rendered(
        self, answers: Mapping[str, str], values: Mapping[str, Any]
    ) -> list[tuple[str, str]]:
        return [(name, self._render(text, values)) for name, text in answers.items()]


def _ids(names: Iterable[str]) -> Mapping[str, str]:
    """Worker ids are letters and digits behind an A; two names may not fall together."""
    made: dict[str, str] = {}
    for name in names:
        worker = "A" + _NO_ID.sub("0", name.upper())
        while worker in made.values():
            worker += "X"
        made[name] = worker
    return made


def _profile(worker: WorkerSpec) -> dict[str, str | int | bool]:
    profile: dict[str, str | int | bool] = {
        "Country": worker.country,
        "Submitted": worker.submitted,
        "Approved": worker.approved,
        "Adult": worker.adult == "yes",
        "Masters": worker.masters == "yes",
    }
    return profile | ({"Subdivision": worker.subdivision} if worker.subdivision else {})
