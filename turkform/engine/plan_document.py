"""A plan as JSON and back: every field that apply compares, amounts as strings."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from turkform.core.addresses import Address
from turkform.core.changes import Action, Change, Cost, FieldChange, Reason
from turkform.core.diagnostics import Diagnostic, Severity
from turkform.core.money import Money
from turkform.core.plan import (
    Binding,
    Drift,
    Finances,
    FollowUpGroup,
    FollowUpItem,
    Plan,
    Provenance,
    Waiting,
)
from turkform.core.resources import Resource

Amount: TypeAlias = Annotated[str, Field(pattern=r"^-?[0-9]{1,12}\.[0-9]{2}$")]


class Saved(BaseModel):
    """Nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SavedCost(Saved):
    """`Cost`."""

    rewards: Amount
    fees: Amount


class SavedField(Saved):
    """`FieldChange`."""

    name: str
    before: JsonValue
    after: JsonValue


class SavedChange(Saved):
    """`Change`; `prior` and `wanted` are digests, which pin what would be sent."""

    address: str
    action: Action
    reasons: tuple[Reason, ...]
    fields: tuple[SavedField, ...]
    id: str
    prior: str
    wanted: str
    depends_on: tuple[str, ...]
    cost: SavedCost


class SavedDeed(Saved):
    """`FollowUpItem`."""

    address: str
    worker: str
    amount: Amount
    text: str


class SavedFollowUps(Saved):
    """`FollowUpGroup`."""

    rule: str
    action: str
    items: tuple[SavedDeed, ...]
    cost: SavedCost
    emails: int
    later: str
    why: str


class SavedDrift(Saved):
    """`Drift`."""

    address: str
    fields: tuple[SavedField, ...]
    gone: bool


class SavedNote(Saved):
    """`Diagnostic`, its place already in the message."""

    message: str
    severity: Severity


class SavedMoney(Saved):
    """`Finances`."""

    now: SavedCost
    later_max: Amount
    balance: Amount | None
    spent: Amount
    budget: Amount | None
    saved: Amount
    released: SavedCost


class SavedWaiting(Saved):
    """`Waiting`."""

    group: str
    hits: int
    cost: SavedCost


class SavedBinding(Saved):
    """`Binding`, and where the campaign was found."""

    environment: str
    endpoint: str
    account: str
    campaign: str
    lineage: str
    serial: int
    inputs: dict[str, str]
    options: dict[str, JsonValue]
    project: str
    folder: str
    relative: str
    variables: dict[str, str]


class SavedProvenance(Saved):
    """`Provenance`."""

    commit: str
    dirty: bool
    tool_version: str


class PlanDocument(Saved):
    """The whole file; `seal` is the HMAC of everything else."""

    kind: Literal["turkform saved plan"]
    format_version: Literal["1"]
    plan_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    created_at: AwareDatetime
    binding: SavedBinding
    provenance: SavedProvenance
    changes: tuple[SavedChange, ...]
    unchanged: int
    drift: tuple[SavedDrift, ...]
    follow_ups: tuple[SavedFollowUps, ...]
    finances: SavedMoney
    diagnostics: tuple[SavedNote, ...]
    unresolved: int
    destroy: bool
    waiting: tuple[SavedWaiting, ...]
    seal: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _amount(money: Money) -> str:
    return str(money.decimal.quantize(Decimal("0.01")))


def _money(text: str) -> Money:
    return Money.of(Decimal(text))


def _cost(cost: Cost) -> SavedCost:
    return SavedCost(rewards=_amount(cost.rewards), fees=_amount(cost.fees))


def _fields(fields: tuple[FieldChange, ...]) -> tuple[SavedField, ...]:
    return tuple(
        SavedField.model_validate({"name": f.name, "before": f.before, "after": f.after})
        for f in fields
    )


def saved_change(change: Change) -> SavedChange:
    """What is compared at apply, for one change."""
    return SavedChange(
        address=str(change.address),
        action=change.action,
        reasons=change.reasons,
        fields=_fields(change.fields),
        id=change.prior.mturk_id if change.prior else "",
        prior=change.prior.digest if change.prior else "",
        wanted=change.desired.digest if change.desired else "",
        depends_on=tuple(map(str, change.depends_on)),
        cost=_cost(change.cost),
    )


def saved_deed(item: FollowUpItem) -> SavedDeed:
    """What is compared at apply, for one deed."""
    return SavedDeed(
        address=str(item.address), worker=item.worker, amount=_amount(item.amount), text=item.text
    )


