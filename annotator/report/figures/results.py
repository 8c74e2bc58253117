"""All figures of results: what was coded, drawn by session, episode, latency, sequence, group and course."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from annotator.measures.latencies import SOOTHED
from annotator.measures.observed import episodes_asked
from annotator.measures.tables import measures_of, rules_of
from annotator.model.codebook import Codebook
from annotator.report.figures.description import Axis, Figure, Panels, Plot, Reaches
from annotator.report.figures.measured import course, distribution, measures_drawn
from annotator.report.figures.raster import raster
from annotator.report.figures.sequences import state_space, transitions
from annotator.report.figures.shares import shares
from annotator.report.figures.waiting import CONTACT, waiting_curves, waits_of
from annotator.study import AnalysisSettings
from annotator.study.tables import CodedSession

Named = Iterator[tuple[str, Figure]]

CLASS = "class"
"""Groups sessions by the class that their coder gave."""


class Results(NamedTuple):
    """What figures of results are made from.

    Attributes:
        codings: in order of session and coder.
        codebook: that of the study.
        settings: those of the study.
        tables: what measures_of returns for these codings.
        by: what sessions are grouped by: CLASS, or the name of a variable; "": they are not.
        episodes: ids of those that are wanted; none: all.
    """

    codings: Sequence[CodedSession]
    codebook: Codebook
    settings: AnalysisSettings
    tables: Mapping[str, pd.DataFrame]
    by: str = ""
    episodes: tuple[str, ...] = ()

    @property
    def coders(self) -> tuple[str, ...]:
        """Whose codings these are."""
        return tuple(dict.fromkeys(one.coding.coder for one in self.codings))

    @property
    def sessions(self) -> tuple[str, ...]:
        """The sessions that are coded, in the order that the study's settings name."""
        order_by = self.settings.agreement.order_by
        place = {one.session.id: one.session.variables.get(order_by, "") for one in self.codings}
        return tuple(sorted(place, key=lambda session: (place[session], session)))

    def groups(self, coder: str) -> dict[str, str]:
        """Return the group of each session that has one; its class is that which this coder gave."""
        mine = [one for one in self.codings if one.coding.coder == coder]
        if self.by == CLASS:
            given = {one.session.id: one.coding.classification for one in mine}
            return {session: found.primary for session, found in given.items() if found is not None and found.primary}
        return {one.session.id: value for one in mine for value in [one.session.variables.get(self.by, "")] if value}


def results_of(
    codings: Sequence[CodedSession],
    codebook: Codebook,
    settings: AnalysisSettings,
    by: str = "",
    episodes: tuple[str, ...] = (),
) -> Results:
    """Return what figures are made from, with the measures of these codings; by and episodes as in Results."""
    if not episodes:
        return Results(codings, codebook, settings, measures_of(codings, codebook, settings), by)
    codings = [one._replace(spans=tuple(span for span in one.spans if span.episode in episodes)) for one in codings]
    tables = {
        name: table[table["episode"].isin(episodes)] if "episode" in table else table
        for name, table in measures_of(codings, codebook, settings).items()
    }
    return Results(codings, codebook, settings, tables, by, episodes)


def results_figures(found: Results, only: Iterable[str] = ()) -> Named:
    """Yield figures under the names of their files (without ending); those with nothing to draw say why.

    Args:
        found: what they are made from.
        only: keys of FIGURES; none: all.
    """
    wanted = tuple(only) or tuple(FIGURES)
    for kind, (words, make) in FIGURES.items():
        if kind in wanted:
            made = list(make(found)) if found.codings else []
            yield from made or [(kind, _empty(words, _why_none(found, kind)))]


def why_not_drawn(figure: Figure) -> str:
    """Return why a figure has nothing to draw; "" where it has."""
    return "" if isinstance(figure, Panels | Reaches) else figure.empty


def kind_of(name: str) -> str:
    """Return the key of FIGURES that a figure of this name belongs to."""
    return next(kind for kind in FIGURES if name.startswith(kind))


