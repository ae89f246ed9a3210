"""The planner: desired and observed in, plan out; pure."""

from collections.abc import Iterable, Mapping, Sequence

from turkform.config.campaign import Campaign
from turkform.core.addresses import Address
from turkform.core.plan import Binding, Plan, Provenance
from turkform.core.resources import Observed, Resource
from turkform.kinds.kind import Kind
from turkform.planning.options import PlanContext, PlanOptions


def make_plan(
    campaign: Campaign,
    kinds: Sequence[Kind],
    resources: Iterable[Resource],
    observed: Mapping[Address, Observed],
    options: PlanOptions,
    binding: Binding,
    provenance: Provenance,
    context: PlanContext,
) -> Plan:
    """Everything that apply would do; raises `Blocked`, `CredentialsOrFunds`,
    `ConfigurationInvalid` where a check forbids it."""
    raise NotImplementedError
