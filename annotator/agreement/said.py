"""How what is written down says a statistic: the number, or nothing and the reason."""

from annotator.statistics.estimate import ConfidenceInterval, Statistic, Undefined


def number(found: Statistic) -> float | None:
    """Return the number; None where there is none."""
    return None if isinstance(found, Undefined) else float(found)


def why(*found: Statistic | ConfidenceInterval | None) -> str:
    """Return why something of this does not exist: each reason once, with semicolons between; "" where all does."""
    return "; ".join(dict.fromkeys(one.reason for one in found if isinstance(one, Undefined)))
