"""What was seen: how long the episodes were, what was done in each, and how soon."""

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from annotator.exchange.html_report.gathered import Gathered
from annotator.exchange.html_report.parts import Cell, Part, Row, Section, Table, Text
from annotator.exchange.html_report.ruled import BLANK, headings, key_words, missing_rules
from annotator.measures.tables import waiting
from annotator.model.codebook import Code, Episode
from annotator.report.figures.codings_words import episode_name
from annotator.report.results.table import mean_sd
from annotator.statistics.estimate import Undefined
from annotator.text import DASH, count, fixed

_CENSORED = ">"


def lengths_section(found: Gathered) -> Section:
    """Return how long the episodes were that coders observed."""
    episodes = found.counted(found.tables["episodes"])
    if episodes.empty:
        why = "No coding that counts has marked an episode."
        return Section("lengths", "Observed lengths of the episodes", missing=[why])
    table = _lengths_of_codings(episodes) if found.session else _lengths_over_sessions(found, episodes)
    return Section("lengths", "Observed lengths of the episodes", [table])


def behaviour_section(found: Gathered) -> Section:
    """Return seconds and onsets of each code in each episode, by coder."""
    title, summary = "Behaviours by episode", found.counted(found.tables["summary"])
    if summary.empty:
        return Section("behaviours", title, missing=["No coding that counts has marked an episode that is scored."])
    parts: list[Part] = []
    for coder in found.coders():
        own = summary[summary["coder"] == coder]
        if not own.empty:
            parts += [*_behaviours(found, coder, own), *headings(found, coder)]
    return Section("behaviours", title, parts)


def latency_section(found: Gathered) -> Section:
    """Return how soon each code came in each episode, and what the lab's rules say of latencies, contact and crying."""
    summary = found.counted(found.tables["summary"])
    parts: list[Part] = []
    for coder in found.coders():
        own = summary[summary["coder"] == coder]
        if used := _used(found, own):
            parts.append(_first_onsets(found, coder, own, used))
    parts += _by_rules(found)
    missing = missing_rules(found, ("latencies.csv", "contact.csv", "crying.csv"))
    return Section("latencies", "Latencies, contact and crying", parts, missing)


def _lengths_of_codings(episodes: pd.DataFrame) -> Table:
    names = ("coder", "episode", "episode_name", "start_s", "observed_s", "nominal_s", "beyond_s")
    said = [[row[name].replace("-", "−") or DASH for name in names] for _, row in episodes.iterrows()]
    deviations = [" ".join(filter(None, (row["deviation"], row["deviation_reason"]))) for _, row in episodes.iterrows()]
    rows: list[Row] = [[*row, deviation] for row, deviation in zip(said, deviations, strict=True)]
    heads = ("Coder", "No.", "Episode", "Begins", "Observed", "Planned", "Beyond", "Said of it")
    return Table("Observed and planned lengths, in seconds", heads, rows, texts=3)


def _lengths_over_sessions(found: Gathered, episodes: pd.DataFrame) -> Table:
    """Return the lengths over all codings: locked boundaries and own marks alike are one row a coding."""
    rows: list[Row] = []
    for episode in found.study.codebook.episodes:
        own = episodes[episodes["episode"] == episode.id]
        lengths = pd.to_numeric(own["observed_s"])
        planned = DASH if episode.nominal_s is None else fixed(episode.nominal_s, 0)
        told = [DASH] * 3 if own.empty else [_mean(lengths), fixed(lengths.min()), fixed(lengths.max())]
        said = [str((own["deviation"] == what).sum()) for what in ("curtailed", "prolonged")]
        rows.append([f"{episode.id} {episode.name}", planned, str(len(own)), *told, *said])
    heads = ("Episode", "Planned", "Codings", "M (SD)", "Shortest", "Longest", "Curtailed", "Prolonged")
    return Table("Observed lengths over all codings that count, in seconds", heads, rows)


def _behaviours(found: Gathered, coder: str, own: pd.DataFrame) -> Iterator[Part]:
    used, episodes = _used(found, own), _episodes(found, own)
    sessions = own["session"].nunique()
    if used:
        rows: list[Row] = [[code.name, *(_behaviour(own, code, one, sessions) for one in episodes)] for code in used]
        unit = "seconds, below them onsets; points have onsets only"
        over = f"{found.session}, " if found.session else f"M (SD) over n = {count(sessions, 'session')}, "
        notes = [BLANK] if any(_texts(rows, DASH)) else []
        yield Table(
            f"{coder}: {over}{unit}",
            ["Code", *(episode_name(found.study.codebook, one.id) for one in episodes)],
            rows,
            notes=notes,
        )
    seen = {code.id for code in used}
    looked = own[own["onsets"].notna()]
    never = [code.name for code in found.study.codebook.codes if code.id in set(looked["code"]) - seen]
    if never:
        yield Text(f"{coder} looked for these and saw none (0 wherever there is a number): {', '.join(never)}.")


def _behaviour(own: pd.DataFrame, code: Code, episode: Episode, sessions: int) -> Cell:
    cells = own[(own["code"] == code.id) & (own["episode"] == episode.id) & own["onsets"].notna()]
    if cells.empty:
        return Cell(DASH)
    is_one = sessions == 1 and len(cells) == 1
    onsets = f"{cells['onsets'].iloc[0]:g}×" if is_one else f"{_mean(cells['onsets'])}×"
    fewer = f", n {len(cells)}" if len(cells) != sessions else ""
    if code.is_point:
        return Cell(onsets, fewer.removeprefix(", "))
    return Cell(fixed(cells["total_s"].iloc[0], 3) if is_one else _mean(cells["total_s"]), f"{onsets}{fewer}")


