"""The campaign that is spoiled."""

from tests.bad_inputs.study import bad as bad  # noqa: PLC0414 - a fixture is found by its name
