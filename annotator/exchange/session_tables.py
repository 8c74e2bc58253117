"""Which sessions and codings there are, what is known of each, and what the tables leave out and why."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import pandas as pd

from annotator.exchange.dictionary import Said
from annotator.exchange.event_tables import seconds
from annotator.measures.observed import NOT_LOOKED_FOR, NOT_SEEN, watched
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.items import Settlement
from annotator.study import Session, Unreadable
from annotator.study.rounds import Round
from annotator.study.settings import CONSENSUS
from annotator.study.tables import CodedSession

Row = dict[str, object]

_VARIABLE = "variable_"
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")

SESSION_COLUMNS = [
    "session",
    "coder",
    "cameras",
    "length_s",
    "frames_per_s",
    "coded_s",
    "looked_for_any_s",
    "n_events",
    "submitted",
    "has_consensus",
    "n_settled",
]

ROUND_COLUMNS = [
    "session",
    "coder",
    "round",
    "coding",
    "begun_utc",
    "ended_utc",
    "submitted",
    "n_events",
    "days_after",
]

EXCLUDED_COLUMNS = ["session", "coder", "left_out", "which", "reason"]


def coding_row(one: CodedSession, codebook: Codebook) -> Row:
    """Return what sessions.csv says of a coding itself; session_rows adds what it says of its session."""
    scored = [span for span in one.spans if _is_scored(codebook, span.episode)]
    looked_for = _looked_for_any_ms(one.coding)
    return {
        "session": one.session.id,
        "coder": one.coding.coder,
        "coded_s": seconds(sum(span.duration_ms for span in scored)) if scored else "",
        "looked_for_any_s": "" if looked_for is None else seconds(looked_for),
        "n_events": str(len(one.coding.events)),
        "submitted": str(int(one.coding.is_submitted)),
        "n_settled": str(sum(isinstance(item, Settlement) for item in one.coding.items.values())),
    }


def sessions_table(sessions: Sequence[Session], codings: Iterable[Row], settled: Container[str]) -> pd.DataFrame:
    """Return one row a session and coder, in their order; a session without a coding here has one without a coder.

    Each variable of the sessions has a column, in the order in which they come up.

    Args:
        sessions: the chosen ones.
        codings: what coding_row says of the chosen codings.
        settled: ids of the sessions that have a consensus, whether it is among these codings or not.
    """
    rows_of: dict[str, list[Row]] = {}
    for row in codings:
        rows_of.setdefault(str(row["session"]), []).append(row)
    names = list(dict.fromkeys(name for one in sessions for name in one.variables))
    rows = [
        {**_of_session(one), **row}
        for one in sessions
        for row in _own(one, rows_of.get(one.id, []), has_consensus=one.id in settled)
    ]
    table = pd.DataFrame(rows, columns=[*SESSION_COLUMNS, *(f"{_VARIABLE}{name}" for name in names)], dtype=object)
    return table.fillna("")


def said_of_variables(sessions: Iterable[Session]) -> Mapping[str, Said]:
    """Return what the dictionary says of the variables of the sessions: numbers where all that is known is one."""
    values: dict[str, list[str]] = {}
    for one in sessions:
        for name, value in one.variables.items():
            values.setdefault(name, []).append(value)
    return {
        f"{_VARIABLE}{name}": Said(f"the session's “{name}”, as the lab entered it", "number" if numbers else "text")
        for name, known in values.items()
        for numbers in [all(_NUMBER.fullmatch(value) for value in known if value) and any(known)]
    }


def unreadable_row(one: Unreadable) -> Row:
    """Return what excluded.csv says of what cannot be read."""
    return _left_out(
        one.session,
        one.coder,
        "coding" if one.coder else "session",
        "",
        "it cannot be read",
    )


def not_chosen_row(session: str, coder: str = "") -> Row:
    """Return what excluded.csv says of a session or coding that was not asked for."""
    return _left_out(session, coder, "coding" if coder else "session", "", "it was not chosen for this export")


def uncoded_row(session: str) -> Row:
    """Return what excluded.csv says of a session that nobody has coded."""
    return _left_out(session, "", "session", "", "nobody has coded it")


def left_out_of(one: CodedSession, codebook: Codebook) -> Iterator[Row]:
    """Yield what a coding has no numbers for: scored episodes that were not held, codes that were not looked for."""
    who = (one.session.id, one.coding.coder)
    held = Counter(span.episode for span in one.spans)
    for episode in codebook.episodes:
        if episode.scored and held[episode.id] != 1:
            times = "not held, or not marked" if not held[episode.id] else "held more than once: not in summary_wide"
            yield _left_out(*who, "episode", episode.id, times)
    spans = [span for span in one.spans if _is_scored(codebook, span.episode)]
    for code in codebook.codes:
        why_not = [(span.episode, watched(one.coding, codebook, (code.id,), span).why_not) for span in spans]
        missed = [episode for episode, why in why_not if why == NOT_LOOKED_FOR]
        if missed:
            yield _left_out(*who, "code", code.id, f"not looked for in episode {', '.join(missed)}")
        unseen = [episode for episode, why in why_not if why == NOT_SEEN]
        if unseen:
            yield _left_out(*who, "code", code.id, f"out of view throughout episode {', '.join(unseen)}")
    unknown = Counter(event.code for event in one.coding.events if event.code not in codebook.code_by_id)
    for name, count in unknown.items():
        yield _left_out(*who, "events", name, f"{count} of a code that the codebook does not have: in no summary")


def excluded_table(rows: Sequence[Row]) -> pd.DataFrame:
    """Return one row for each thing that the tables leave out."""
    return pd.DataFrame(rows, columns=EXCLUDED_COLUMNS, dtype=object)


def rounds_table(found: Iterable[Round]) -> pd.DataFrame:
    """Return every round of what coders coded more than once, one a row; what was coded then is in no other table."""
    rows = (
        (
            *(one.session, one.coder, str(one.round), one.coding),
            *("" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (one.begun, one.ended)),
            *(("", "") if one.problem else (str(int(one.is_submitted)), str(one.events))),
            "" if one.days is None else f"{one.days:g}",
        )
        for one in found
    )
    return pd.DataFrame(list(rows), columns=ROUND_COLUMNS, dtype=object)


def _looked_for_any_ms(coding: Coding) -> int | None:
    """Return for how many ms some code was looked for; None where the coding does not say."""
    if not coding.looked_for:
        return None
    until, total = 0, 0
    for start_ms, end_ms in sorted((one.start_ms, one.end_ms) for one in coding.looked_for):
        total += max(0, end_ms - max(start_ms, until))
        until = max(until, end_ms)
    return total


def _left_out(session: str, coder: str, what: str, which: str, reason: str) -> Row:
    return dict(zip(EXCLUDED_COLUMNS, (session, coder, what, which, reason), strict=True))


def _own(session: Session, codings: Sequence[Row], *, has_consensus: bool) -> Iterator[Row]:
    settled = next((row["n_settled"] for row in codings if row["coder"] == CONSENSUS), "")
    for row in codings or [{"session": session.id, "coder": ""}]:
        yield {**row, "has_consensus": str(int(has_consensus)), "n_settled": settled}


def _of_session(session: Session) -> Row:
    camera = session.cameras[0]
    return {
        "cameras": str(len(session.cameras)),
        "length_s": seconds(camera.duration_ms),
        "frames_per_s": f"{camera.frame_count * 1000 / camera.duration_ms:.3f}",
        **{f"{_VARIABLE}{name}": value for name, value in session.variables.items()},
    }


def _is_scored(codebook: Codebook, episode: str) -> bool:
    return episode in codebook.episode_by_id and codebook.episode_by_id[episode].scored
