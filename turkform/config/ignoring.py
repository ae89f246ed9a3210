"""`ignore_changes:` names keys of the YAML; what a kind compares may have other names."""

from collections.abc import Mapping, Sequence
from typing import Any

from turkform.config.sections import Report, Section
from turkform.config.values import Lifecycle, Spec
from turkform.core.diagnostics import nearest


def check_ignored(
    sections: Sequence[Section[Any]], entries: Mapping[str, Mapping[str, Spec]], report: Report
) -> None:
    """Report every name that is no key whose changes could be ignored."""
    for section in sections:
        for name, spec in entries.get(section.key, {}).items():
            lifecycle = getattr(spec, "lifecycle", None)
            for number, key in enumerate(lifecycle.ignore_changes if lifecycle else ()):
                if key not in section.comparable:
                    path = (section.key, name, "lifecycle", "ignore_changes", number)
                    message = f"{key!r} is not a key whose changes can be ignored"
                    report(message, path, nearest(key, section.comparable))


def ignored(section: Section[Any], lifecycle: Lifecycle) -> tuple[str, ...]:
    """The fields that a kind looks away from."""
    keys = lifecycle.ignore_changes
    return tuple(field for key in keys for field in section.comparable.get(key, ()))
