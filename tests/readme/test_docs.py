"""The pages say what is so: links lead somewhere, options exist, every key is explained."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.readme.picture import PICTURE, picture
from turkform.cli.main import COMMANDS, cli

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand by its words."""
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", one) for sub, one in command.commands.items())


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_a_link_of_a_page_when_followed_then_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_a_command_of_a_page_when_looked_up_then_exists_with_its_options(page: Path) -> None:
    known = dict(commands())
    for line in re.findall(r"^(?:\$|- run:) turkform (.+)$", page.read_text("utf-8"), re.MULTILINE):
        words = line.split()
        name = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
        assert name in known, line
        options = {option for parameter in known[name].params for option in parameter.opts}
        used = {word.split("=")[0] for word in words if word.startswith("--")}
        assert used <= options, line


def test_the_picture_when_made_anew_then_is_the_same(tmp_path: Path) -> None:
    assert PICTURE.read_text("utf-8") == picture(tmp_path), "make golden"
