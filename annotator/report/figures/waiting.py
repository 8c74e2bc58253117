"""How long it took, and how many still waited: latencies with their censored ones (Kaplan & Meier 1958)."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from annotator.measures.latencies import SOOTHED
from annotator.measures.tables import waiting
from annotator.model.codebook import Codebook
from annotator.report.figures.codings_words import episode_name, reasons_sentence, rule_name
from annotator.report.figures.description import Axis, Counts, Line, Plot, round_values
from annotator.statistics.estimate import Undefined
from annotator.statistics.survival import Survival
from annotator.text import count, fixed

CONTACT = "contact"
"""Stands for the waits of contact.csv beside the rules of latencies.csv."""

_SHARE = Axis("share still waiting", 0.0, 1.0, is_share=True)
_PLACES = 0.02
"""Beyond the longest wait the axis goes on by so much, that its mark can be seen."""


def waits_of(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the waits of all rules and those for contact as one table with the columns of latencies.csv.

    Args:
        tables: what measures_of returns.
    """
    contact = tables["contact.csv"].assign(rule=CONTACT)
    both = [one for one in (tables["latencies.csv"], contact) if len(one)]
    return pd.concat(both, ignore_index=True) if both else tables["latencies.csv"]


def waiting_curves(
    waits: pd.DataFrame, codebook: Codebook, rule: str, coder: str, groups: Mapping[str, str] | None = None
) -> Plot:
    """Return the share in which it had not come yet, over the seconds waited: a line an episode, or episode and group.

    Args:
        waits: what waits_of returns.
        codebook: that of the study.
        rule: id of a latency of the lab, SOOTHED or CONTACT.
        coder: whose codings; coders are kept apart, for two of one session are not two sessions.
        groups: the group of each session that has one, such as its class; sessions without one are left out.
    """
    asked = waits[(waits["rule"] == rule) & (waits["coder"] == coder)]
    episodes = list(dict.fromkeys(asked["episode"]))
    where = f", {episode_name(codebook, episodes[0])}" if len(episodes) == 1 else ""
    title = f"{coder}: how long until {_what(rule)}{where}"
    why = asked["why_empty"].dropna().tolist()
    if groups is not None:
        asked = asked[asked["session"].isin(list(groups))]
    waited = asked[asked["waited_s"].notna()]
    if not len(waited):
        reasons = reasons_sentence(why) or "It is not set in study.toml which codes are meant, or nothing is coded."
        return Plot(title, Axis("waited", 0, 1, unit="s"), _SHARE, empty=f"Nothing was waited for. {reasons}")
    of_line = dict(_parts(waited, codebook, groups))
    curves = {name: waiting(part) for name, part in of_line.items()}
    longest = max(int(one.times_ms[-1]) for one in curves.values()) / 1000
    x = Axis(_since(rule), 0, max(1.0, longest) * (1 + _PLACES), unit="s")
    lines = tuple(_line(name, look, found) for look, (name, found) in enumerate(curves.items()))
    return Plot(title, x, _SHARE, lines, counts=_counts(x, curves), notes=tuple(_notes(curves, waited, why)))


def _parts(
    waited: pd.DataFrame, codebook: Codebook, groups: Mapping[str, str] | None
) -> Iterator[tuple[str, pd.DataFrame]]:
    episodes = list(dict.fromkeys(waited["episode"]))
    for episode in episodes:
        of_episode = waited[waited["episode"] == episode]
        name = episode_name(codebook, episode)
        if groups is None:
            yield name, of_episode
            continue
        for group in sorted(set(groups.values())):
            part = of_episode[of_episode["session"].map(groups) == group]
            if len(part):
                yield group if len(episodes) == 1 else f"{name}, {group}", part


def _line(name: str, look: int, found: Survival) -> Line:
    times = (0.0, *(found.times_ms / 1000).tolist())
    share = (1.0, *found.waiting.tolist())
    is_censored = (False, *(found.censored > 0).tolist())
    marks = tuple((x, y) for x, y, lost in zip(times, share, is_censored, strict=True) if lost)
    return Line(name, times, share, look, is_step=True, censored=marks)


def _counts(x: Axis, curves: Mapping[str, Survival]) -> Counts:
    places = round_values(x.low, x.high)
    rows = []
    for name, found in curves.items():
        at_risk = [*found.at_risk.tolist(), 0]
        before = np.searchsorted(found.times_ms, [round(place * 1000) for place in places]).tolist()
        rows.append((name, tuple(at_risk[place] for place in before)))
    return Counts("still waited for", places, tuple(rows))


def _notes(curves: Mapping[str, Survival], waited: pd.DataFrame, why: Sequence[str]) -> Iterator[str]:
    for name, found in curves.items():
        sessions, lost = int(found.at_risk[0]), int(found.censored.sum())
        median = found.median_ms
        half = "not reached" if isinstance(median, Undefined) else f"{fixed(median / 1000, 3)} s"
        yield f"{name}: {count(sessions, 'session')}, {lost} censored; median {half}."
    if any(found.censored.any() for found in curves.values()):
        yield "| on a line: censored; it had not come when the episode, or the looking for it, ended."
    if ongoing := int((waited["ongoing_at_start"] == 1).sum()):
        yield f"On already when the waiting began: {ongoing}."
    if said := reasons_sentence(why):
        yield said
    yield "Kaplan & Meier (1958). No band: its coverage is not shown yet."


def _what(rule: str) -> str:
    return {SOOTHED: "soothed", CONTACT: "contact"}.get(rule, rule_name(rule))


def _since(rule: str) -> str:
    return "time since the waiting began" if rule == SOOTHED else "time since the episode began"
