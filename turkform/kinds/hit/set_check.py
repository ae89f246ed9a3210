"""What `sets_of:` asks of the rest of the campaign."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from turkform.config.sections import Gathered, Report

if TYPE_CHECKING:
    from turkform.kinds.hit.spec import HitSpec
    from turkform.kinds.hit_type.spec import HitTypeSpec

MAX_REQUIREMENTS = 10
_LIKE_A_SET = re.compile(r".*~\d+", re.DOTALL)


def check_sets(gathered: Gathered, report: Report) -> None:
    """Report what would make the automatic guard keep the wrong workers away, or impossible."""
    groups = cast("Mapping[str, HitSpec]", gathered.entries.get("hits", {}))
    for name, spec in groups.items():
        if spec.sets_of is None:
            continue
        for key, text, hint in _problems(name, spec, groups, gathered):
            report(text, ("hits", name, key), hint)


def _problems(
    name: str, spec: "HitSpec", groups: "Mapping[str, HitSpec]", gathered: Gathered
) -> Iterator[tuple[str, str, str]]:
    sharing = [one for one, other in groups.items() if other.hit_type == spec.hit_type]
    if len(sharing) > 1:
        others = ", ".join(one for one in sharing if one != name)
        yield (
            "sets_of",
            f"the HIT type {spec.hit_type!r} is used by {others} too",
            "Sets keep workers away by their HIT type: give this group one of its own.",
        )
    terms = cast("HitTypeSpec | None", gathered.entries.get("hit_types", {}).get(spec.hit_type))
    if terms is not None and len(terms.require) >= MAX_REQUIREMENTS:
        yield (
            "sets_of",
            f"the HIT type {spec.hit_type!r} has {len(terms.require)} requirements already",
            f"Sets add one, and MTurk takes {MAX_REQUIREMENTS}: remove one.",
        )
    for row in gathered.rows.get(name, ()):
        if row.key is not None and _LIKE_A_SET.fullmatch(row.key):
            yield (
                "for_each",
                f"row {row.number}: the key {row.key[:40]!r} reads like a later set of another row",
                "With sets_of: a key may not end in ~ and digits.",
            )
