"""A finished campaign whose state is lost pays nobody again, writes to nobody, and says so."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.served import World
from tests.s3_server import BUCKET
from turkform.cli.main import run

RULES = """
limits: {rejections: 100%, deletes: 100%}
qualification_types:
  took-part: {name: Took part, description: Worked on it.}
follow_ups:
  accept: {on: pictures, when: "{{ answer.label == 'cat' }}", approve: {feedback: Thanks}}
  careless: {on: pictures, when: "{{ answer.label == 'dog' }}", reject: {feedback: A dog.}}
  each: {on: pictures, when: "{{ answer.label == 'cat' }}", bonus: {amount: $0.02, reason: Good}}
  careful: {on: pictures, each: worker, when: "{{ worker.approved >= 3 }}",
            bonus: {amount: $0.10, reason: Careful}}
  remember: {on: pictures, each: worker, grant: {qualification: took-part}}
  invite: {on: pictures, each: worker, message: {subject: Hello, text: Come again.}}
  bar: {on: pictures, each: worker, when: "{{ worker.rejected > 0 }}", block: {reason: Dogs.}}
  more: {on: pictures, when: "{{ hit.rejected > 0 }}", extend: {assignments: 1}}
"""
ONCE = (
    "CreateHITWithHITType", "CreateQualificationType", "CreateAdditionalAssignmentsForHIT",
    "SendBonus", "NotifyWorkers", "ApproveAssignment", "RejectAssignment",
)  # fmt: skip
PROJECT = """\
project: {project}
environments:
  lab: {{endpoint: "{endpoint}", state: "{state}"}}
"""
Lose = Callable[[], None]


@pytest.fixture(params=[
    "sqlite",
    pytest.param("postgres", marks=pytest.mark.postgres),
    pytest.param("s3", marks=pytest.mark.moto),
])  # fmt: skip
def lose(request: pytest.FixtureRequest, world: World) -> Lose:
    """Takes away what the store of this project holds."""
    if request.param == "postgres":
        return _keep_in_postgres(world, request.getfixturevalue("postgres_url"))
    if request.param == "s3":
        return _keep_in_s3(world, request.getfixturevalue("s3_address"))
    return world.state.unlink


def _write_project(world: World, state: str) -> str:
    project = f"{abs(hash(str(world.folder))):032x}"[:32]
    text = PROJECT.format(project=project, endpoint=world.endpoint, state=state)
    (world.folder.parent / "turkform.yaml").write_text(text, encoding="utf-8")
    return project


def _keep_in_postgres(world: World, url: str) -> Lose:
    import psycopg

    _write_project(world, url)
    with psycopg.connect(url) as before:
        known = set(before.execute("SELECT nspname FROM pg_namespace").fetchall())

    def drop() -> None:
        with psycopg.connect(url, autocommit=True) as server:
            names = set(server.execute("SELECT nspname FROM pg_namespace").fetchall()) - known
            assert len(names) == 1
            server.execute(f'DROP SCHEMA "{names.pop()[0]}" CASCADE'.encode())

    return drop


def _keep_in_s3(world: World, address: str) -> Lose:
    from turkform.state.bucket import make_client, place

    url = f"s3://{BUCKET}/{world.folder.parent.name}?endpoint={address}&region=us-east-1"
    project = _write_project(world, url)

    def empty() -> None:
        client = make_client(place(url))
        prefix = f"{world.folder.parent.name}/{project}/"
        for found in client.list_objects_v2(Bucket=BUCKET, Prefix=prefix)["Contents"]:
            client.delete_object(Bucket=BUCKET, Key=found["Key"])

    return empty


def finished(world: World) -> None:
    """Everything is decided, paid, granted and written."""
    world.write("a", "b", "c", assignments=2, more=RULES)
    text = (world.folder / "campaign.yaml").read_text().replace("limits: {deletes: 100%}\n", "", 1)
    (world.folder / "campaign.yaml").write_text(text)
    assert world.apply() == 0
    for hit in world.hits():
        world.work(hit, "A1ANN", "cat")
    world.work(world.hits()[0], "A2BEN", "dog")
    world.work(world.hits()[1], "A3CAT", "cat")
    assert world.apply() == 0
    assert world.changes() == 0
    done = once(world)
    assert (done["SendBonus"], done["ApproveAssignment"], done["RejectAssignment"]) == (5, 4, 1)
    assert (done["NotifyWorkers"], done["CreateAdditionalAssignmentsForHIT"]) == (3, 1)


def once(world: World) -> Counter[str]:
    """How often each of the effects happened that must not be repeated; mail by worker."""
    entries: Any = world.control.journal()
    return Counter({
        name: sum(len(e["parameters"].get("WorkerIds", "1")) for e in entries
                  if e["operation"] == name)
        for name in ONCE
    })  # fmt: skip


def doubts(world: World, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    run(["resolve", str(world.folder), "--env", "lab", "--format", "json"])
    listed: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return listed


@pytest.mark.parametrize("later", ["0d", "2d", "29d"])
def test_after_the_loss_apply_repeats_nothing_and_says_what_it_adopts_and_holds(
    world: World, lose: Lose, later: str, capsys: pytest.CaptureFixture[str]
) -> None:
    finished(world)
    before = once(world)
    lose()
    world.advance(later)
    capsys.readouterr()
    assert world.apply() == 10
    said = capsys.readouterr()
    assert "3 hit" in said.err
    assert "resolve" in said.out + said.err
    assert once(world) == before
    held = doubts(world, capsys)
    assert sorted(doubt["worker"] for doubt in held) == ["A1ANN", "A2BEN", "A3CAT"]
    assert {doubt["operation"] for doubt in held} == {"NotifyWorkers"}


def test_after_the_loss_a_person_settles_the_mails_and_all_is_as_before(
    world: World, lose: Lose, capsys: pytest.CaptureFixture[str]
) -> None:
    finished(world)
    before = once(world)
    lose()
    assert world.apply() == 10
    for doubt in doubts(world, capsys):
        run(["resolve", str(world.folder), doubt["id"], "--happened", "--worker", doubt["worker"],
             "--env", "lab"])  # fmt: skip
    assert world.apply() == 0
    assert world.changes() == 0
    assert once(world) == before
