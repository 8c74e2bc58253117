"""How episodes were spent: the shares of codes that exclude each other, in stacked bars."""

from collections.abc import Sequence

from annotator.measures.dyad import one_at_a_time
from annotator.measures.observed import bouts, length, observed, scored_spans, seen
from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.report.figures.codings_words import codings_sentence, episode_name
from annotator.report.figures.description import Axis, Layer, Stack, Stacks
from annotator.report.wording import NONE_NAME
from annotator.study.tables import CodedSession
from annotator.text import count, percent, seconds

_SHARE = Axis("share of the episode", 0.0, 1.0, is_share=True)
_BLANK, _UNSEEN = "not looked for", "out of view"

_Amounts = tuple[int, ...]
"""Of one coding or of several, in ms: each code, then none of them, then out of view, then not looked for."""


def shares(codings: Sequence[CodedSession], codebook: Codebook, channel: str) -> Stacks:
    """Return the share that each code of a channel has of each scored episode, one bar a coder.

    The seconds of all sessions of a coder are added up, so that a longer episode counts for more. Where codes overlap,
    which a channel does not allow, the one that stands first in the codebook is meant.

    Args:
        codings: of any sessions.
        codebook: that of the study.
        channel: a key of codebook.state_channels.
    """
    name, codes = codebook.channel_name(channel), codebook.state_channels[channel]
    title = f"{name}: how the episodes were spent"
    spent = _spent(codings, codebook, codes)
    if not spent:
        return Stacks(title, _SHARE, empty="No scored episode was held." if codings else "There is no coding.")
    total = [sum(amounts) for amounts in zip(*(one for found in spent.values() for one in found), strict=True)]
    if not any(total[: len(codes)]):
        return Stacks(title, _SHARE, empty=f"No coder used a code of {name} in a scored episode.")
    exhaustive = any(one.id == channel and one.exhaustive for one in codebook.channels)
    layers = [
        *(Layer(code.name, look) for look, code in enumerate(codes)),
        Layer(f"{NONE_NAME}, a hole in the coding" if exhaustive else NONE_NAME, kind="none"),
        Layer(_UNSEEN, kind="unseen"),
        Layer(_BLANK, kind="blank"),
    ]
    kept = [place for place, amount in enumerate(total) if amount]
    coders = {coder for _, coder in spent}
    stacks = tuple(
        _stack(episode_name(codebook, episode), coder if len(coders) > 1 else "", found, kept, layers)
        for (episode, coder), found in spent.items()
    )
    unused = [code.name for code, amount in zip(codes, total, strict=False) if not amount and code in codebook.codes]
    notes = (
        "The seconds of all sessions of a coder are added up; above each bar: how many sessions.",
        f"{_BLANK.capitalize()}, {_UNSEEN}: in the tables this time is no part of any share."
        if sum(total[-2:])
        else "",
        f"Never used: {', '.join(unused)}." if unused else "",
        codings_sentence(codings),
    )
    return Stacks(title, _SHARE, tuple(layers[place] for place in kept), stacks, tuple(filter(None, notes)))


def _spent(
    codings: Sequence[CodedSession], codebook: Codebook, codes: Sequence[Code]
) -> dict[tuple[str, str], list[_Amounts]]:
    """Return what each coding has of each episode, by episode and coder, in the order of the codebook."""
    held = [(span, one.coding) for one in codings for span in scored_spans(one, codebook)]
    coders = dict.fromkeys(coding.coder for _, coding in held)
    episodes = [*(one.id for one in codebook.episodes), ""]
    keys = [(episode, coder) for episode in episodes for coder in coders]
    found: dict[tuple[str, str], list[_Amounts]] = {}
    for episode, coder in keys:
        of_key = [(span, coding) for span, coding in held if (span.episode, coding.coder) == (episode, coder)]
        if of_key:
            found[episode, coder] = [_amounts(coding, codebook, codes, span) for span, coding in of_key]
    return found


def _amounts(coding: Coding, codebook: Codebook, codes: Sequence[Code], span: Span) -> _Amounts:
    ids = [code.id for code in codes]
    looked, saw = observed(coding, ids, span), seen(coding, codebook, ids, span)
    on = [length(one) for one in one_at_a_time(coding, ids, saw).values()]
    none_ms = length(saw) - length(bouts(coding.events_of(ids), saw))
    return (*on, none_ms, length(looked) - length(saw), span.duration_ms - length(looked))


def _stack(episode: str, coder: str, found: Sequence[_Amounts], kept: Sequence[int], layers: Sequence[Layer]) -> Stack:
    amounts = [sum(one) for one in zip(*found, strict=True)]
    whole = sum(amounts)
    said = [f"{layers[at].name}: {seconds(amounts[at])} s, {percent(amounts[at] / whole)}" for at in kept]
    who = f"{episode}, {coder}" if coder else episode
    tip = "\n".join([f"{who}: {count(len(found), 'session')}", *said])
    return Stack(episode, coder, tuple(amounts[at] / whole for at in kept), str(len(found)), tip)