def _first_onsets(found: Gathered, coder: str, own: pd.DataFrame, used: Sequence[Code]) -> Table:
    """Return how soon each code came for the first time; what never came is censored, and never 0."""
    episodes = _episodes(found, own)
    rows: list[Row] = [[code.name, *(_first_onset(own, code, one) for one in episodes)] for code in used]
    if found.session:
        what = f"seconds from the start of the episode to the first onset; {_CENSORED} it did not come in so long"
    else:
        what = (
            "median seconds from the start of the episode to the first onset (Kaplan & Meier, 1958), below it in how "
            "many of how many codings it came"
        )
    notes = [
        f"{_CENSORED} more than half had not come by then."
        if not found.session and any(_texts(rows, _CENSORED))
        else "",
        BLANK if any(_texts(rows, DASH)) else "",
        "0 where it was on already.",
    ]
    return Table(
        f"{coder}: {what}",
        ["Code", *(episode_name(found.study.codebook, one.id) for one in episodes)],
        rows,
        notes=[one for one in notes if one],
    )


def _first_onset(own: pd.DataFrame, code: Code, episode: Episode) -> Cell:
    cells = own[(own["code"] == code.id) & (own["episode"] == episode.id) & own["waited_s"].notna()]
    if cells.empty:
        return Cell(DASH)
    return _waited(cells.rename(columns={"latency_censored": "censored"}), alone=len(cells) == 1)


def _waited(waits: pd.DataFrame, *, alone: bool = False) -> Cell:
    """Return the median time until it came, and how often it did."""
    curve = waiting(waits)
    decimals, below = (3, "") if alone else (1, f"{curve.ended.sum()} of {len(waits)}")
    if isinstance(curve.median_ms, Undefined):
        return Cell(f"{_CENSORED} {fixed(waits['waited_s'].max(), decimals)}", below)
    return Cell(fixed(curve.median_ms / 1000, decimals), below)


def _by_rules(found: Gathered) -> Iterator[Table]:
    """Yield what the lab's rules say, by coder, rule and episode."""
    of_rules, of_contact = (found.counted(found.measures[name]) for name in ("latencies.csv", "contact.csv"))
    until = "median seconds until it came (Kaplan & Meier, 1958)"
    if found.session:
        until = f"seconds until it came; {_CENSORED} it did not come in so long"
    yield from _waits(found, of_rules, ("rule", "episode"), f"Latencies by the lab's rules: {until}")
    yield from _waits(found, of_contact, ("episode",), f"Contact: {until}")
    crying = found.counted(found.measures["crying.csv"])
    crying = crying[crying["crying_s"].notna()]
    rows: list[Row] = []
    for coder in found.coders():
        for part, own in crying[crying["coder"] == coder].groupby("part", sort=False):
            numbers = (_mean(own[name]) for name in ("crying_s", "crying_min", "share"))
            rows.append([coder, str(part).replace("_", " "), str(len(own)), *numbers])
    if rows:
        heads = ("Coder", "Part", "Codings", "Seconds", "Minutes", "Share")
        yield Table("Crying" if found.session else "Crying: M (SD)", heads, rows, texts=2)


def _waits(found: Gathered, table: pd.DataFrame, keys: Sequence[str], caption: str) -> Iterator[Table]:
    """Yield how long was waited for what: in the one session, or the median of several and in how many it came."""
    rows: list[Row] = []
    known = table[table["waited_s"].notna()]
    for coder in found.coders():
        for _, part in known[known["coder"] == coder].groupby(list(keys), sort=False, dropna=False):
            cell = _waited(part, alone=bool(found.session))
            on_already = int((part["ongoing_at_start"] == 1).sum())
            came = [] if found.session else [cell.small]
            rows.append([coder, *key_words(part, keys), cell.text, *came, str(on_already)])
    if rows:
        heads = ("Seconds",) if found.session else ("Median", "Came")
        heads_of_keys = (key.capitalize() for key in keys)
        yield Table(caption, ("Coder", *heads_of_keys, *heads, "On already"), rows, texts=1 + len(keys))


def _used(found: Gathered, own: pd.DataFrame) -> list[Code]:
    """Return the codes that have anything, in the order of the codebook."""
    some = own[(own["onsets"] > 0) | (own["total_s"] > 0)]
    seen = set(some["code"])
    return [code for code in found.study.codebook.all_codes if code.id in seen]


def _episodes(found: Gathered, own: pd.DataFrame) -> list[Episode]:
    held = set(own["episode"])
    return [one for one in found.study.codebook.episodes if one.id in held]


def _mean(values: "pd.Series[float]") -> str:
    """Return what stands under M (SD); one coding has no spread, and no place for it."""
    return fixed(values.iloc[0]) if len(values) == 1 else mean_sd(values.tolist())


def _texts(rows: Iterable[Row], mark: str) -> Iterator[bool]:
    return (isinstance(cell, Cell) and cell.text.startswith(mark) for row in rows for cell in row)
