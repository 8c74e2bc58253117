"""How what is written down says a statistic: the number, or nothing and the reason."""

from msgspec import Struct

from annotator.statistics.estimate import ConfidenceInterval, Estimate, Statistic, Undefined


class PlainEstimate(Struct, frozen=True, kw_only=True):
    """A statistic; None where it does not exist, with the reason. low and high are part of the interval."""

    value: float | None
    reason: str = ""
    low: float | None = None
    high: float | None = None
    interval: str = ""
    """How the interval was made, or why there is none."""


def number(found: Statistic) -> float | None:
    """Return the number; None where there is none."""
    return None if isinstance(found, Undefined) else float(found)


def why(*found: Statistic | ConfidenceInterval | None) -> str:
    """Return why something of this does not exist: each reason once, with semicolons between; "" where all does."""
    return "; ".join(dict.fromkeys(one.reason for one in found if isinstance(one, Undefined)))


def plain(found: Estimate | Statistic) -> PlainEstimate:
    """Return a statistic as it is written down, with its interval where it has one."""
    if not isinstance(found, Estimate) or isinstance(found.value, Undefined):
        value = found.value if isinstance(found, Estimate) else found
        return PlainEstimate(value=number(value), reason=why(value))
    if isinstance(found.interval, Undefined):
        return PlainEstimate(value=found.value, interval=found.interval.reason)
    interval = found.interval
    return PlainEstimate(value=found.value, low=interval.low, high=interval.high, interval=interval.method)


def written(found: PlainEstimate) -> str:
    """Return a statistic for a line of text: the number with its interval, or a dash with the reason."""
    if found.value is None:
        return f"– ({found.reason})"
    interval = "" if found.low is None or found.high is None else f" [{found.low:z.3f}, {found.high:z.3f}]"
    return f"{found.value:z.3f}{interval}"
