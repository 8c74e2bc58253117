"""Agreement of a whole study, session by session and pair by pair, as plain values and as lines of text."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec import Struct

from annotator.agreement.answers import Answers
from annotator.agreement.code_with import modifier_words, with_words
from annotator.agreement.pair.modifiers import ModifierResult, ReadingResult
from annotator.agreement.pair.over_time import OverTime, over_time
from annotator.agreement.pair.read import not_looked_for_by, pair_data, passes_not_finished, read_session, still_running
from annotator.agreement.said import PlainEstimate, number, plain, why, written
from annotator.agreement.whole_study.gather import LeftOut, check_coders
from annotator.agreement.window import window_name
from annotator.errors import StudyError, UserError
from annotator.model.codebook import Codebook
from annotator.statistics.blocks import PARTS
from annotator.statistics.estimate import LEVEL, Statistic
from annotator.statistics.jackknife import ENOUGH_MARKS
from annotator.statistics.points import POINT_TOLERANCE_MS, PointAgreement
from annotator.statistics.states import FEW_BOUTS, StateCode, StateTime
from annotator.study import Session, Study
from annotator.study.settings import CONSENSUS, Window
from annotator.version import version

NONE_NAME = "none"


class Number(Struct, frozen=True):
    """A number, or None and the reason why there is none."""

    value: float | None
    reason: str = ""


class CodeReport(Struct, frozen=True):
    """One code of two coders; seconds with three decimals; few: fewer than ten bouts of either."""

    code: str
    name: str
    a_s: float
    b_s: float
    both_s: float
    ppos: Number
    kappa: PlainEstimate
    bouts_a: int
    bouts_b: int
    few: bool


class ChannelReport(Struct, frozen=True):
    """One channel of two coders; few: fewer than ten bouts of either, of all codes together.

    table_s has coder A's codes as rows and coder B's as columns, in seconds.
    """

    channel: str
    name: str
    codes: tuple[str, ...]
    table_s: list[list[float]]
    agreement: Number
    kappa: PlainEstimate
    few: bool
    per_code: list[CodeReport]


class PointReport(Struct, frozen=True):
    """One point code of two coders: pairs within the tolerance, and points without a partner."""

    code: str
    name: str
    matched: int
    only_a: int
    only_b: int
    f1: Number
    few: bool


class AnswersReport(Struct, frozen=True, kw_only=True):
    """What two coders answered about events that both have: of a code, or "" for all that ask it.

    table has coder A's answers as rows and coder B's as columns, in the order of answers.
    """

    modifier: str
    code: str
    name: str
    answers: tuple[str, ...]
    table: list[list[int]]
    matched: int
    both: int
    only_a: int
    only_b: int
    agreement: Number
    kappa: Number


class ReadingReport(Struct, frozen=True, kw_only=True):
    """A channel or a point code, alone or with a modifier as part of the code."""

    reading: str
    name: str
    agreement: Number
    kappa: PlainEstimate
    ppos: Number
    f1: Number


class SessionReport(Struct, frozen=True):
    """Two coders of one session over the declared window; points are matched within tolerance_ms.

    unfinished names those of the two who have not submitted their coding. not_ended says which states still run,
    not_looked_for what was not looked for throughout, no_pass_finished who looks for some codes only and never said so.
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
    not_ended: tuple[str, ...] = ()
    not_looked_for: tuple[str, ...] = ()
    no_pass_finished: tuple[str, ...] = ()
    modifiers: list[AnswersReport] = []
    code_with: list[ReadingReport] = []


class SessionSettings(Struct, frozen=True, kw_only=True):
    """What every number was computed with."""

    program_version: str
    codebook: str
    codebook_version: str
    window: Window
    window_name: str
    code_with: tuple[str, ...]
    """Modifiers that are part of the code."""
    code_with_words: str
    point_tolerance_ms: int
    level: float
    """Of the intervals. They are of one recording only: its equal parts are left out in turn."""
    parts_of_one_recording: int
    intervals_from_marks: int
    """Fewer bouts of either coder have no interval."""


class StudySessions(Struct, frozen=True):
    """Every two coders session by session, and what could not be compared."""

    settings: SessionSettings
    sessions: list[SessionReport]
    left_out: list[LeftOut]


