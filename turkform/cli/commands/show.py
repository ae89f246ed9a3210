"""`turkform show`: a saved plan, or the objects of the state; no service is asked."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from turkform.cli.options import detail_option, environment_option, plan_format_option
from turkform.cli.output import command_line, show_plan

if TYPE_CHECKING:
    from turkform.core.resources import Resource
    from turkform.engine.plan_document import PlanDocument


@click.command("show")
@click.argument(
    "subject",
    default=".",
    metavar="[CAMPAIGN or PLANFILE]",
    type=click.Path(exists=True, path_type=Path),
)
@environment_option
@detail_option
@plan_format_option
def command(*, subject: Path, environment: str | None, detail: str, form: str) -> None:
    """Show a plan saved by plan --out, or the objects that the state remembers."""
    if subject.is_dir():
        _show_state(subject, environment, form)
    else:
        _show_plan(subject, form, detail)


def _show_plan(file: Path, form: str, detail: str) -> None:
    from turkform.engine.plan_document import decode
    from turkform.engine.plan_file import read

    document = read(file)
    _verify(file, document)
    show_plan(decode(document), form, detail, command_line("turkform", "apply", file))


def _verify(file: Path, document: "PlanDocument") -> None:
    """Refuse an edited file; say so where the state that could tell is elsewhere."""
    from turkform.app import open_state
    from turkform.cli.saved_plans import campaign_of
    from turkform.core.errors import Stale
    from turkform.engine.plan_file import check_seal

    bound = document.binding
    try:
        store = open_state(campaign_of(file, document), bound.environment, bound.campaign)
    except Stale:
        click.echo("warning: not verified: the state it was made with is not here.", err=True)
        return
    with store.reading() as state:
        if state is None:
            click.echo("warning: not verified: there is no state.", err=True)
        else:
            check_seal(document, state.plan_key)


def _show_state(campaign: Path, environment: str | None, form: str) -> None:
    from turkform.app import open_state

    if form not in {"text", "json"}:
        msg = f"the state is shown as text or json, not as {form}"
        raise click.UsageError(msg)
    with open_state(campaign, environment).reading() as state:
        found = [r for r in (state.resources() if state else ()) if r.status != "gone"]
    found.sort(key=lambda r: (r.address.kind, r.address.name, r.address.key or ""))
    if form == "json":
        from turkform.render.state_json import object_document

        click.echo(json.dumps([object_document(r) for r in found], indent=2, ensure_ascii=False))
        return
    for resource in found:
        for line in _lines(resource):
            click.echo(line)


def _lines(resource: "Resource") -> list[str]:
    from turkform.render.text import printable

    notes = [resource.mturk_id, *([resource.status] if resource.status != "live" else [])]
    notes += ["protected"] if resource.protect else []
    head = f"{resource.address}  ({', '.join(notes)})"
    fields = [f"    {name}: {value}" for name, value in resource.attributes.items()]
    return [printable(line) for line in (head, *fields)]
