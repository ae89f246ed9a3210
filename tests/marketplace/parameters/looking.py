"""What requesters and workers can see of a marketplace, before and after life went on."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from tests.marketplace.core_world import QUESTION
from tests.marketplace.errors.desk import Desk
from tests.marketplace.parameters.furniture import WORKERS, Room
from turkform.marketplace import work
from turkform.marketplace.external_submit import answers_document
from turkform.marketplace.not_allowed import NotAllowed
from turkform.marketplace.protocol.wire import WireRequest

_TOKEN: Final = re.compile(r'"NextToken":"[^"]*"')
_SENT: Final = "SELECT hit_type_id, event_type, destination, transport, version FROM outbox"
_MAIL: Final = "SELECT worker_id, subject, body FROM messages ORDER BY n"


def call(desk: Desk, operation: str, members: Mapping[str, Any]) -> str:
    """Return the body of a reply; page tokens, which are never the same, are left out."""
    headers = {"x-amz-target": f"MTurkRequesterServiceV20170117.{operation}"}
    request = WireRequest(headers, json.dumps(members).encode())
    return _TOKEN.sub('"NextToken":"…"', desk.marketplace.handle(request, "default").body.decode())


def consequences(room: Room, operation: str, members: Mapping[str, Any]) -> list[str]:
    """Return what a call answers, what it answers again, and everything that can be seen then."""
    desk = room.desk
    reply = call(desk, operation, members)
    seen = [reply, *sights(desk), call(desk, operation, members)]
    if operation == "CreateHITType":
        # a type shows itself in its HITs alone
        made = {"LifetimeInSeconds": 86_400, "Question": QUESTION}
        seen.append(call(desk, "CreateHITWithHITType", {**json.loads(reply), **made}))
    _work_on(desk)
    seen += sights(desk)
    desk.advance("31d")
    return [*seen, *sights(desk), *_deeds(desk)]


def sights(desk: Desk) -> list[str]:
    """Return what reading shows: money, HITs, work, qualifications, blocks, mail, events."""
    seen = [call(desk, "GetAccountBalance", {}), call(desk, "ListWorkerBlocks", {})]
    seen += [_hits(desk), call(desk, "ListQualificationRequests", {"MaxResults": 100})]
    seen += [
        call(desk, "ListReviewableHITs", {"Status": one}) for one in ("Reviewable", "Reviewing")
    ]
    for hit in json.loads(_hits(desk))["HITs"]:
        which = {"HITId": hit["HITId"]}
        seen.append(call(desk, "ListAssignmentsForHIT", which))
        seen.append(call(desk, "ListBonusPayments", which))
        seen.append(call(desk, "ListReviewPolicyResultsForHIT", which))
    return [*seen, *_types(desk), *_rows(desk, _SENT), *_rows(desk, _MAIL)]


def _hits(desk: Desk) -> str:
    return call(desk, "ListHITs", {"MaxResults": 100})


def _types(desk: Desk) -> list[str]:
    owned = {"MustBeRequestable": False, "MustBeOwnedByCaller": True, "MaxResults": 100}
    listed = call(desk, "ListQualificationTypes", owned)
    seen = [listed]
    for kind in json.loads(listed)["QualificationTypes"]:
        for status in ("Granted", "Revoked"):
            which = {"QualificationTypeId": kind["QualificationTypeId"], "Status": status}
            seen.append(call(desk, "ListWorkersWithQualificationType", which))
    return seen


def _rows(desk: Desk, query: str) -> list[str]:
    with desk.marketplace.looking() as scope:
        return [repr(dict(row)) for row in scope.tx.all(query)]


def _work_on(desk: Desk) -> None:
    """Let everybody ask for every qualification and do whatever HIT they may."""
    for kind in json.loads(_types(desk)[0])["QualificationTypes"]:
        _attempt(lambda kind=kind: desk.request(kind["QualificationTypeId"], "AWORKER5"))
    for hit in json.loads(_hits(desk))["HITs"]:
        for worker, answer in zip(WORKERS, ("cat", "dog", "cat", "cat", "dog"), strict=True):
            _attempt(lambda hit=hit, worker=worker, answer=answer: _do(desk, hit, worker, answer))


def _do(desk: Desk, hit: Mapping[str, Any], worker: str, answer: str) -> None:
    with desk.marketplace.acting() as scope:
        accepted = work.accept(scope, "live", hit["HITId"], worker)
    with desk.marketplace.acting() as scope:
        work.submit(scope, accepted.assignment_id, answers_document([("label", answer)]))


def _attempt(deed: Any) -> None:
    try:
        deed()
    except (NotAllowed, ClientError):
        return


def _deeds(desk: Desk) -> list[str]:
    """Return reasons that are for the record alone: nobody can read them but an administrator."""
    listed = [one for one in desk.control.journal() if one["operation"] == "DeleteWorkerBlock"]
    return [json.dumps(one["parameters"]) for one in listed]