def study_agreement(study: Study, coders: Sequence[str] | None, session_id: str | None) -> StudySessions:
    """Compare every pair of coders of every session, or only those asked for.

    An episode of the window is the time that both coders of a pair take for it, unless the session has locked ones.

    Codings that cannot be read are left out, and `study.unreadable()` names them; so is a session in which two coders
    do not share an episode of the window, and the answer names it.

    Args:
        study: the study; its settings say over what, and what counts as the code.
        coders: two; None: every two of a session.
        session_id: only this one; None: all.

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
            one, _ = read_session(study, session, a, b)
            unsaid = passes_not_finished(study, (one.a, one.b))
        except UserError as error:
            left_out.append(LeftOut(session.id, f"{a} × {b}", error.what))
        else:
            reports.append(_report(over_time(pair_data(study, a, b, [one], doubts=unsaid), LEVEL)))
    if not reports:
        first = left_out[0]
        raise StudyError(
            f"No session can be compared. {first.session}, {first.coder}: {first.reason}",
            "Choose other episodes, or let both coders mark these.",
        )
    return StudySessions(_settings(study), reports, left_out)


def summary_lines(found: StudySessions, *, not_estimable: bool = False) -> Iterator[str]:
    """Yield the reports as aligned text, one block a pair of coders.

    Args:
        found: the reports.
        not_estimable: whether what cannot be estimated is listed with the reasons, instead of counted.
    """
    settings = found.settings
    yield (
        f"Strange Situation annotator {settings.program_version}; codebook {settings.codebook} "
        f"{settings.codebook_version}; {settings.code_with_words}; [{settings.level:.0%} interval, of that recording "
        f"only]; few: fewer than {FEW_BOUTS} bouts or points of either coder"
    )
    yield from (f"left out: {one.session} {one.coder}: {one.reason}" for one in found.left_out)
    for report in found.sessions:
        yield f"{report.session}  {report.coder_a} × {report.coder_b}  {report.window}, {report.window_s:.3f} s"
        if report.unfinished:
            yield f"  not submitted: {', '.join(report.unfinished)}"
        yield from (f"  {said}" for said in (*report.not_ended, *report.not_looked_for, *report.no_pass_finished))
        lines = [*_channel_lines(report), *_point_lines(report), *_reading_lines(report), *_answer_lines(report)]
        yield from (f"  {line}" for line, is_estimable in lines if is_estimable or not_estimable)
        hidden = sum(not is_estimable for _, is_estimable in lines)
        if hidden and not not_estimable:
            yield f"  {hidden} not estimable"


def _channel_lines(report: SessionReport) -> Iterator[tuple[str, bool]]:
    """Yield a line for each channel and code, and whether it has a number that says something of the two coders."""
    for channel in report.channels:
        used = [code.ppos.value is not None for code in channel.per_code]
        po = f"Po {_written(channel.agreement)}"
        yield (
            f"{channel.name:<28} {po}  kappa {written(channel.kappa)}{_few(is_few=channel.few)}",
            channel.kappa.value is not None or any(used),
        )
        for code, is_used in zip(channel.per_code, used, strict=True):
            said = (
                f"{code.a_s:9.3f} {code.b_s:9.3f} {code.both_s:9.3f} s  Ppos {_written(code.ppos)}  kappa "
                f"{written(code.kappa)}{_few(is_few=code.few)}"
            )
            yield f"  {code.name:<26} {said}", is_used


def _few(*, is_few: bool) -> str:
    return "  few" if is_few else ""


def _point_lines(report: SessionReport) -> Iterator[tuple[str, bool]]:
    """Yield a line for each point code, and whether it can be estimated."""
    for point in report.points:
        counts = f"{point.matched} matched, {point.only_a} and {point.only_b} alone"
        within = f"(within {report.tolerance_ms / 1000:g} s)"
        yield (
            f"{point.name:<28} F1 {_written(point.f1)}  {counts} {within}{_few(is_few=point.few)}",
            point.f1.value is not None,
        )


def _reading_lines(report: SessionReport) -> Iterator[tuple[str, bool]]:
    """Yield a line for each channel and point with a modifier as part of the code, and whether it has a number."""
    for one in report.code_with:
        said = f"F1 {_written(one.f1)}  Ppos {_written(one.ppos)}  kappa {written(one.kappa)}"
        yield f"{one.name:<48} {said}", one.f1.value is not None or one.kappa.value is not None


def _answer_lines(report: SessionReport) -> Iterator[tuple[str, bool]]:
    """Yield a line for each question and code that asks it, and whether both have such an event."""
    for one in report.modifiers:
        alone = f", {one.only_a} and {one.only_b} by one alone" if one.only_a or one.only_b else ""
        said = f"{one.matched} events of both, {one.both} answered by both{alone}"
        indent = "  " if one.code else ""
        yield (
            f"{indent}{one.name:<{48 - len(indent)}} Po {_written(one.agreement)}  kappa {_written(one.kappa)}  {said}",
            one.both + one.only_a + one.only_b > 0,
        )


def _pairs(study: Study, session: Session, coders: Sequence[str] | None) -> list[tuple[str, str]]:
    there = study.coders_of(session.id)
    if coders is None:
        return list(combinations((coder for coder in there if coder != CONSENSUS), 2))
    return [(coders[0], coders[1])] if set(coders) <= set(there) else []


def _settings(study: Study) -> SessionSettings:
    window = study.settings.window
    return SessionSettings(
        program_version=version(),
        codebook=study.codebook.id,
        codebook_version=study.codebook.version,
        window=window,
        window_name=window_name(window, study.codebook),
        code_with=study.settings.code_with,
        code_with_words=with_words(study.codebook, study.settings.code_with),
        point_tolerance_ms=study.settings.tolerances.points_ms,
        level=LEVEL,
        parts_of_one_recording=PARTS,
        intervals_from_marks=ENOUGH_MARKS,
    )


def _report(found: OverTime) -> SessionReport:
    data, (pair,) = found.data, found.data.counting(()).sessions
    book = data.counting(()).codebook
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
        not_ended=tuple(said for one in (pair.a, pair.b) for said in still_running(one, book)),
        not_looked_for=tuple(not_looked_for_by(pair, book)),
        no_pass_finished=data.doubts,
        modifiers=[_answers(book, one, answers) for one in found.modifiers for answers in (one.whole, *one.per_code)],
        code_with=[_reading(one) for one in found.readings],
    )


def _answers(codebook: Codebook, of: ModifierResult, found: Answers) -> AnswersReport:
    asked = f"Answers to {modifier_words(codebook, of.modifier)}"
    return AnswersReport(
        modifier=of.modifier,
        code=found.code,
        name=codebook.code_by_id[found.code].name if found.code else asked,
        answers=of.answers,
        table=found.table.tolist(),
        matched=found.matched,
        both=found.both,
        only_a=found.only_a,
        only_b=found.only_b,
        agreement=_number(found.agreement),
        kappa=_number(found.kappa),
    )


def _reading(found: ReadingResult) -> ReadingReport:
    return ReadingReport(
        reading=found.reading.id,
        name=found.reading.name,
        agreement=_number(found.agreement),
        kappa=plain(found.kappa),
        ppos=_number(found.ppos),
        f1=_number(found.f1),
    )


def _points(codebook: Codebook, found: PointAgreement) -> PointReport:
    name = codebook.code_by_id[found.code].name
    few = _is_few(found.matched + found.only_a, found.matched + found.only_b)
    return PointReport(found.code, name, found.matched, found.only_a, found.only_b, _number(found.f1), few)


def _is_few(marked_a: int, marked_b: int) -> bool:
    return min(marked_a, marked_b) < FEW_BOUTS


def _channel(codebook: Codebook, channel: str, found: StateTime) -> ChannelReport:
    return ChannelReport(
        channel=channel,
        name=codebook.channel_name(channel),
        codes=(*(code.id for code in codebook.state_channels[channel]), NONE_NAME),
        table_s=[[int(cell) / 1000 for cell in row] for row in found.table_ms],
        agreement=_number(found.agreement),
        kappa=plain(found.kappa),
        few=_is_few(sum(code.bouts_a for code in found.per_code), sum(code.bouts_b for code in found.per_code)),
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
        kappa=plain(found.kappa),
        bouts_a=found.bouts_a,
        bouts_b=found.bouts_b,
        few=found.is_rare,
    )


def _number(found: Statistic) -> Number:
    return Number(number(found), why(found))


def _written(statistic: Number) -> str:
    return f"{statistic.value:z6.3f}" if statistic.value is not None else f"     – ({statistic.reason})"
