"""Apply refuses to write where something is not as it was: clock, address, account, project."""

import pytest

from tests.engine.served import World
from turkform.cli.main import run


@pytest.mark.parametrize("offset_ms", [6 * 60_000, -6 * 60_000, 25 * 3_600_000])
def test_a_clock_that_is_off_is_refused_before_anything_is_sent(
    world: World,
    offset_ms: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from datetime import timedelta

    import turkform.app

    real = turkform.app.now
    step = timedelta(milliseconds=offset_ms)
    monkeypatch.setattr("turkform.app.now", lambda: real() + step)
    assert world.apply() == 5
    assert "clock is" in capsys.readouterr().err
    assert not world.control.journal()


def test_a_marketplace_whose_virtual_clock_was_moved_is_served_all_the_same(world: World) -> None:
    world.advance("14d")
    assert world.apply() == 0


def test_an_environment_that_moved_to_another_address_does_not_use_the_old_state(
    world: World,
) -> None:
    assert world.apply() == 0
    project = world.folder.parent / "turkform.yaml"
    project.write_text(project.read_text().replace("127.0.0.1", "localhost"))
    assert world.apply() == 6


def test_a_copied_state_of_another_project_is_refused(world: World) -> None:
    assert world.apply() == 0
    project = world.folder.parent / "turkform.yaml"
    project.write_text(project.read_text().replace("00112233", "99112233"))
    assert world.apply() == 6


def test_an_environment_pinned_to_another_account_does_not_use_the_old_state(
    world: World,
) -> None:
    assert world.apply() == 0
    project = world.folder.parent / "turkform.yaml"
    project.write_text(project.read_text().replace('"}', '", account: "210987654321"}'))
    assert world.apply() == 6


def test_production_led_to_this_machine_by_a_variable_works_there_and_says_where(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_MTURK", world.endpoint)
    production = [str(world.folder), "--env", "production"]
    assert run(["apply", *production, "--auto-approve"]) == 0
    assert world.endpoint in capsys.readouterr().out
    assert len(world.markers()) == 3
    monkeypatch.setenv("AWS_ENDPOINT_URL_MTURK", "http://evil.example")
    assert run(["plan", *production]) == 6


def test_no_secret_is_written_anywhere(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "uncommonly-secret-key-material"
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
    monkeypatch.setenv("AWS_SESSION_TOKEN", secret)
    world.fault("*", "error_after", 3)
    world.apply()
    shown = capsys.readouterr()
    assert secret not in shown.out + shown.err
    files = [path for path in world.folder.parent.rglob("*") if path.is_file()]
    marketplace = world.folder.parent / "marketplace.db"
    assert not [f for f in files if f != marketplace and secret.encode() in f.read_bytes()]
