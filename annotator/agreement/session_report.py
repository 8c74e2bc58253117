"""Agreement of a whole study, session by session and pair by pair, as plain values and as lines of text."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec import Struct

from annotator.agreement.pair.over_time import OverTime, over_time
from annotator.agreement.pair.read import pair_data, read_session
from annotator.agreement.said import number, why
from annotator.agreement.whole_study.gather import LeftOut, check_coders
from annotator.errors import StudyError, UserError
from annotator.model.codebook import Codebook
from annotator.statistics.estimate import Statistic
from annotator.statistics.points import POINT_TOLERANCE_MS, PointAgreement
from annotator.statistics.states import StateCode, StateTime
from annotator.study import Session, Study
from annotator.study.settings import CONSENSUS, Window

NONE_NAME = "none"


class Number(Struct, frozen=True):
    """A number, or None and the reason why there is none."""

    value: float | None
    reason: str = ""


class CodeReport(Struct, frozen=True):
    """One code of two coders; seconds with three decimals."""

    code: str
    name: str
    a_s: float
    b_s: float
    both_s: float
    ppos: Number
    kappa: Number
    bouts_a: int
    bouts_b: int


class ChannelReport(Struct, frozen=True):
    """One channel of two coders; table_s has coder A's codes as rows and coder B's as columns, in seconds."""

    channel: str
    name: str
    codes: tuple[str, ...]
    table_s: list[list[float]]
    agreement: Number
    kappa: Number
    per_code: list[CodeReport]


class PointReport(Struct, frozen=True):
    """One point code of two coders: pairs within the tolerance, and points without a partner."""

    code: str
    name: str
    matched: int
    only_a: int
    only_b: int
    f1: Number


class SessionReport(Struct, frozen=True):
    """Two coders of one session over the declared window; points are matched within tolerance_ms.

    unfinished names those of the two who have not submitted their coding.
    """

    session: str
    coder_a: str
    coder_b: str
    window: str
    window_s: float
    channels: list[ChannelReport]
    points: list[PointReport]
    tolerance_ms: int = POINT_TOLERANCE_MS
    unfinished: tuple[str, ...] = ()


class StudySessions(Struct, frozen=True):
    """Every two coders session by session, and what could not be compared."""

    sessions: list[SessionReport]
    left_out: list[LeftOut]


def study_agreement(
    study: Study, coders: Sequence[str] | None, session_id: str | None, window: Window | None = None
) -> StudySessions:
    """Compare every pair of coders of every session, or only those asked for.

    An episode of the window is the time that both coders of a pair take for it, unless the session has locked ones.

    Codings that cannot be read are left out, and `study.unreadable()` names them; so is a session in which two coders
    do not share an episode of the window, and the answer names it.

    Args:
        study: the study.
        coders: two; None: every two of a session.
        session_id: only this one; None: all.
        window: what to compare over; None: as the study has it.

    Raises:
        StudyError: if nobody of a name has coded in the study, or no session can be compared.
    """
    check_coders(study, coders or ())
    broken = {(one.session, one.coder) for one in study.unreadable()}
    sessions = [study.session(session_id)] if session_id else study.sessions()
    pairs = [(session, *pair) for session in sessions for pair in _pairs(study, session, coders)]
    pairs = [(session, a, b) for session, a, b in pairs if not {(session.id, a), (session.id, b)} & broken]
    if not pairs:
        nobody = f"Session {session_id} was not" if session_id else "No session was"
        unread = "; what cannot be read does not count" if broken else ""
        raise StudyError(
            f"{nobody} coded by {' and '.join(coders or ['two coders'])}{unread}.",
            "Let a second coder code one, or name other coders.",
        )
    reports, left_out = [], []
    for session, a, b in pairs:
        try:
            one, _ = read_session(study, session, a, b, window)
        except UserError as error:
            left_out.append(LeftOut(session.id, f"{a} × {b}", error.what))
        else:
            reports.append(_report(over_time(pair_data(study, a, b, [one], window=window))))
    if not reports:
        first = left_out[0]
        raise StudyError(
            f"No session can be compared. {first.session}, {first.coder}: {first.reason}",
            "Choose other episodes, or let both coders mark these.",
        )
    return StudySessions(reports, left_out)


def summary_lines(found: StudySessions) -> Iterator[str]:
    """Yield the reports as aligned text, one block a pair of coders."""
    yield from (f"left out: {one.session} {one.coder}: {one.reason}" for one in found.left_out)
    for report in found.sessions:
        yield f"{report.session}  {report.coder_a} × {report.coder_b}  {report.window}, {report.window_s:.3f} s"
        if report.unfinished:
            yield f"  not submitted: {', '.join(report.unfinished)}"
        for channel in report.channels:
            yield f"  {channel.name:<28} Po {_written(channel.agreement)}  kappa {_written(channel.kappa)}"
            for code in channel.per_code:
                seconds = f"{code.a_s:9.3f} {code.b_s:9.3f} {code.both_s:9.3f} s"
                yield f"    {code.name:<26} {seconds}  Ppos {_written(code.ppos)}  kappa {_written(code.kappa)}"
        for point in report.points:
            counts = f"{point.matched} matched, {point.only_a} and {point.only_b} alone"
            yield f"  {point.name:<28} F1 {_written(point.f1)}  {counts} (within {report.tolerance_ms / 1000:g} s)"


def _pairs(study: Study, session: Session, coders: Sequence[str] | None) -> list[tuple[str, str]]:
    there = study.coders_of(session.id)
    if coders is None:
        return list(combinations((coder for coder in there if coder != CONSENSUS), 2))
    return [(coders[0], coders[1])] if set(coders) <= set(there) else []


def _report(found: OverTime) -> SessionReport:
    data, (pair,) = found.data, found.data.sessions
    return SessionReport(
        session=pair.session,
        coder_a=data.coder_a,
        coder_b=data.coder_b,
        window=data.window_name,
        window_s=data.window_ms / 1000,
        channels=[_channel(data.codebook, channel, one) for channel, one in found.channels.items()],
        points=[_points(data.codebook, one) for one in found.points],
        tolerance_ms=data.tolerances.points_ms,
        unfinished=pair.unfinished,
    )


def _points(codebook: Codebook, found: PointAgreement) -> PointReport:
    name = codebook.code_by_id[found.code].name
    return PointReport(found.code, name, found.matched, found.only_a, found.only_b, _number(found.f1))


def _channel(codebook: Codebook, channel: str, found: StateTime) -> ChannelReport:
    return ChannelReport(
        channel=channel,
        name=codebook.channel_name(channel),
        codes=(*(code.id for code in codebook.state_channels[channel]), NONE_NAME),
        table_s=[[int(cell) / 1000 for cell in row] for row in found.table_ms],
        agreement=_number(found.agreement),
        kappa=_number(found.kappa.value),
        per_code=[_code(codebook, code) for code in found.per_code],
    )


def _code(codebook: Codebook, found: StateCode) -> CodeReport:
    return CodeReport(
        code=found.code,
        name=codebook.code_by_id[found.code].name,
        a_s=found.a_ms / 1000,
        b_s=found.b_ms / 1000,
        both_s=found.both_ms / 1000,
        ppos=_number(found.ppos),
        kappa=_number(found.kappa.value),
        bouts_a=found.bouts_a,
        bouts_b=found.bouts_b,
    )


def _number(found: Statistic) -> Number:
    return Number(number(found), why(found))


def _written(statistic: Number) -> str:
    return f"{statistic.value:6.3f}" if statistic.value is not None else f"     – ({statistic.reason})"
