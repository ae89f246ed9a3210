"""GetFileUploadURL: answers since 2017-12-12 have no files (API reference 5.1)."""

from __future__ import annotations

from turkform.marketplace.context import Context, Request
from turkform.marketplace.json_types import Members
from turkform.marketplace.protocol.errors import assignment_does_not_exist, invalid_value
from turkform.marketplace.store import assignments


def get_file_upload_url(ctx: Context, request: Request) -> Members:
    """Refuse: no question can have asked for a file."""
    assignment_id = str(request["AssignmentId"])
    row = assignments.find(ctx.tx, assignment_id)
    if row is None or row.requester_id != ctx.requester.id or row.submitted_at is None:
        raise assignment_does_not_exist(assignment_id)
    raise invalid_value("QuestionIdentifier", request["QuestionIdentifier"])
