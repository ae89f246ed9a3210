"""A campaign living on an embedded marketplace, applied by the plainest possible executor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from turkform.config.campaign import Campaign
from turkform.config.load import load_campaign
from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, CallRefused, Calls, Reply
from turkform.core.identity import Identity
from turkform.core.json_types import JsonObject
from turkform.core.plan import Binding, Plan, Provenance
from turkform.core.resources import Resource
from turkform.engine.importing import Importing
from turkform.engine.refresh import refresh
from turkform.kinds.decide import calls_of
from turkform.kinds.registry import KINDS
from turkform.kinds.sections import SECTIONS
from turkform.marketplace.embedded import attach, open_marketplace
from turkform.planning.moves import moved
from turkform.planning.options import Funds, News, PlanContext, PlanOptions
from turkform.planning.planner import make_plan

IDENTITY = Identity("0123456789abcdef" * 2, "embedded", "local", "small")


@dataclass
class Living:
    """Plans and applies; `sent` records every write."""

    folder: Path
    client: Any
    state: dict[Address, Resource] = field(default_factory=dict)
    sent: list[ApiCall] = field(default_factory=list)
    funds: Funds = field(default_factory=Funds)

    def call(self, operation: str, parameters: JsonObject) -> Reply:
        method = getattr(self.client, boto3_name(operation))
        try:
            reply: Mapping[str, Any] = method(**parameters)
        except ClientError as error:
            body = error.response
            code = body["Error"]["Code"]
            text = body["Error"].get("Message", "")
            raise CallRefused(operation, code, str(body.get("TurkErrorCode", "")), text) from error
        return reply

    def mturk_id(self, address: Address) -> str:
        return self.state[address].mturk_id

    def lives(self, address: Address) -> Sequence[str]:
        return [self.state[address].mturk_id] if address in self.state else []

    def marker(self, logical_key: str, generation: int, digest: str) -> str:
        return IDENTITY.marker(logical_key, generation, digest)

    def write(self, text: str) -> None:
        (self.folder / "campaign.yaml").write_text(text)

    def plan(self, **options: Any) -> Plan:
        campaign = self._campaign()
        seen = refresh(KINDS, self.state.values(), self, lambda _: None)
        shifted = moved(campaign.moved, self.state.values())
        imported = self.imported(campaign)
        live = refresh(KINDS, imported, self, lambda _: None)
        observed = {**shifted.observed(seen), **live}
        binding = Binding("local", "", "", campaign.name, "l", 0, campaign.inputs)
        return make_plan(
            campaign,
            KINDS,
            [*shifted.resources.values(), *imported],
            observed,
            PlanOptions(**options),
            binding,
            Provenance("", False, "test"),
            PlanContext(datetime.now(UTC), self.funds),
            news=News(shifted.origins, frozenset(one.address for one in imported)),
        )

    def imported(self, campaign: Campaign) -> tuple[Resource, ...]:
        known = moved(campaign.moved, self.state.values()).resources
        wishes = {wish.address: wish for kind in KINDS for wish in kind.desired(campaign)}
        return Importing(self, IDENTITY, known, wishes).run(campaign.imports)

    def _campaign(self) -> Campaign:
        return load_campaign(self.folder, SECTIONS, root=self.folder)

    def apply(self, **options: Any) -> Plan:
        plan = self.plan(**options)
        self.state = dict(moved(self._campaign().moved, self.state.values()).resources)
        kinds = {kind.name: kind for kind in KINDS}
        for change in plan.changes:
            made = self._drive(calls_of(kinds[change.address.kind], change, self))
            self.state.pop(change.address, None)
            if made is not None:
                self.state[change.address] = made
        return plan

    def _drive(self, calls: Calls[Resource | None]) -> Resource | None:
        try:
            call = next(calls)
            while True:
                call = self._step(calls, call)
        except StopIteration as end:
            made: Resource | None = end.value
            return made

    def _step(self, calls: Calls[Resource | None], call: ApiCall) -> ApiCall:
        self.sent.append(call)
        try:
            reply = self.call(call.operation, call.parameters)
        except CallRefused as refusal:
            return calls.throw(refusal)
        return calls.send(reply)


def boto3_name(operation: str) -> str:
    """`CreateHITType` -> `create_hit_type`, as botocore does it."""
    from botocore import xform_name

    return str(xform_name(operation))


def living(folder: Path) -> Living:
    client = boto3.client(
        "mturk",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )
    attach(client, open_marketplace(folder / "market.db"))
    return Living(folder, client)
