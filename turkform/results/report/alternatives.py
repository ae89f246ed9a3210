"""What a plot shows, in words, for readers who do not see it; and the plot within its page."""

import re
from collections.abc import Mapping, Sequence
from html import escape

from turkform.results.agreement import Agreement
from turkform.results.report.figures import Figures
from turkform.results.report.words import money, share, span


def alternatives(figures: Figures, found: Sequence[Agreement]) -> Mapping[str, str]:
    """By the name of the plot."""
    submitted = sum(one.submitted for one in figures.progress)
    wanted = sum(one.wanted for one in figures.progress)
    texts = {
        "progress": f"Line of submissions over time, which ends at {submitted:,} of {wanted:,}.",
        "spend": f"Line of money paid over time; it ends at {money(figures.spend.total)}.",
        "agreement": "Bars of equal pairs of answers: "
        + ", ".join(f"{one.field} {share(one.raw)}" for one in found),
    }
    if figures.typical_seconds is not None and figures.pay.median is not None:
        typical, paid = span(figures.typical_seconds), money(figures.pay.median)
        texts["time"] = f"Histogram of working time; the median is {typical}."
        texts["pay"] = f"Histogram of hourly pay; the median is {paid}."
        if figures.pay.below is not None and figures.pay.target is not None:
            texts["pay"] += f" {share(figures.pay.below)} lie below {money(figures.pay.target)}."
    return texts


def embedded(name: str, svg: str, text: str) -> str:
    """An SVG document as a part of a page: with its text, and with ids of its own."""
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r'(url\(#|xlink:href="#)', rf"\g<1>{name}-", svg)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(text)}" ', 1)
