"""The printable manual of a codebook: one page of HTML that needs nothing else, for the screen and for paper."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from annotator.model.codebook import Code, Codebook, ModifierValue
from annotator.model.codebook.classes import DisorganisationRating
from annotator.model.codebook.scales import Anchor, LinearScore, Rated, Scale, Term
from annotator.model.keymap import has_two_strokes

PIECE = "<!--piece-->"
"""Stands in the page where a printer may begin another sheet; in between it should not."""


@dataclass(frozen=True, slots=True)
class _Question:
    name: str
    answers: str


def manual_html(codebook: Codebook) -> str:
    """Return the manual: how to use it, episodes, keys, codes with their rules, scales with anchors, classes, sources.

    Licensed text that the lab has entered stands in place of ours, so the page is for the lab that holds the licence.
    """
    return _template().render(
        book=codebook,
        groups=codebook.groups,
        keys=sorted((code for code in codebook.codes if code.key), key=lambda code: (code.key[-1], len(code.key))),
        channels=[(one, names) for one in codebook.channels if (names := _in_channel(codebook, one.id))],
        of_two_strokes=any(has_two_strokes(code.key) for code in codebook.codes),
        licensed=_has_licensed_text(codebook),
        piece=PIECE,
    )


def _in_channel(codebook: Codebook, channel_id: str) -> str:
    return ", ".join(code.name for code in codebook.codes if code.channel == channel_id)


def _has_licensed_text(codebook: Codebook) -> bool:
    scheme = codebook.classification
    texts = [text for scale in codebook.scales for text in (scale.licensed_text, *_licensed(scale.anchors))]
    if scheme is not None:
        texts += [one.licensed_text for one in scheme.classes]
        texts += [sub.licensed_text for one in scheme.classes for sub in one.subgroups]
        if scheme.disorganisation is not None:
            texts += [scheme.disorganisation.licensed_text, *_licensed(scheme.disorganisation.anchors)]
    return any(texts)


def _licensed(anchors: tuple[Anchor, ...]) -> list[str]:
    return [anchor.licensed_text for anchor in anchors]


def _questions(code: Code, codebook: Codebook) -> list[_Question]:
    asked = [codebook.modifier_by_id[name] for name in code.modifiers if name in codebook.modifier_by_id]
    return [_Question(one.name, ", ".join(_answer(*answer) for answer in codebook.answers(one))) for one in asked]


def _who(one: Code | Scale, codebook: Codebook) -> str:
    actors = codebook.actors(one)
    return f" · {' or '.join(actors)}" if actors else ""


def _answer(value: ModifierValue, keys: tuple[str, ...]) -> str:
    return " ".join((*keys, value.name))


def _planned(seconds: float | None) -> str:
    """Write a planned length.

    >>> _planned(180), _planned(30), _planned(None)
    ('3 min', '30 s', '')
    """
    if seconds is None:
        return ""
    minutes = seconds / 60
    return f"{minutes:g} min" if minutes >= 1 and minutes == round(minutes, 1) else f"{seconds:g} s"


def _points(scale: Scale | DisorganisationRating) -> str:
    """Say which points a scale has."""
    return f"{scale.lowest} to {scale.highest}" + (", half points allowed" if scale.half_points else "")


def _where(rated: Rated) -> str:
    towards = f"towards {rated.target}" if rated.target else ""
    episodes = f"in episodes {', '.join(rated.episodes)}" if rated.episodes else "once for the whole session"
    return f"{towards} {episodes}".strip()


def _formula(score: LinearScore) -> str:
    """Write a linear score as a sum.

    >>> term = Term(scale="avoidance", episode="5", target="caregiver", weight=-0.5)
    >>> _formula(LinearScore(id="a", name="A", constant=8, terms=(term,), citation=""))
    '8 − 0.5 × avoidance (episode 5, caregiver)'
    """
    parts = [f"{score.constant:g}"] if score.constant else []
    for term in score.terms:
        sign = "−" if term.weight < 0 else "+" if parts else ""
        parts.append(f"{sign} {abs(term.weight):g} × {_of(term)}".strip())
    return " ".join(parts)


def _of(term: Term) -> str:
    where = ", ".join(part for part in (term.episode and f"episode {term.episode}", term.target) if part)
    what = term.scale or f"{term.measure} of {term.code}"
    return f"{what} ({where})" if where else what


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "planned": _planned,
        "points": _points,
        "where": _where,
        "formula": _formula,
        "questions": _questions,
        "who": _who,
        "short_key": lambda key: key.replace("Shift+", "⇧ "),
    }
    return environment.from_string(files("annotator.manual").joinpath("manual.html.j2").read_text(encoding="utf-8"))
