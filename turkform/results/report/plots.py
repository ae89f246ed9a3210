"""Plots as SVG texts, by matplotlib without a screen and without its global state."""

import io
from collections.abc import Callable, Sequence
from itertools import accumulate
from statistics import median
from typing import TYPE_CHECKING, Any, Final, TypeVar

from turkform.core.errors import TurkformError
from turkform.core.submissions import Submission
from turkform.results.agreement import Agreement
from turkform.results.report.figures import Figures, timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_Number = TypeVar("_Number", int, float)
_INK: Final = "#1f2933"
_QUIET: Final = "#9aa5b1"
# Okabe and Ito's blue, vermilion and green: told apart by colour-blind readers and in grey print
_MAIN, _MARK, _THIRD = "#0072b2", "#d55e00", "#009e73"
_SIZE: Final = (7.2, 3.0)
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


def progress_plot(submissions: Sequence[Submission], figures: Figures) -> str:
    """Submissions over time, against how many are wanted."""
    points = timeline(submissions)
    wanted = sum(one.wanted for one in figures.progress)

    def draw(axes: "Axes") -> None:
        axes.step(*zip(*points, strict=True), where="post", color=_MAIN, lw=2)
        axes.axhline(wanted, color=_MARK, lw=1.2, ls="--", label=f"wanted: {wanted:,}")
        axes.set_ylabel("submissions")
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False, loc="lower right")

    return _svg(draw)


def time_plot(figures: Figures) -> str:
    """How long a submission took, the longest hundredth left out of the picture."""
    minutes = [seconds / 60 for seconds in _without_tail(figures.seconds)]

    def draw(axes: "Axes") -> None:
        axes.hist(minutes, bins=_bins(minutes), color=_MAIN)
        middle = median(figures.seconds) / 60
        axes.axvline(middle, color=_MARK, lw=1.5, label=f"median: {middle:.1f} min")
        axes.set_xlabel("working time in minutes")
        axes.set_ylabel("submissions")
        axes.legend(frameon=False)

    return _svg(draw)


def pay_plot(figures: Figures) -> str:
    """What an hour brought, with the target where there is one."""
    hourly = _without_tail(figures.pay.hourly)

    def draw(axes: "Axes") -> None:
        axes.hist(hourly, bins=_bins(hourly), color=_THIRD)
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


def spend_plot(submissions: Sequence[Submission]) -> str:
    """Rewards of approved work over the time of its approval."""
    paid = sorted((one.approved_at, one.reward.cents) for one in submissions if one.approved_at)
    totals = accumulate(cents / 100 for _, cents in paid)

    def draw(axes: "Axes") -> None:
        # matplotlib takes datetimes, its types do not say so
        moments: list[Any] = [moment for moment, _ in paid]
        axes.step(moments, list(totals), where="post", color=_THIRD, lw=2)
        axes.set_ylabel("rewards paid in dollars")
        axes.set_ylim(bottom=0)

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
