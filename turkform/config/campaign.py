"""A campaign as it was loaded and checked: typed, complete, read-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from pydantic import Field

from turkform.config.sections import Section, SpecT
from turkform.config.values import (
    DurationValue,
    Flag,
    Lifecycle,
    MoneyValue,
    Share,
    Spec,
    Text,
    WholeNumber,
)
from turkform.config.yaml_source import Path as DataPath
from turkform.core.addresses import Address
from turkform.core.diagnostics import SourceSpan


class Variable(Spec):
    """A value that `--var` may set."""

    type: Literal["text", "money", "integer", "boolean", "duration"] = "text"
    default: Text | None = None
    description: Text = ""


class Budget(Spec):
    """What may be spent on the campaign, and on one worker, over its whole life."""

    spend: MoneyValue | None = None
    per_worker: MoneyValue | None = None


class Limits(Spec):
    """Past which plan and apply refuse: shares of what there is, amounts of one plan."""

    rejections: Share | None = None
    deletes: Share | None = None
    blocks: Share | None = None
    bonuses: MoneyValue | None = None
    messages: WholeNumber | None = None


class FairPay(Spec):
    """What an assignment is expected to take, and what an hour must bring at least."""

    estimated_duration: DurationValue
    minimum_hourly: MoneyValue


class Moved(Spec):
    """An object that has a new address."""

    from_: Text = Field(alias="from")
    to: Text


class Import(Spec):
    """A live object to be adopted under an address."""

    to: Text
    id: Text


class CampaignSpec(Spec):
    """Everything of the campaign file that is no section of objects."""

    campaign: Text
    description: Text = ""
    variables: dict[str, Variable] = Field(default_factory=dict)
    budget: Budget = Field(default_factory=Budget)
    limits: Limits = Field(default_factory=Limits)
    fair_pay: FairPay | None = None
    moved: tuple[Moved, ...] = ()
    import_: tuple[Import, ...] = Field(default=(), alias="import")
    protect: Flag = False
    mails_in_doubt: WholeNumber = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a group's data. `number` counts data rows from 1; `key` is None without data."""

    key: str | None
    number: int
    digest: str
    values: Mapping[str, str]


ONE_ROW = Row(None, 1, "", {})


@dataclass(frozen=True, slots=True)
class Campaign:
    """`sections` holds specs by section key and name; `rows` the data of each HIT group; `lists`
    that of each follow-up with `from_csv:`; `texts` the content of referenced files; `inputs` the
    SHA-256 of everything that was read."""

    folder: Path
    spec: CampaignSpec
    sections: Mapping[str, Mapping[str, Spec]]
    spans: Mapping[DataPath, SourceSpan]
    rows: Mapping[str, Sequence[Row]]
    texts: Mapping[str, str]
    inputs: Mapping[str, str]
    variables: Mapping[str, object]
    environment: str
    moved: Mapping[Address, Address] = field(default_factory=dict)
    imports: Mapping[Address, str] = field(default_factory=dict)
    lists: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The campaign's name, as it stands in addresses, markers and the state's file name."""
        return self.spec.campaign

    def of(self, section: Section[SpecT]) -> Mapping[str, SpecT]:
        """The entries of a section by name, in the order of the files."""
        return cast("Mapping[str, SpecT]", self.sections.get(section.key, {}))

    def protects(self, lifecycle: Lifecycle) -> bool:
        """Whether an object is protected, by itself or with the whole campaign."""
        return self.spec.protect or lifecycle.protect

    def span(self, section: str, name: str, *path: str | int) -> SourceSpan:
        """Where an entry stands, or the nearest thing around it that has a place."""
        full: DataPath = (section, name, *path)
        while full and full not in self.spans:
            full = full[:-1]
        return self.spans.get(full, SourceSpan(str(self.folder)))


def rows_of(campaign: Campaign) -> Mapping[Address, Row]:
    """Each row of each HIT group by the address of its HIT."""
    return {
        Address("hit", group, row.key): row for group, rows in campaign.rows.items() for row in rows
    }


def row_of(rows: Mapping[Address, Row], address: Address | None) -> Row | None:
    """A HIT's input row; parts of one row (`key~2`) share it; None where it was removed."""
    if address is None:
        return None
    row = rows.get(address)
    if row is None and address.key is not None:
        row = rows.get(Address("hit", address.name, address.key.rpartition("~")[0] or None))
    return row
