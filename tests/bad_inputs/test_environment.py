"""Bad inputs 61 to 68 of the reliability reference (5.6): the process around turkform.

The numbers 61 to 64 also have tests nearer to the wire: tests/mturk and tests/engine.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.bad_inputs.study import Bad
from turkform.mturk.pins import check_clock
from turkform.mturk.service_clock import ServiceClock

SECONDS = 120


def turkform(
    bad: Bad, *words: str, before: str = "", under: Sequence[str] = (), **variables: str
) -> tuple[int, str, str]:
    """The real command in a process of its own, on the campaign.

    `before` is what its shell does first, `under` the command that the shell is run by.
    """
    verb = 2 if words[0] == "state" else 1
    said = [*words[:verb], str(bad.folder), *words[verb:]]
    command = f"{before}exec {sys.executable} -m turkform {' '.join(said)}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [*under, "bash", "-c", command],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env={**kept, **variables},
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def project(bad: Bad) -> None:
    (bad.folder / "turkform.yaml").write_text(f"project: {'0f' * 16}\n", encoding="utf-8")


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL_MTURK", "AWS_ENDPOINT_URL"])
def test_bad_input_61_a_variable_that_leads_elsewhere_is_refused(bad: Bad, name: str) -> None:
    project(bad)
    code, _, said = turkform(bad, "plan", "--env", "production", **{name: "http://evil.example"})
    assert code == 6
    assert "http://evil.example" in said
    assert name in said


def test_bad_input_62_retries_of_the_environment_change_nothing(bad: Bad, tmp_path: Path) -> None:
    config = tmp_path / "aws-config"
    config.write_text("[default]\nmax_attempts = 50\nretry_mode = adaptive\nregion = eu-west-1\n")
    hostile = {
        "AWS_CONFIG_FILE": str(config),
        "AWS_MAX_ATTEMPTS": "50",
        "AWS_RETRY_MODE": "adaptive",
    }
    assert turkform(bad, "apply", "--auto-approve", **hostile)[0] == 0
    assert turkform(bad, "plan", "--detailed-exitcode", **hostile)[0] == 0


def test_bad_input_64_a_clock_that_is_a_day_off_is_refused() -> None:
    from turkform.core.errors import Blocked

    real = datetime.now(UTC)
    clock = ServiceClock(lambda: real - timedelta(hours=25), lambda: 0.0)
    clock.hear({"date": real.strftime("%a, %d %b %Y %H:%M:%S GMT")})
    with pytest.raises(Blocked, match="clock is"):
        check_clock(clock)


def test_bad_input_65_a_plain_locale_and_strict_warnings_still_show_the_plan(bad: Bad) -> None:
    bad.replaced("title: T", "title: Büro 写真")
    plain = {
        "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0",
        "PYTHONWARNINGS": "error",
    }  # fmt: skip
    code, shown, said = turkform(bad, "plan", "--detail", "full", **plain)
    assert code == 0, said
    assert "hit_type.t" in shown
    assert turkform(bad, "apply", "--auto-approve", **plain)[0] == 0
    assert turkform(bad, "plan", "--detailed-exitcode", **plain)[0] == 0


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_bad_input_65_a_stream_that_is_closed_is_not_written_to(bad: Bad, closed: str) -> None:
    assert turkform(bad, "apply", f"--auto-approve {closed}")[0] == 0
    assert turkform(bad, "plan", f"--detailed-exitcode {closed}")[0] == 0


def test_bad_input_65_a_terminal_of_one_column_is_taken_for_forty(bad: Bad) -> None:
    code, shown, _ = turkform(bad, "plan", COLUMNS="1")
    assert code == 0
    assert max(len(line) for line in shown.splitlines() if "turkform apply" not in line) <= 40


def test_bad_input_66_a_reader_that_leaves_is_no_error(bad: Bad) -> None:
    code, _, said = turkform(bad, "plan", "--detail full | head -1")
    assert (code, said) == (0, "")


def test_bad_input_67_few_descriptors_are_enough(bad: Bad) -> None:
    assert turkform(bad, "apply", "--auto-approve", before="ulimit -n 16; ")[0] == 0


@pytest.mark.parametrize("blocks", [0, 1, 8, 100])
def test_bad_input_67_a_disk_that_takes_nothing_more_is_named_and_the_next_run_goes_on(
    bad: Bad, blocks: int
) -> None:
    code, _, said = turkform(bad, "apply", "--auto-approve", before=f"ulimit -f {blocks}; ")
    assert code in (1, 9), said
    assert str(bad.folder) in said
    assert turkform(bad, "apply", "--auto-approve")[0] == 0
    assert turkform(bad, "plan", "--detailed-exitcode")[0] == 0


def test_bad_input_68_two_runs_in_one_second_make_everything_once(bad: Bad) -> None:
    command = [sys.executable, "-m", "turkform", "apply", str(bad.folder), "--auto-approve"]
    runs = [
        subprocess.Popen(
            [*command, "--lock-timeout", "60s"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    ended = [(run.communicate(timeout=SECONDS)[1], run.returncode) for run in runs]
    assert [code for _, code in ended] == [0, 0], ended
    assert turkform(bad, "plan", "--detailed-exitcode")[0] == 0
