"""What happened to whom, read from the marketplace's own record; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from turkform.core.money import ZERO, Money

Entry = Mapping[str, Any]
_DECISIONS = {
    "ApproveAssignment": "approved",
    "time:approve": "approved",
    "policy:approve": "approved",
    "policy:reject": "rejected",
    "RejectAssignment": "rejected",
}


@dataclass(slots=True)
class Record:
    """What happened so far, by worker name; `bonuses` are sums without fees.

    `decisions` holds the last one about each assignment, so that an overridden rejection counts
    as an approval.
    """

    names: Mapping[str, str]
    _workers: dict[str, str] = field(default_factory=dict)
    _decisions: dict[str, str] = field(default_factory=dict)
    submitted: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)
    bonuses: dict[str, Money] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)

    def decided(self, decision: str) -> Counter[str]:
        """How many assignments of each worker are `approved` or `rejected`."""
        found = (one for one, how in self._decisions.items() if how == decision)
        return Counter(self._workers[one] for one in found)

    def take(self, entry: Entry) -> None:
        """Note one effect."""
        operation, given = str(entry["operation"]), entry["parameters"]
        if operation in _DECISIONS:
            self._decisions[given["AssignmentId"]] = _DECISIONS[operation]
        elif operation == "worker:accept":
            assignment = entry["result"]["AssignmentId"]
            self._workers[assignment] = self._name(given["WorkerId"])
        elif operation == "worker:submit":
            self.submitted[self._workers[given["AssignmentId"]]] += 1
        else:
            self._take_deed(operation, given)

    def _take_deed(self, operation: str, given: Mapping[str, Any]) -> None:
        if operation == "SendBonus":
            name = self._name(given["WorkerId"])
            amount = Money.parse(str(given["BonusAmount"]))
            self.bonuses[name] = self.bonuses.get(name, ZERO) + amount
        elif operation == "NotifyWorkers":
            self.messages.update(self._name(worker) for worker in given["WorkerIds"])
        elif operation == "CreateWorkerBlock":
            self.blocked.add(self._name(given["WorkerId"]))
        elif operation == "DeleteWorkerBlock":
            self.blocked.discard(self._name(given["WorkerId"]))

    def _name(self, worker: str) -> str:
        return self.names.get(worker, worker)


def record_of(journal: Iterable[Entry], names: Mapping[str, str]) -> Record:
    """Read a journal; `names` are the scenario's workers by id."""
    record = Record(names)
    for entry in journal:
        record.take(entry)
    return record
