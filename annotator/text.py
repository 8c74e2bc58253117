"""How times, numbers and names are written. Times come in as whole ms; unknown is None and shows as a dash."""

import unicodedata
from collections.abc import Iterable, Sequence

DASH = "–"
"""What stands where there is nothing to show."""

_LONGEST_NAME = 120
_UNSEEN = frozenset("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


def clock(ms: int | None, decimals: int = 3) -> str:
    """Write a moment of session time: minutes, seconds and, below the second, as many decimals (cut, not rounded).

    >>> clock(761_520)
    '12:41.520'
    >>> clock(3_725_004)
    '1:02:05.004'
    >>> clock(59_999, decimals=0)
    '0:59'
    """
    if ms is None:
        return DASH
    minutes, below = divmod(abs(ms), 60_000)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    text = f"{head}:{below // 1000:02}.{below % 1000:03}"
    return ("−" if ms < 0 else "") + text[: len(text) - (3 - decimals if decimals else 4)]


def seconds(ms: int | None) -> str:
    """Write ms as seconds with 3 decimals, as exports do.

    >>> seconds(761_520)
    '761.520'
    """
    return DASH if ms is None else f"{ms / 1000:.3f}"


def duration(ms: int | None) -> str:
    """Write how long something lasts: seconds with 3 decimals, from a minute on minutes and seconds.

    >>> duration(1_240), duration(72_300)
    ('1.240 s', '1:12.300 min')
    """
    if ms is None:
        return DASH
    return f"{seconds(ms)} s" if abs(ms) < 60_000 else f"{clock(ms)} min"


def shift(ms: int) -> str:
    """Write a difference of time with its sign.

    >>> shift(120), shift(-1_040), shift(0)
    ('+0.120 s', '−1.040 s', '0.000 s')
    """
    sign = "+" if ms > 0 else "−" if ms < 0 else ""
    return f"{sign}{duration(abs(ms))}"


def statistic(value: float | None, decimals: int = 2) -> str:
    """Write a statistic that cannot exceed 1, the way journals do: without the zero before the point.

    >>> statistic(0.8391), statistic(-0.12), statistic(1), statistic(None)
    ('.84', '−.12', '1.00', '–')
    """
    if value is None:
        return DASH
    text = fixed(value, decimals)
    sign = "−" if text.startswith("−") else ""
    below = text.removeprefix("−")
    return sign + (below.removeprefix("0") if below.startswith("0.") else below)


def fixed(value: float, decimals: int = 2, *, signed: bool = False) -> str:
    """Write a number that may exceed 1, with that many decimals; there is no minus before nothing.

    >>> fixed(-1.5), fixed(-0.001), fixed(0.25, 3, signed=True), fixed(-0.0001, signed=True)
    ('−1.50', '0.00', '+0.250', '0.00')
    """
    text = f"{value:z.{decimals}f}".replace("-", "−")
    return f"+{text}" if signed and value > 0 and float(text) else text


def short_number(value: float, *, signed: bool = False) -> str:
    """Write a number with the decimals it has: points of a scale, a place on an axis.

    >>> short_number(2.0), short_number(-0.5), short_number(1, signed=True), short_number(0, signed=True)
    ('2', '−0.5', '+1', '0')
    """
    text = f"{value:zg}".replace("-", "−")
    return f"+{text}" if signed and value > 0 else text


def percent(share: float | None) -> str:
    """Write a share between 0 and 1 as a percentage.

    >>> percent(0.8391)
    '83.9 %'
    """
    return DASH if share is None else f"{share * 100:.1f} %"


def count(number: int, noun: str) -> str:
    """Write how many there are.

    >>> count(1, "event"), count(84, "event")
    ('1 event', '84 events')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """Return names, of which there is one at least, as a sentence has them.

    >>> listed(["KM", "JT", "LS"])
    'KM, JT and LS'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def some(names: Iterable[str], most: int = 12) -> str:
    """Return names for a sentence, not more than a person reads.

    >>> some("abc"), some("abcd", most=2)
    ('a, b, c', 'a, b and 2 more')
    """
    listed = [plain(name) for name in names]
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more


def plain(text: str, longest: int = _LONGEST_NAME) -> str:
    r"""Return a text as it can be shown: no control signs, no half signs, nothing that turns the line round.

    >>> plain("cry\x1b[31m\u202e loud"), plain("a" * 9, longest=5)
    ('cry[31m loud', 'aaaa…')
    """
    if len(text) <= longest and text.isprintable():
        return text.strip()
    kept = "".join(map(_shown, text[: 4 * longest]))
    kept = kept.strip()
    return kept if len(kept) <= longest else f"{kept[: longest - 1]}…"


def _shown(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind.startswith("Z") or sign in "\r\n\t":
        return " "
    return "" if sign in _UNSEEN or kind in {"Cc", "Cs", "Cn"} else sign
