"""Sections: a key of the campaign file whose entries become objects of one kind."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from turkform.config.values import Spec

SpecT = TypeVar("SpecT", bound=Spec)


@dataclass(frozen=True, slots=True)
class Section(Generic[SpecT]):
    """`key` is the word in YAML (`hit_types`), `kind` the word in addresses (`hit_type`)."""

    key: str
    kind: str
    model: type[SpecT]
