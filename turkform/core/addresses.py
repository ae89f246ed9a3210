"""Addresses: the stable name of every object of a campaign (design section 2)."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
_ADDRESS = re.compile(rf'([a-z_]+)\.({NAME.pattern})(?:\[("(?:[^"\\]|\\.)*")\])?')


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """`kind.name` or `kind.name["key"]`; `str` and `parse` are inverse."""

    kind: str
    name: str
    key: str | None = None

    def __str__(self) -> str:
        return f"{self.kind}.{self.name}" + (
            "" if self.key is None else f"[{json.dumps(self.key)}]"
        )

    @property
    def group(self) -> "Address":
        """The address without its key: `hit.photos` for `hit.photos["img-1"]`."""
        return Address(self.kind, self.name)

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read an address; `ValueError` says what was expected."""
        match = _ADDRESS.fullmatch(text)
        if not match:
            msg = f'{text!r} is not an address; expected kind.name or kind.name["key"]'
            raise ValueError(msg)
        kind, name, key = match.groups()
        return cls(kind, name, None if key is None else json.loads(key))


def matches(pattern: str, address: Address) -> bool:
    """Whether a `--target` pattern (globs allowed) covers an address; a group covers its keys."""
    return fnmatchcase(str(address.group), pattern) or _glob(pattern, str(address))


def _glob(pattern: str, text: str) -> bool:
    # Brackets are part of an address, not a character class.
    literal = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(literal, text, re.DOTALL) is not None


def unmatched(patterns: Iterable[str], addresses: Sequence[Address]) -> dict[str, tuple[str, ...]]:
    """Patterns that cover nothing, each with the nearest real addresses."""
    names = sorted({str(a) for a in addresses} | {str(a.group) for a in addresses})
    missing = (p for p in patterns if not any(matches(p, a) for a in addresses))
    return {p: tuple(get_close_matches(p, names, n=3, cutoff=0.5)) for p in missing}
