"""A seeded sample of the sweep; `make sweep` runs the whole."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sweep.mutants import MUTANTS

ROOT = Path(__file__).parents[2]


def sweep(*options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.sweep", "--workers", "1", *options],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def figure(table: str, name: str) -> int:
    found = re.search(rf"^{name} +(\d+)$", table, re.MULTILINE)
    assert found, table
    return int(found.group(1))


def test_the_real_command_killed_at_sampled_boundaries_does_everything_once() -> None:
    table = sweep("--sample", "5", "--random", "5")
    assert figure(table, "schedules") == 10
    assert figure(table, "kills") > 0
    assert figure(table, "schedules with a violation") == 0


def test_killed_between_money_and_mail_it_pays_and_writes_once() -> None:
    table = sweep("--step", "follow", "--sample", "4", "--random", "12")
    assert figure(table, "kills") > 0
    assert figure(table, "schedules with a violation") == 0


@pytest.mark.postgres
def test_the_same_with_the_state_in_postgresql(postgres_url: str) -> None:
    assert postgres_url  # skips here, with the reason, where there is no server to be had
    table = sweep("--store", "postgres", "--sample", "2", "--random", "4")
    assert figure(table, "schedules with a violation") == 0


def test_a_type_whose_creation_got_no_answer_is_found_within_the_run() -> None:
    table = sweep("--only", "fault-0-CreateQualificationType-error_after-0")
    assert figure(table, "schedules with a violation") == 0


@pytest.mark.sweep
@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_program_with_a_broken_rule_is_caught(mutant: str) -> None:
    command = [sys.executable, "-m", "tests.sweep", "--workers", "1", "--mutant", mutant]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=1200, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert figure(done.stdout, "schedules with a violation") == 1


@pytest.mark.sweep
@pytest.mark.moto
def test_the_same_with_the_state_in_s3(s3_address: str) -> None:
    assert s3_address  # skips here, with the reason, where moto is not installed
    table = sweep("--store", "s3", "--sample", "20", "--random", "20")
    assert figure(table, "schedules with a violation") == 0


def test_a_disk_that_fails_at_some_write_of_the_store_loses_nothing() -> None:
    table = sweep("--only", "disk-2-*", "--disk-every", "131")
    assert figure(table, "disk errors") > 1
    assert figure(table, "schedules with a violation") == 0
