"""A policy of AWS IAM: actions map one to one to operations, and no resource can be narrowed to."""

import json

from turkform.core.json_types import Json
from turkform.kinds.permissions import Permissions


def iam_policy(needed: Permissions, *, read_only: bool = False) -> str:
    """JSON. Paying and mailing is tied to a tag of the session, so that a run that only publishes
    cannot do it; `read_only` is for whoever plans untrusted changes."""
    statements = [_statement("Plan", "Allow", needed.reads)]
    if not read_only:
        statements += [_statement("Publish", "Allow", needed.objects)]
        if needed.workers:
            tagged: dict[str, Json] = {"StringEquals": {"aws:PrincipalTag/turkform": "pay"}}
            pay = _statement("PayAndMailWithTheTag", "Allow", needed.workers)
            statements += [pay | {"Condition": tagged}]
    statements += [_statement("Never", "Deny", needed.refused)]
    document = {"Version": "2012-10-17", "Statement": statements}
    return json.dumps(document, indent=2) + "\n"


def _statement(name: str, effect: str, operations: tuple[str, ...]) -> dict[str, Json]:
    actions: list[Json] = [f"mechanicalturk:{operation}" for operation in operations]
    return {"Sid": name, "Effect": effect, "Action": actions, "Resource": "*"}
