"""Golden files of rendered plans: `python -m tests.render.golden` writes them anew."""

from collections.abc import Iterator
from pathlib import Path

from tests.render.plans import PLANS
from turkform.render.plan_html import plan_html
from turkform.render.plan_json import plan_json
from turkform.render.plan_markdown import plan_markdown
from turkform.render.plan_text import plan_text

FOLDER = Path(__file__).parent / "golden"
WIDTHS = (80, 100, 200)
NEXT = (
    "turkform apply studies/photo-labels --env production --target 'hit.photos' --var reward=0.15"
)


def rendered() -> Iterator[tuple[str, str]]:
    """File name and text of each golden file."""
    for name, plan in PLANS.items():
        for columns in WIDTHS:
            yield f"{name}.{columns}.txt", plan_text(plan(), columns, next_command=NEXT)
        yield f"{name}.summary.txt", plan_text(plan(), 80, detail="summary")
        yield f"{name}.md", plan_markdown(plan())
        yield f"{name}.html", plan_html(plan())
    yield "going.full.txt", plan_text(PLANS["going"](), 80, detail="full")
    yield "going.json", plan_json(PLANS["going"]())


def main() -> None:
    """Write all files."""
    for name, text in rendered():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
