"""Judges by the marketplace's own journal, never by turkform's word."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

Effect = tuple[str, ...]
ONCE = frozenset({
    "CreateHITWithHITType", "CreateAdditionalAssignmentsForHIT", "CreateQualificationType",
    "SendBonus", "NotifyWorkers", "ApproveAssignment", "RejectAssignment",
})  # fmt: skip


def effects(journal: Iterable[Mapping[str, Any]]) -> list[Effect]:
    """What was done to what, named by what people declared and not by the service's ids."""
    names: dict[str, str] = {}
    found: list[Effect] = []
    for entry in journal:
        operation, parameters = str(entry["operation"]), entry["parameters"]
        if operation == "CreateHITType":
            names[_id(entry, "HITTypeId")] = f"{parameters['Title']} at {parameters['Reward']}"
        elif operation == "CreateQualificationType":
            names[_id(entry, "QualificationTypeId")] = str(parameters["Name"])
        elif operation == "CreateHITWithHITType":
            names[_id(entry, "HITId")] = _thing(parameters)
        if operation == "NotifyWorkers":
            found += [(operation, worker) for worker in mailed(entry)]
        else:
            found.append((operation, *_subject(operation, parameters, names)))
    return found


def made(journal: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Each HIT that was made: its id, and the thing that it shows."""
    return [
        (_id(entry, "HITId"), _thing(entry["parameters"]))
        for entry in journal
        if entry["operation"] == "CreateHITWithHITType"
    ]


def mailed(entry: Mapping[str, Any]) -> list[str]:
    """The workers whom a call of NotifyWorkers reached."""
    failures = entry["result"].get("NotifyWorkersFailureStatuses", [])
    failed = {str(one["WorkerId"]) for one in failures}
    return [worker for worker in entry["parameters"]["WorkerIds"] if worker not in failed]


def twice(done: Iterable[Effect]) -> list[str]:
    """Effects that may happen once only and happened more often."""
    often = Counter(effect for effect in done if effect[0] in ONCE)
    return [f"{n} times: {' '.join(effect)}" for effect, n in often.items() if n > 1]


def differences(done: Iterable[Effect], wanted: Iterable[Effect]) -> list[str]:
    """Effects that are missing or were never wanted; how often a harmless one happened is free."""
    mine, theirs = set(done), set(wanted)
    return [
        *(f"missing: {' '.join(effect)}" for effect in sorted(theirs - mine)),
        *(f"unwanted: {' '.join(effect)}" for effect in sorted(mine - theirs)),
    ]


def _id(entry: Mapping[str, Any], member: str) -> str:
    text = json.dumps(entry["result"])
    found = re.search(rf'"{member}": "([^"]+)"', text)
    return found.group(1) if found else ""


def _thing(parameters: Mapping[str, Any]) -> str:
    found = re.search(r"thing=\[(\w+)\]", str(parameters["Question"]))
    return f"thing {found.group(1)}" if found else "a foreign HIT"


def _subject(
    operation: str, parameters: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[str, ...]:
    if operation == "CreateHITWithHITType":
        return _thing(parameters), names.get(str(parameters["HITTypeId"]), "?")
    kept = {
        name: names.get(str(value), value) for name, value in parameters.items() if name in _TELLING
    }
    return tuple(f"{name}={kept[name]}" for name in sorted(kept))


_TELLING = frozenset({
    "HITId", "HITTypeId", "QualificationTypeId", "Name", "Title", "Reward", "Description",
    "NumberOfAdditionalAssignments", "WorkerId", "AssignmentId", "BonusAmount", "Subject",
    "IntegerValue",
})  # fmt: skip
