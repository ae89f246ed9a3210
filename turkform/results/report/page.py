"""The report as one HTML page that needs nothing else: no script, no network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from markupsafe import Markup

from turkform.core.money import Money
from turkform.core.plan import Provenance
from turkform.core.submissions import Submission
from turkform.results.agreement import Agreement, agreements
from turkform.results.report import plots
from turkform.results.report.figures import Figures


@dataclass(frozen=True, slots=True)
class Heading:
    """What the report is about."""

    campaign: str
    description: str
    environment: str
    made_at: datetime
    provenance: Provenance


def report_html(heading: Heading, figures: Figures, submissions: Sequence[Submission]) -> str:
    """The whole page; names no worker."""
    from jinja2 import Environment, StrictUndefined

    found = agreements(submissions)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters |= {"share": _share, "span": _span, "moment": _moment, "money": _money}
    source = files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8")
    drawn = _plots(figures, submissions, found)
    return environment.from_string(source).render(
        heading=heading, figures=figures, agreements=found, plots=drawn
    )


def _plots(
    figures: Figures, submissions: Sequence[Submission], found: Sequence[Agreement]
) -> dict[str, Markup]:
    """Only what there is something to show of; SVG of our own making, so it is not escaped."""
    drawn: dict[str, str] = {}
    if submissions:
        drawn["progress"] = plots.progress_plot(submissions, figures)
    if figures.seconds:
        drawn["time"] = plots.time_plot(figures)
        drawn["pay"] = plots.pay_plot(figures)
    if found:
        drawn["agreement"] = plots.agreement_plot(found)
    if any(one.approved_at for one in submissions):
        drawn["spend"] = plots.spend_plot(submissions)
    return {name: Markup(text) for name, text in drawn.items()}  # noqa: S704 - matplotlib escapes its texts


def _share(value: float) -> str:
    return f"{value:.0%}"


def _span(seconds: float) -> str:
    """Working time for people: 45 s, 2.5 min, 1 h 20 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.1f} min"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min"


def _moment(value: datetime) -> str:
    return value.strftime("%-d %B %Y, %H:%M UTC")


def _money(value: Money | float) -> str:
    return str(value) if isinstance(value, Money) else f"${value:,.2f}"
