"""Who took part in another campaign of the project can be marked, written to, and kept out."""

import pytest

from tests.engine.served import CAMPAIGN, World
from turkform.cli.main import run

EXCLUDE = """
qualification_types:
  earlier: {name: Took part before, description: Took part in the pilot.}
follow_ups:
  exclude: {on: pilot/pictures, each: worker, grant: {qualification: earlier}}
"""


def pilot(world: World) -> int:
    """A second campaign beside the first one, applied; its exit code."""
    folder = world.folder.parent / "pilot"
    folder.mkdir()
    text = CAMPAIGN.format(rows="{id: p}", assignments=2)
    text = text.replace("campaign: small", "campaign: pilot").replace("title: Look", "title: Pilot")
    (folder / "campaign.yaml").write_text(text, encoding="utf-8")
    return run(["apply", str(folder), "--env", "lab", "--auto-approve"])


def test_participants_of_another_campaign_are_marked_once(world: World) -> None:
    assert pilot(world) == 0
    for worker in ("A1ANN", "A2BEN"):
        world.work(world.hits()[0], worker)
    world.write("a", more=EXCLUDE)
    for _ in range(2):
        assert world.apply() == 0
    granted = world.executed("AssociateQualificationWithWorker")
    assert sorted(str(one["WorkerId"]) for one in granted) == ["A1ANN", "A2BEN"]


def test_a_campaign_that_was_never_applied_is_named(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.write("a", more=EXCLUDE)
    assert world.apply() == 1
    assert "the campaign 'pilot' has no state here" in capsys.readouterr().err
