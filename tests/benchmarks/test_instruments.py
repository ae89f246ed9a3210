"""The instruments of the benchmarks measure what they say."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.measure import checked, environment, exponent, measured
from tests.benchmarks.studies import campaign
from tests.benchmarks.tables import Row, printed
from tests.benchmarks.wire import marketplace, wire
from turkform.cli.main import run


def test_growth_when_computed_then_is_the_exponent_of_the_size() -> None:
    assert exponent((10, 1.0), (100, 10.0)) == pytest.approx(1)
    assert exponent((10, 1.0), (100, 100.0)) == pytest.approx(2)


def test_a_goal_that_was_missed_when_printed_then_is_told() -> None:
    text = printed("Title", [Row("work", "9 s", "1 s", reached=False)])
    assert "| work | 9 s | 1 s | **no** |" in text


def test_a_command_that_failed_when_measured_then_gives_no_time(tmp_path: Path) -> None:
    failing = measured([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)
    with pytest.raises(SystemExit):
        checked(failing)


def test_the_benchmarks_campaign_when_validated_then_is_valid(tmp_path: Path) -> None:
    assert run(["validate", str(campaign(tmp_path / "study", 3))]) == 0


def test_the_wire_when_a_boto3_loop_uses_it_then_counts_every_call(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.benchmarks.boto_loop"]
    with marketplace(tmp_path) as upstream, wire(upstream, 0.05) as slow:
        done = subprocess.run(
            [*command, slow.endpoint, "3", "1"],
            capture_output=True, text=True, check=True, env=environment(),
        )  # fmt: skip
        assert slow.calls == {"CreateHITType": 1, "CreateHITWithHITType": 3}
    seconds, cpu = map(float, done.stdout.split())
    assert seconds >= 3 * 0.05
    assert 0 < cpu < seconds
