"""Numbers as readers of a report read them."""

from datetime import timedelta

from turkform.core.money import Money


def share(value: float) -> str:
    """A share of 0-1 in percent; only everything is 100 %."""
    return f"{int(value * 100)}%" if 0.99 <= value < 1 else f"{value:.0%}"


def span(seconds: float) -> str:
    """Working time for people: 45 s, 2.5 min, 1 h 20 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.1f} min"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min"


def money(value: Money | float) -> str:
    """Dollars and cents."""
    return str(value) if isinstance(value, Money) else f"${value:,.2f}"


def lasting(value: timedelta) -> str:
    """A duration that somebody chose: 90 seconds, 10 minutes, 3 days."""
    seconds = int(value.total_seconds())
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0:
            return _counted(seconds // size, unit)
    return _counted(seconds, "second")


def _counted(number: int, unit: str) -> str:
    return f"1 {unit}" if number == 1 else f"{number:,} {unit}s"
