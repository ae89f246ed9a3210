"""Rules that got a new name: the ledger knows their old one, and would serve everybody again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from turkform.core.diagnostics import Diagnostic, Severity
from turkform.core.follow_ups import DueDeed
from turkform.kinds.follow_up.facts import Facts
from turkform.kinds.follow_up.spec import SECTION

# What is worth a warning: once more, it would cost money or reach a person.
_ACTIONS = {
    "SendBonus": "bonus",
    "NotifyWorkers": "message",
    "CreateWorkerBlock": "block",
    "CreateAdditionalAssignmentsForHIT": "extend",
    "UpdateExpirationForHIT": "extend",
    "CreateHITWithHITType": "compensate",
}


def renamed_rule_warnings(facts: Facts, due: Iterable[DueDeed]) -> Iterator[Diagnostic]:
    """One for each rule that would do again what one that is gone has done."""
    gone = _done_by_gone_rules(facts)
    if not gone:
        return
    again: dict[tuple[str, str], set[str]] = defaultdict(set)
    for deed in due:
        for name in gone.get((deed.action, deed.address.key or ""), ()):
            again[str(deed.address.group), name].add(deed.address.key or "")
    for (rule, name), keys in again.items():
        text = (
            f"does to {len(keys)} what follow_up.{name} did, which is no longer in the campaign: "
            "a rule with a new name is a new rule"
        )
        hint = f"Call it {name} again if it is meant to be the same."
        yield Diagnostic(text, None, rule, hint, Severity.WARNING)


def _done_by_gone_rules(facts: Facts) -> Mapping[tuple[str, str], list[str]]:
    """The names of rules that are gone, by action and key of what they did."""
    rules = facts.campaign.of(SECTION)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in facts.served.values():
        action, name = _ACTIONS.get(entry.operation), entry.address.name
        if action is not None and name not in rules:
            found[action, entry.address.key or ""].append(name)
    return found
