"""Plots as SVG texts, by matplotlib without a screen and without its global state."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from statistics import median
from typing import TYPE_CHECKING, Any, Final, TypeVar

from turkform.core.errors import TurkformError
from turkform.core.submissions import Submission
from turkform.results.agreement import Agreement
from turkform.results.report.figures import Figures, timeline
from turkform.results.report.words import span

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_Number = TypeVar("_Number", int, float)
_INK: Final = "#1f2933"
_QUIET: Final = "#9aa5b1"
# Okabe and Ito's blue, vermilion and green: told apart by colour-blind readers and in grey print
_MAIN, _MARK, _THIRD = "#0072b2", "#d55e00", "#009e73"
_SIZE: Final = (7.2, 3.0)
_SHORTEST: Final = timedelta(hours=1)
_STYLE: Final = {
    "svg.fonttype": "none",
    "svg.hashsalt": "turkform",
    "font.family": "sans-serif",
    "font.sans-serif": ["system-ui", "DejaVu Sans"],
    "font.size": 10,
    "axes.edgecolor": _QUIET,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "date.converter": "concise",
}


def progress_plot(submissions: Sequence[Submission], figures: Figures, until: datetime) -> str:
    """Submissions over time, against how many are wanted."""
    points = timeline(submissions)
    wanted = sum(one.wanted for one in figures.progress)

    def draw(axes: "Axes") -> None:
        _steps(axes, points, until, _MAIN)
        axes.axhline(wanted, color=_MARK, lw=1.2, ls="--", label=f"wanted: {wanted:,}")
        axes.set_ylabel("submissions")
        axes.legend(frameon=False, loc="lower right")

    return _svg(draw)


def _steps(
    axes: "Axes", points: Sequence[tuple[datetime, float]], until: datetime, colour: str
) -> None:
    """From nothing to the last point, and on to the moment of the report; an hour at least."""
    first, last = points[0][0], max(points[-1][0], until)
    begin = min(first, last - _SHORTEST)
    drawn = [(begin, 0.0), *points, (last, points[-1][1])]
    # matplotlib takes datetimes, its types do not say so
    moments: list[Any] = [moment for moment, _ in drawn]
    axes.step(moments, [value for _, value in drawn], where="post", color=colour, lw=2)
    axes.set_xlabel("time (UTC)")
    axes.set_ylim(bottom=0)


def time_plot(figures: Figures) -> str:
    """How long a submission took, the longest hundredth left out of the picture."""
    middle = median(figures.seconds)
    unit, size = ("seconds", 1) if middle < 120 else ("minutes", 60)
    spans = [seconds / size for seconds in _without_tail(figures.seconds)]

    def draw(axes: "Axes") -> None:
        axes.hist(spans, bins=_bins(spans), color=_MAIN)
        axes.axvline(middle / size, color=_MARK, lw=1.5, label=f"median: {span(middle)}")
        axes.set_xlabel(f"working time in {unit}")
        axes.set_ylabel("submissions")
        axes.set_xlim(left=0)
        axes.legend(frameon=False)

    return _svg(draw)


def pay_plot(figures: Figures) -> str:
    """What an hour brought, with the target where there is one."""
    hourly = _without_tail(figures.pay.hourly)

    def draw(axes: "Axes") -> None:
        axes.hist(hourly, bins=_bins(hourly), color=_THIRD)
        middle = median(figures.pay.hourly)
        axes.axvline(middle, color=_INK, lw=1.5, label=f"median: ${middle:,.2f}")
        if figures.pay.target is not None:
            target = figures.pay.target
            axes.axvline(
                float(target.decimal), color=_MARK, lw=1.5, ls="--", label=f"target: {target}"
            )
        axes.legend(frameon=False)
        axes.set_xlabel("hourly pay in dollars")
        axes.set_ylabel("submissions")
        axes.set_xlim(left=0)

    return _svg(draw)


def agreement_plot(found: Sequence[Agreement]) -> str:
    """One bar per field."""
    ranked = sorted(found, key=lambda one: one.raw)

    def draw(axes: "Axes") -> None:
        names = [one.field if len(one.field) <= 24 else f"{one.field[:23]}…" for one in ranked]
        bars = axes.barh(range(len(ranked)), [one.raw for one in ranked], color=_MAIN, height=0.6)
        axes.bar_label(bars, [f"{one.raw:.0%}" for one in ranked], padding=4)
        axes.set_yticks(range(len(ranked)), names)
        axes.set_xlim(0, 1.12)
        axes.set_ylim(-0.9, len(ranked) - 0.1)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
        axes.set_xlabel("equal pairs of answers")

    return _svg(draw, height=0.4 * len(ranked) + 1.2)


def spend_plot(figures: Figures, until: datetime) -> str:
    """Everything that was paid, over the time of its payment."""
    totals = accumulate(amount.cents / 100 for _, amount in figures.payments)
    moments = (moment for moment, _ in figures.payments)
    points = list(zip(moments, totals, strict=True))

    def draw(axes: "Axes") -> None:
        _steps(axes, points, until, _THIRD)
        axes.set_ylabel("paid, in dollars")

    return _svg(draw)


def _svg(draw: "Callable[[Axes], None]", height: float = _SIZE[1]) -> str:
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError:
        msg = "the report needs matplotlib: pip install 'turkform[analysis]'"
        raise TurkformError(msg) from None
    with rc_context(_STYLE):
        figure = Figure(figsize=(_SIZE[0], height), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        draw(axes)
        file = io.StringIO()
        # without a date the same study gives the same bytes
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    text = file.getvalue()
    return text[text.index("<svg") :]


def _without_tail(values: Sequence[_Number]) -> Sequence[_Number]:
    ordered = sorted(values)
    return ordered[: max(1, len(ordered) * 99 // 100)]


def _bins(values: Sequence[float]) -> int:
    return max(1, min(40, int(len(values) ** 0.5) + 1))
