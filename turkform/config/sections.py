"""Sections: a key of the campaign file whose entries become objects of one kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeAlias, TypeVar

from turkform.config.values import Spec

if TYPE_CHECKING:
    from turkform.config.campaign import Row
    from turkform.config.yaml_source import Path

SpecT = TypeVar("SpecT", bound=Spec)


class Report(Protocol):
    """Takes a finding at a place in the data, or in a file that the data names."""

    def __call__(
        self, message: str, path: "Path", hint: str = "", *, file: str = "", line: int = 1
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that has been read, for checks across sections. `campaign` is its name; `lists`
    holds the rows of `from_csv:` files by the name of what refers to them."""

    campaign: str
    entries: Mapping[str, Mapping[str, Spec]]
    rows: Mapping[str, Sequence["Row"]]
    texts: Mapping[str, str]
    variables: Mapping[str, object]
    lists: Mapping[str, Sequence["Row"]]


Check: TypeAlias = Callable[[Gathered, Report], None]


@dataclass(frozen=True, slots=True)
class Section(Generic[SpecT]):
    """`key` is the word in YAML (`hit_types`), `kind` the word in addresses (`hit_type`).

    Texts that use a name of `late` are rendered later; those under a key of `expressions` are
    never rendered here. `check` looks at the section as a whole after everything is read.
    `comparable` are the keys that `ignore_changes:` may name, with the fields they stand for.
    """

    key: str
    kind: str
    model: type[SpecT]
    late: frozenset[str] = frozenset()
    expressions: frozenset[str] = frozenset()
    check: Check | None = None
    comparable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
