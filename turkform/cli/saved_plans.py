"""Finding the campaign that a saved plan was made for."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turkform.engine.plan_document import PlanDocument


def campaign_of(file: Path, document: "PlanDocument") -> Path:
    """The campaign's folder: below this project, below the plan's, or where it was.

    A plan made on one machine is applied on another, so the same project id is what counts.
    """
    from turkform.config.project import find_project_file, load_project
    from turkform.core.errors import Stale

    bound = document.binding
    for place in (Path.cwd(), file.resolve().parent):
        found = find_project_file(place)
        folder = found.parent / bound.relative if found else None
        if folder and folder.is_dir() and load_project(folder).id == bound.project:
            return folder
    folder = Path(bound.folder)
    known = (folder / ".turkform").is_dir() or find_project_file(folder)
    if known and folder.is_dir() and load_project(folder).id == bound.project:
        return folder
    msg = (
        f"the saved plan is for the campaign {bound.campaign}, and neither the project here nor "
        f"{folder} is the one it was made in. Run apply inside of that project."
    )
    raise Stale(msg)
