"""`turkform schema`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from turkform.config.json_schema import Dialect, Schema

SUBJECTS = ("campaign", "project", "plan")


@click.command("schema")
@click.argument("subject", required=False, type=click.Choice(SUBJECTS))
@click.option(
    "--dialect",
    type=click.Choice(["2020-12", "draft-07"]),
    default="2020-12",
    show_default=True,
    help="draft-07 is what most editors know.",
)
@click.option(
    "--write",
    "folder",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write all of them, in both dialects, into a folder.",
)
def command(*, subject: str | None, dialect: "Dialect", folder: Path | None) -> int:
    """Print the JSON Schema of campaigns, projects (turkform.yaml) or plans."""
    if (subject is None) == (folder is None):
        msg = f"Name one of {', '.join(SUBJECTS)}, or a folder with --write."
        raise click.UsageError(msg)
    if subject is not None:
        click.echo(_text(schema(subject, dialect)), nl=False)
        return 0
    for path, text in files().items():
        target = Path(folder or ".") / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        click.echo(target)
    return 0


def files() -> dict[str, str]:
    """The content of `schemas/` by path: 2020-12 at the top, draft-07 in a folder of its own."""
    found: dict[str, str] = {}
    for subject in SUBJECTS:
        found[f"{subject}.schema.json"] = _text(schema(subject, "2020-12"))
        found[f"draft-07/{subject}.schema.json"] = _text(schema(subject, "draft-07"))
    return found


def schema(subject: str, dialect: "Dialect") -> "Schema":
    """The schema of one subject."""
    from turkform.config.json_schema import campaign_schema, in_dialect, project_schema
    from turkform.kinds.sections import SECTIONS
    from turkform.render.plan_schema import plan_schema

    if subject == "campaign":
        return campaign_schema(SECTIONS, dialect)
    if subject == "project":
        return project_schema(dialect)
    return in_dialect(plan_schema(), dialect)


def _text(document: "Schema") -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
