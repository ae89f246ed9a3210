"""botocore's own service model of the requester API, read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, Protocol, cast

SERVICE: Final = "mturk"
API_VERSION: Final = "2017-01-17"


class Shape(Protocol):
    """The part of a botocore shape that validation reads."""

    @property
    def type_name(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def metadata(self) -> Mapping[str, object]: ...


class StructureShape(Shape, Protocol):
    """A structure: named members, some required."""

    @property
    def members(self) -> Mapping[str, Shape]: ...

    @property
    def required_members(self) -> list[str]: ...


class ListShape(Shape, Protocol):
    """A list of one member shape."""

    @property
    def member(self) -> Shape: ...


class OperationModel(Protocol):
    """Input and output of an operation."""

    @property
    def input_shape(self) -> StructureShape: ...


class ServiceModel(Protocol):
    """The operations of a service."""

    @property
    def operation_names(self) -> list[str]: ...

    def operation_model(self, operation_name: str) -> OperationModel: ...


@cache
def service_model() -> ServiceModel:
    """Load the model (about 10 ms the first time); it is never changed afterwards."""
    from botocore.loaders import Loader
    from botocore.model import ServiceModel as BotocoreServiceModel

    description = Loader().load_service_model(SERVICE, "service-2", API_VERSION)
    return cast("ServiceModel", BotocoreServiceModel(description, SERVICE))
