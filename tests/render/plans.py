"""Plans to render: one of everything, and the smallest ones."""

from collections.abc import Callable
from datetime import UTC, datetime

from turkform.core.addresses import Address
from turkform.core.changes import Action, Change, Cost, FieldChange, Reason
from turkform.core.diagnostics import Diagnostic, Severity
from turkform.core.json_types import Json
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

MADE = Provenance("4f1c2d3e5a6b7c8d", dirty=True, tool_version="1.2.3")
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
QUESTION = "<p>Which animal is it?</p>\n<input name=animal>\n<button>Send</button>\n"


def photos(count: int, action: Action, *reasons: Reason, cents: int = 0) -> list[Change]:
    """Equal changes of the HITs of one group."""
    cost = Cost(Money(36 * cents), Money(9 * cents))
    return [
        Change(Address("hit", "photos", f"img-{n:04d}"), action, reasons, cost=cost)
        for n in range(1, count + 1)
    ]


def rule(which: str, comparator: str, *values: int | str, guard: str = "Accept") -> Json:
    """A requirement as the state remembers it."""
    numbers: list[Json] = [value for value in values if isinstance(value, int)]
    places: list[Json] = [value for value in values if isinstance(value, str)]
    return {
        "qualification": which,
        "comparator": comparator,
        "integers": numbers,
        "locales": places,
        "guard": guard,
    }


def wrapped(page: str) -> str:
    """A page as the service has it."""
    return f"<HTMLQuestion><HTMLContent><![CDATA[{page}]]></HTMLContent></HTMLQuestion>"


def everything() -> Plan:
    """Every part that a plan can show, with long and hostile texts."""
    hit_type = Change(
        Address("hit_type", "label"),
        Action.REPLACE,
        (Reason.HIT_TYPE_IMMUTABLE,),
        (
            FieldChange("reward", "0.12", "0.15"),
            FieldChange(
                "require",
                [rule("000000000000000000L0", "GreaterThanOrEqualTo", 95), rule("3OLD", "Exists")],
                [
                    rule("000000000000000000L0", "GreaterThanOrEqualTo", 97),
                    rule("00000000000000000071", "In", "CA", "US", guard="PreviewAndAccept"),
                ],
            ),
            FieldChange("keywords", "photo, image", "photo, image, label, animal, cat, dog, bird"),
            FieldChange("description", "Look at a photo.", "Look at a photo, 写真を見て. " * 4),
        ),
    )
    trained = Change(
        Address("qualification_type", "trained"),
        Action.UPDATE,
        (Reason.FIELD_CHANGED,),
        (FieldChange("test", QUESTION, QUESTION.replace("animal", "bird")),),
    )
    changes = (
        *photos(3, Action.DELETE, Reason.REMOVED, cents=-1),
        hit_type,
        trained,
        Change(
            Address("hit", "maps"),
            Action.REPLACE,
            (Reason.QUESTION_IMMUTABLE,),
            (
                FieldChange(
                    "question", wrapped(QUESTION), wrapped(QUESTION.replace("animal", "fish"))
                ),
            ),
        ),
        *photos(1_000, Action.CREATE, Reason.NEW, cents=1),
        Change(Address("notification", "events"), Action.FORGET, (Reason.REMOVED,)),
        Change(Address("hit", "old", "x\x1b[2J\n"), Action.IMPORT, (Reason.IMPORTED,)),
    )
    return Plan(
        _binding("production", "https://mturk-requester.us-east-1.amazonaws.com"),
        MADE,
        AT,
        changes,
        unchanged=41,
        drift=_drift(),
        follow_ups=_follow_ups(),
        finances=Finances(
            Cost(Money(36_000), Money(9_000)),
            later_max=Money(4_000),
            balance=Money(1_000_000),
            spent=Money(12_345),
            budget=Money(90_000),
            saved=Money(1_800),
        ),
        diagnostics=(
            Diagnostic(
                "left as it is: assignments of a HIT cannot be taken back",
                None,
                'hit.photos["img-9"]',
                "--replace 'hit.photos[\"img-9\"]' buys it anew",
                Severity.WARNING,
            ),
        ),
        unresolved=2,
        waiting=(Waiting(Address("hit", "photos"), 2_000, Cost(Money(72_000), Money(18_000))),),
    )


def nothing() -> Plan:
    """Nothing to do."""
    return Plan(_binding("local", "embedded"), MADE, AT, unchanged=1_001, finances=_rich())


def waits() -> Plan:
    """Nothing to do now, and more to come."""
    bonus = FollowUpGroup(
        "follow_up.careful", "bonus", (), later="28 more by 3 December 2026, at most $33.60"
    )
    money = Finances(later_max=Money(3_360), balance=Money(999_860), spent=Money(140))
    binding = _binding("local", "embedded")
    return Plan(binding, MADE, AT, unchanged=1_001, follow_ups=(bonus,), finances=money)


def going() -> Plan:
    """A destroy that gives money back."""
    money = Finances(Cost(Money(-360), Money(-90)), balance=Money(100))
    changes = tuple(photos(10, Action.DELETE, Reason.DESTROY, cents=-1))
    binding = _binding("lab", "https://hits.lab.example", "hit.photos")
    return Plan(binding, MADE, AT, changes, finances=money, destroy=True)


PLANS = {"everything": everything, "nothing": nothing, "waits": waits, "going": going}


def _binding(environment: str, endpoint: str, *target: str) -> Binding:
    account = "123456789012" if environment == "production" else "embedded"
    options = {"target": list(target)} if target else {}
    return Binding(environment, endpoint, account, "photo-labels", "l", 7, {}, {**options})


def _rich() -> Finances:
    return Finances(balance=Money(999_860), spent=Money(140), budget=Money(2_500))


def _drift() -> tuple[Drift, ...]:
    changed = (FieldChange("status", "Active", "Inactive"),)
    return (
        Drift(Address("qualification_type", "trained"), changed),
        *(Drift(Address("hit", "photos", f"gone-{n}"), (), gone=True) for n in range(4)),
    )


def _follow_ups() -> tuple[FollowUpGroup, ...]:
    return (
        FollowUpGroup("follow_up.invite", "message", _items("invite", 240, mail), emails=240),
        FollowUpGroup(
            "follow_up.careful", "bonus", _items("careful", 12, lambda _: "Careful labelling", 100),
            Cost(Money(1_200), Money(240)), later="28 more by 3 December 2026, at most $33.60",
            why="worker.approved >= 20 and worker.agreement >= 0.9",
        ),
        FollowUpGroup(
            "follow_up.accept", "approve", _items("accept", 60, thanks, 12),
            Cost(Money(720), Money(120)), why="answer.label != ''",
        ),
        FollowUpGroup("follow_up.later", "grant", (), later="known when results come in"),
    )  # fmt: skip


def mail(number: int) -> str:
    """Everybody gets the same words."""
    assert number >= 0
    return "Wave two is open\nHello,\n\nthank you for labelling photos with us."


def thanks(number: int) -> str:
    """Words of their own for each."""
    return f"Thank you, img-{number:04} is labelled."


def _items(
    rule: str, count: int, text: Callable[[int], str], cents: int = 0
) -> tuple[FollowUpItem, ...]:
    return tuple(
        FollowUpItem(Address("follow_up", rule, f"A{n}"), f"W{n % 40}", Money(cents), text(n))
        for n in range(count)
    )
