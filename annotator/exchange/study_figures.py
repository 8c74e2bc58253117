"""Figures of agreement of a whole study as SVG: lines and letters only, to be set and changed in any program.

Written as text: a study has a hundred of them, for each of which matplotlib takes a tenth of a second.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

from annotator.agreement.whole_study.report import PairResult

_CELL, _LEFT, _TOP = 84, 110, 70
_WIDTH, _HEIGHT, _LOW = 760, 300, 60
_INKS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""Okabe & Ito (2008): told apart with every common colour blindness."""
_DASHES = ("", "7 4", "2 3", "9 3 2 3")


def heat_map_svg(results: Sequence[PairResult], coders: Sequence[str]) -> str:
    """Return one statistic of one subject as a square, coders by coders; darker is higher."""
    size = _CELL * len(coders)
    parts = [_text(12, 24, f"{results[0].name}, {results[0].statistic}", size=15, font_weight="bold")]
    for place, coder in enumerate(coders):
        middle = place * _CELL + _CELL / 2
        parts.append(_text(_LEFT - 10, _TOP + middle + 4, coder, anchor="end"))
        parts.append(_text(_LEFT + middle, _TOP - 12, coder, anchor="middle"))
    for one in results:
        at = coders.index(one.coder_a), coders.index(one.coder_b)
        parts += [part for row, column in (at, at[::-1]) for part in _cell(one, row, column)]
    return _svg(_LEFT + size + 20, _TOP + size + 20, parts)


def drift_svg(results: Sequence[PairResult], sessions: Sequence[str]) -> str:
    """Return one statistic of each pair from session to session."""
    values = [value for one in results for value in one.in_sessions.values() if value is not None]
    low = min(0.0, *values)
    step = (_WIDTH - 200) / max(1, len(sessions) - 1)

    def place(session: str, value: float) -> tuple[float, float]:
        return 60 + step * sessions.index(session), 40 + (_HEIGHT - 40) * (1 - value) / (1 - low)

    parts = [
        _text(12, 22, f"{results[0].name}, {results[0].statistic}, session by session", size=15, font_weight="bold")
    ]
    for value in (1.0, 0.5, 0.0):
        y = place(sessions[0], value)[1]
        parts.append(f'<line x1="60" x2="{_WIDTH - 140}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ccc"/>')
        parts.append(_text(52, y + 4, f"{value:.1f}", anchor="end"))
    parts += [_turned(*_below(place(one, low)), one) for one in sessions]
    for number, one in enumerate(results):
        points = [place(session, value) for session, value in one.in_sessions.items() if value is not None]
        parts += _curve(points, number, f"{one.coder_a} × {one.coder_b}")
    return _svg(_WIDTH, _HEIGHT + _LOW + 30, parts)


def _cell(one: PairResult, row: int, column: int) -> Iterator[str]:
    x, y, value = _LEFT + column * _CELL, _TOP + row * _CELL, one.found.value
    share = 0.0 if value is None else min(1.0, max(0.0, value))
    red, green, blue = (round(255 + (deep - 255) * share) for deep in (8, 48, 107))
    fill = "#f2f2f2" if value is None else f"#{red:02x}{green:02x}{blue:02x}"
    ink = "#fff" if share > 0.55 else "#111"
    yield f'<rect x="{x}" y="{y}" width="{_CELL - 3}" height="{_CELL - 3}" fill="{fill}"/>'
    yield _text(x + _CELL / 2, y + _CELL / 2, "–" if value is None else f"{value:.2f}", "middle", 16, fill=ink)
    if one.found.low is not None and one.found.high is not None:
        interval = f"{one.found.low:.2f} to {one.found.high:.2f}"
        yield _text(x + _CELL / 2, y + _CELL / 2 + 20, interval, "middle", 10, fill=ink)


def _curve(points: Sequence[tuple[float, float]], number: int, name: str) -> Iterator[str]:
    ink, dash = _INKS[number % len(_INKS)], _DASHES[number // len(_INKS) % len(_DASHES)]
    for (x1, y1), (x2, y2) in pairwise(points):
        line = f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{ink}" stroke-width="1.5"'
        yield f'{line} stroke-dasharray="{dash}"/>'
    yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{ink}"/>' for x, y in points)
    yield _text(_WIDTH - 128, 46 + 17 * number, name, fill=ink)


def _turned(x: float, y: float, text: str) -> str:
    return _text(x, y, text, "end", transform=f"rotate(-45 {x:.1f} {y:.1f})")


def _below(place: tuple[float, float]) -> tuple[float, float]:
    return place[0] + 4, place[1] + 14


def _text(x: float, y: float, text: str, anchor: str = "start", size: int = 12, **look: str) -> str:
    """Return a piece of text; look gives further attributes."""
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in ({"fill": "#111"} | look).items())
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{more}>{escape(text)}</text>'


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" font-family="sans-serif">'
    )
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    return "\n".join([head, ground, *parts, "</svg>", ""])
