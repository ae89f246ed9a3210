"""Worker ids that are none, and workers whom another requester knows: bad inputs 69 and 70."""

import pytest

from tests.engine.denying import Wire
from tests.engine.served import World
from turkform.cli.main import run

RULES = """
qualification_types:
  took-part: {name: Took part, description: Worked on it.}
follow_ups:
  mail: {each: worker, from_csv: people.csv, message: {subject: Hello, text: "It is open."}}
  mark: {each: worker, from_csv: people.csv, grant: {qualification: took-part}}
"""
STRANGER = (
    b'{"NotifyWorkersFailureStatuses": [{"NotifyWorkersFailureCode": "SoftFailure", '
    b'"NotifyWorkersFailureMessage": "%s", "WorkerId": "A9NEVERASKED"}]}'
)


def listed(world: World, *workers: str) -> None:
    """A campaign that mails and marks everybody in its list; two of them worked for us once."""
    for worker in ("A1ANN", "A2BEN"):
        world.control.set_worker("live", {"WorkerId": worker})
    lines = "".join(f'"{worker}"\n' for worker in ("A1ANN", *workers, "A2BEN"))
    (world.folder / "people.csv").write_text(f"WorkerId\n{lines}", encoding="utf-8")
    world.write("a", more=RULES)


@pytest.mark.parametrize(
    "strange", ["a1lower", "A" * 65, " A3CAT", "A3\u200bCAT", "A3CAT,A4DAN", "3ASSIGNMENT", "A"]
)
def test_bad_input_69_what_is_no_worker_id_in_a_list_is_named_before_anything_is_sent(
    world: World, strange: str, capsys: pytest.CaptureFixture[str]
) -> None:
    listed(world, strange)
    assert world.apply() == 4
    told = capsys.readouterr().err
    assert f"people.csv: row 2: {strange!r} is no worker id" in told
    assert "campaign.yaml:" in told
    assert list(world.control.journal()) == []


def test_bad_input_69_a_worker_of_another_requester_is_told_and_the_others_are_served(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    listed(world, "A9STRANGER")
    assert world.apply() == 9
    told = capsys.readouterr().err
    assert "A9STRANGER" not in told
    assert "failed: follow_up.mark[" in told
    marked = [one["WorkerId"] for one in world.executed("AssociateQualificationWithWorker")]
    assert sorted(marked) == ["A1ANN", "A2BEN"]
    [mail] = world.executed("NotifyWorkers")
    assert sorted(mail["WorkerIds"]) == ["A1ANN", "A2BEN", "A9STRANGER"]
    assert world.apply() == 9
    assert len(world.executed("NotifyWorkers")) == 1


def test_bad_input_70_a_failure_list_that_names_somebody_never_asked_holds_the_mail(
    world: World, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    listed(world)
    wire.refusals, wire.status = {"NotifyWorkers": STRANGER}, 200
    assert world.apply() == 10
    assert "the reply answers another request" in capsys.readouterr().err
    wire.refusals = {}
    assert world.apply() == 10
    assert world.executed("NotifyWorkers") == []
    capsys.readouterr()
    assert run(["resolve", str(world.folder), "--env", "lab"]) == 0
    assert "NotifyWorkers" in capsys.readouterr().out