def saved_follow_ups(group: FollowUpGroup) -> SavedFollowUps:
    """What is shown of a rule, and its due deeds."""
    items = tuple(map(saved_deed, group.items))
    return SavedFollowUps(
        rule=group.rule, action=group.action, items=items, cost=_cost(group.cost),
        emails=group.emails, later=group.later, why=group.why,
    )  # fmt: skip


def encode(
    plan: Plan, plan_id: str, origin: Mapping[str, str], variables: Mapping[str, str]
) -> PlanDocument:
    """The document of a plan, not sealed yet; `origin` has project, folder and relative."""
    bound = plan.binding
    money = plan.finances
    return PlanDocument(
        kind="turkform saved plan",
        format_version="1",
        plan_id=plan_id,
        created_at=plan.created_at,
        binding=SavedBinding.model_validate({
            "environment": bound.environment, "endpoint": bound.endpoint,
            "account": bound.account, "campaign": bound.campaign, "lineage": bound.lineage,
            "serial": bound.serial, "inputs": dict(bound.inputs), "options": dict(bound.options),
            **origin, "variables": dict(variables),
        }),
        provenance=SavedProvenance(
            commit=plan.provenance.commit, dirty=plan.provenance.dirty,
            tool_version=plan.provenance.tool_version,
        ),
        changes=tuple(map(saved_change, plan.changes)),
        unchanged=plan.unchanged,
        drift=tuple(
            SavedDrift(address=str(d.address), fields=_fields(d.fields), gone=d.gone)
            for d in plan.drift
        ),
        follow_ups=tuple(map(saved_follow_ups, plan.follow_ups)),
        finances=SavedMoney(
            now=_cost(money.now), later_max=_amount(money.later_max),
            balance=None if money.balance is None else _amount(money.balance),
            spent=_amount(money.spent),
            budget=None if money.budget is None else _amount(money.budget),
            saved=_amount(money.saved), released=_cost(money.released),
        ),
        diagnostics=tuple(
            SavedNote(message=str(d), severity=d.severity) for d in plan.diagnostics
        ),
        unresolved=plan.unresolved,
        destroy=plan.destroy,
        waiting=tuple(
            SavedWaiting(group=str(w.group), hits=w.hits, cost=_cost(w.cost))
            for w in plan.waiting
        ),
        seal="0" * 64,
    )  # fmt: skip


def decode(document: PlanDocument) -> Plan:
    """The plan as it was shown; what is wanted is not in it, so it cannot be performed."""
    bound, money = document.binding, document.finances
    return Plan(
        Binding(
            bound.environment, bound.endpoint, bound.account, bound.campaign, bound.lineage,
            bound.serial, bound.inputs, bound.options,
        ),
        Provenance(**document.provenance.model_dump()),
        document.created_at,
        tuple(map(_change, document.changes)),
        document.unchanged,
        tuple(
            Drift(Address.parse(d.address), tuple(map(_field, d.fields)), d.gone)
            for d in document.drift
        ),
        tuple(map(_follow_ups, document.follow_ups)),
        Finances(
            cost_of(money.now),
            _money(money.later_max),
            None if money.balance is None else _money(money.balance),
            _money(money.spent),
            None if money.budget is None else _money(money.budget),
            _money(money.saved),
            cost_of(money.released),
        ),
        tuple(Diagnostic(d.message, severity=d.severity) for d in document.diagnostics),
        document.unresolved,
        document.destroy,
        tuple(
            Waiting(Address.parse(w.group), w.hits, cost_of(w.cost)) for w in document.waiting
        ),
    )  # fmt: skip


def _change(saved: SavedChange) -> Change:
    address = Address.parse(saved.address)
    return Change(
        address,
        saved.action,
        saved.reasons,
        tuple(map(_field, saved.fields)),
        Resource(address, saved.id, saved.prior) if saved.prior else None,
        None,
        tuple(map(Address.parse, saved.depends_on)),
        cost_of(saved.cost),
    )


def _field(saved: SavedField) -> FieldChange:
    return FieldChange(saved.name, saved.before, saved.after)


def cost_of(saved: SavedCost) -> Cost:
    """The money as it was saved."""
    return Cost(_money(saved.rewards), _money(saved.fees))


def _follow_ups(saved: SavedFollowUps) -> FollowUpGroup:
    return FollowUpGroup(
        saved.rule,
        saved.action,
        tuple(
            FollowUpItem(Address.parse(i.address), i.worker, _money(i.amount), i.text)
            for i in saved.items
        ),
        cost_of(saved.cost),
        saved.emails,
        saved.later,
        saved.why,
    )