def _empty(title: str, why: str) -> Plot:
    return Plot(title, Axis("", 0, 1), Axis("", 0, 1), empty=why)


def _why_none(found: Results, kind: str) -> str:
    if not found.codings:
        return "No session is coded, or none of what is coded was chosen."
    return {
        "transitions": "The codebook has no channel with several codes.",
        "shares": "The codebook has no channel with several codes.",
        "state_space": "study.toml sets no grid under analysis.measures.",
    }.get(kind, "No measure has a value in any session.")


def _rasters(found: Results) -> Named:
    for session in dict.fromkeys(one.session.id for one in found.codings):
        yield f"raster_{session}", raster([one for one in found.codings if one.session.id == session], found.codebook)


def _shares(found: Results) -> Named:
    for channel in _channels(found.codebook):
        yield f"shares_{channel}", shares(found.codings, found.codebook, channel)


def _waits(found: Results) -> Named:
    waits, rules = waits_of(found.tables), rules_of(found.settings, found.codebook)
    asked = [one.id for one in rules.latencies] + [SOOTHED, CONTACT]
    for rule in asked:
        for coder in found.coders:
            mine = waits[(waits["rule"] == rule) & (waits["coder"] == coder)]
            # Several episodes of several groups would be more lines than can be told apart.
            episodes = list(dict.fromkeys(mine["episode"])) if found.by else []
            for episode in episodes:
                of_episode, groups = mine[mine["episode"] == episode], found.groups(coder)
                name = "_".join(filter(None, ("waiting", rule, episode, coder)))
                yield name, waiting_curves(of_episode, found.codebook, rule, coder, groups)
            if not episodes:
                yield f"waiting_{rule}_{coder}", waiting_curves(mine, found.codebook, rule, coder)


def _transitions(found: Results) -> Named:
    table = found.tables["transitions.csv"]
    for channel in _channels(found.codebook):
        used = table[(table["channel"] == channel) & (table["a"] > 0)]
        for session, coder in dict.fromkeys(zip(used["session"], used["coder"], strict=True)):
            name = f"transitions_{channel}_{session}_{coder}"
            yield name, transitions(table, found.codebook, channel, session, coder)
        if used.empty:
            nothing = f"In no coding a code of {found.codebook.channel_name(channel)} follows another."
            yield f"transitions_{channel}", _empty("which code followed which", nothing)


def _state_spaces(found: Results) -> Named:
    rules = rules_of(found.settings, found.codebook)
    for rule in rules.grids:
        for one in found.codings:
            for held in episodes_asked(one, found.codebook):
                if found.episodes and held.episode not in found.episodes:
                    continue
                name = "_".join(filter(None, (rule.id, one.session.id, one.coding.coder, held.episode)))
                yield f"state_space_{name}", state_space(one, found.codebook, rules, rule, held.episode)


def _distributions(found: Results) -> Named:
    for measure in measures_drawn(found.tables, found.codebook, found.episodes):
        for coder in found.coders:
            groups = found.groups(coder) if found.by else {}
            yield f"distribution_{measure.id}_{coder}", distribution(measure, coder, groups, found.by)


def _courses(found: Results) -> Named:
    ordered_by = found.settings.agreement.order_by
    for measure in measures_drawn(found.tables, found.codebook, found.episodes):
        yield f"course_{measure.id}", course(measure, found.sessions, ordered_by)


def _channels(codebook: Codebook) -> list[str]:
    return [channel for channel, codes in codebook.state_channels.items() if len(codes) > 1]


FIGURES: dict[str, tuple[str, Callable[[Results], Named]]] = {
    "raster": ("what was on when, of each session", _rasters),
    "shares": ("how the episodes were spent, of each channel", _shares),
    "waiting": ("how long until soothed, contact or another latency", _waits),
    "transitions": ("which code followed which, of each coding and channel", _transitions),
    "state_space": ("state-space grids, of each coding and episode", _state_spaces),
    "distribution": ("measures over classes or another variable", _distributions),
    "course": ("measures from session to session", _courses),
}
"""By the first word of their names: what they show, and who makes them."""
