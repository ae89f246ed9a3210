"""The report as one HTML page that needs nothing else: no script, no network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from markupsafe import Markup

from turkform.core.plan import Provenance
from turkform.core.submissions import Submission
from turkform.results.agreement import Agreement, agreements
from turkform.results.report import plots
from turkform.results.report.alternatives import alternatives, embedded
from turkform.results.report.figures import Figures
from turkform.results.report.terms import Terms
from turkform.results.report.words import money, share, span


@dataclass(frozen=True, slots=True)
class Heading:
    """What the report is about."""

    campaign: str
    description: str
    environment: str
    made_at: datetime
    provenance: Provenance
    terms: Sequence[Terms] = ()


def report_html(heading: Heading, figures: Figures, submissions: Sequence[Submission]) -> str:
    """The whole page; names no worker."""
    from jinja2 import Environment, StrictUndefined

    found = agreements(submissions)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters |= {
        "share": share, "span": span, "moment": _moment, "money": money, "alpha": _alpha
    }  # fmt: skip
    source = files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8")
    drawn = _plots(figures, submissions, found, heading.made_at)
    return environment.from_string(source).render(
        heading=heading, figures=figures, agreements=found, plots=drawn
    )


def _plots(
    figures: Figures,
    submissions: Sequence[Submission],
    found: Sequence[Agreement],
    made_at: datetime,
) -> dict[str, Markup]:
    """Only what there is something to show of; SVG of our own making, so it is not escaped."""
    drawn: dict[str, str] = {}
    if submissions:
        drawn["progress"] = plots.progress_plot(submissions, figures, made_at)
    if figures.seconds:
        drawn["time"] = plots.time_plot(figures)
        drawn["pay"] = plots.pay_plot(figures)
    if found:
        drawn["agreement"] = plots.agreement_plot(found)
    if figures.payments:
        drawn["spend"] = plots.spend_plot(figures, made_at)
    texts = alternatives(figures, found)
    return {
        name: Markup(embedded(name, text, texts[name]))  # noqa: S704 - matplotlib escapes its texts
        for name, text in drawn.items()
    }


def _moment(value: datetime) -> str:
    return value.strftime("%-d %B %Y, %H:%M UTC")


def _alpha(value: float) -> str:
    """Without the sign of a zero."""
    return f"{round(value, 2) + 0.0:.2f}"
