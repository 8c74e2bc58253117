"""Stability over time: how a coder agrees with what they coded themselves, months before (docs/decisions/0033).

It is computed as agreement of two coders is, from codings of one coder in several rounds, and stands by itself: none of
it is agreement between coders, and none of the later rounds counts anywhere else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from annotator.agreement.said import written
from annotator.agreement.whole_study.gather import NOT_SUBMITTED, Gathered, LeftOut, read_codings
from annotator.agreement.whole_study.report import PairResult, ReportSettings, study_report
from annotator.agreement.whole_study.study import WholeStudy, put_together
from annotator.agreement.whole_study.subjects import OF_VARIABLE
from annotator.errors import StudyError
from annotator.progress import Progress, part_of
from annotator.study import Study
from annotator.study.rounds import Round, rounds
from annotator.study.settings import AgreementSettings
from annotator.text import count

NAME = "Stability over time"
_HOW = "Let a coder code a submitted session again: Code again in the table of sessions, or annotator recode."


@dataclass(frozen=True, slots=True)
class Stability:
    """One coder in several rounds.

    Attributes:
        coder: who.
        rounds: what they have coded more than once, in order of session and round.
        whole: the rounds side by side, as if each were a coder.
    """

    coder: str
    rounds: tuple[Round, ...]
    whole: WholeStudy


class StabilityReport(Struct, frozen=True, kw_only=True):
    """Stability over time of one coder.

    pairs are two rounds of this coder each (coder_a KM, coder_b KM~2), in whatever was found of them.
    """

    coder: str
    rounds: list[Round]
    left_out: list[LeftOut]
    doubts: list[str]
    pairs: list[PairResult]


class StudyStability(Struct, frozen=True, kw_only=True):
    """Stability over time of every coder who has coded in rounds, with the settings that made it."""

    settings: ReportSettings
    coders: list[StabilityReport]


def stability(
    study: Study,
    settings: AgreementSettings | None = None,
    coders: Sequence[str] = (),
    progress: Progress = lambda _share: None,
) -> tuple[Stability, ...]:
    """Compare each coder with themselves, over the sessions that they have coded in several rounds.

    Args:
        study: the study.
        settings: what the lab decided; none: as in study.toml. There is no master here, and no share of double coding.
        coders: only these; none: all.
        progress: told the share done, 0 to 1.

    Raises:
        StudyError: if one of the coders has coded nothing in rounds.
    """
    settings = replace(settings or study.settings.agreement, master="", double_share=None)
    found = rounds(study)
    people = tuple(dict.fromkeys(one.coder for one in found))
    if unknown := [one for one in coders if one not in people]:
        what = f"{unknown[0]} has coded no session more than once."
        raise StudyError(what, f"Choose from {', '.join(people)}." if people else _HOW)
    wanted = [one for one in people if not coders or one in coders]
    made = []
    for number, person in enumerate(wanted):
        own = tuple(one for one in found if one.coder == person)
        part = part_of(progress, number / len(wanted), (number + 1) / len(wanted))
        gathered = _gathered(study, settings, own)
        made.append(Stability(person, own, put_together(study, settings, gathered, gathered.coders, part)))
    return tuple(made)


def stability_report(found: Sequence[Stability]) -> StudyStability:
    """Return everything that can be found.

    Raises:
        StudyError: if nobody has coded in rounds.
    """
    require_rounds(found)
    reports = [study_report(one.whole) for one in found]
    return StudyStability(
        settings=reports[0].settings,
        coders=[
            StabilityReport(
                coder=one.coder,
                rounds=list(one.rounds),
                left_out=report.left_out,
                doubts=report.doubts,
                pairs=report.pairs,
            )
            for one, report in zip(found, reports, strict=True)
        ],
    )


def require_rounds(found: Sequence[Stability]) -> None:
    """Refuse a study in which nobody has coded in rounds.

    Raises:
        StudyError: saying how to.
    """
    if not found:
        raise StudyError("Nobody has coded a session more than once.", _HOW)


def stability_lines(report: StudyStability, *, not_estimable: bool = False) -> Iterator[str]:
    """Yield the document as aligned text; of cells and variables only those of all together."""
    yield f"{NAME}: each coder with their own earlier coding. This is no agreement between coders."
    for one in report.coders:
        yield f"{one.coder}: {described(one.rounds)}"
        waiting = [f"{out.session} {out.coder}" for out in one.left_out if out.reason == NOT_SUBMITTED]
        if waiting:
            yield f"  left out: not submitted: {', '.join(waiting)}"
        yield from (
            f"  left out: {out.session} {out.coder}: {out.reason}"
            for out in one.left_out
            if out.reason != NOT_SUBMITTED
        )
        yield from (f"  note: {doubt}" for doubt in one.doubts)
        shown = [pair for pair in one.pairs if not (pair.episode or pair.target or pair.statistic in OF_VARIABLE)]
        for pair in shown:
            if pair.found.value is not None or not_estimable:
                few = "  few" if pair.few else ""
                about = f"{pair.name:<28} {pair.coder_a} × {pair.coder_b}  {pair.statistic:<10}"
                yield f"  {about} {written(pair.found)}{few}"
        if not shown:
            yield "  no two rounds of a session are submitted yet"
        elif hidden := sum(pair.found.value is None for pair in shown) * (not not_estimable):
            yield f"  {hidden} not estimable"


def described(own: Sequence[Round]) -> str:
    """Return what a coder has coded more than once, in words: how many sessions, and how long after.

    >>> described([Round(session="S001", coder="KM", round=2, coding="KM~2", days=90.2, is_submitted=True)])
    '1 session coded again, 90 days after the round before'
    """
    later = [one for one in own if one.round > 1]
    days = sorted(round(one.days) for one in later if one.days is not None)
    between = "" if not days else f"{days[0]}" if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    after = f", {between} day{'s' * (between != '1')} after the round before" if between else ""
    waiting = sum(not one.is_submitted for one in later)
    open_ = f"; {waiting} not submitted yet" if waiting else ""
    return f"{count(len({one.session for one in later}), 'session')} coded again{after}{open_}"


def stability_methods(found: Sequence[Stability]) -> str:
    """Return a paragraph for a methods section; "" where no two rounds of a session are submitted."""
    told = [one for one in found if one.whole.compared.pairs]
    if not told:
        return ""
    said = "; ".join(f"{one.coder}: {described([each for each in one.rounds if each.is_submitted])}" for one in told)
    return (
        f"{NAME} was computed separately, as agreement of each coder with their own earlier coding of the same session "
        f"({said}). While coding again, coders did not see their earlier coding in the program. It was computed as "
        "agreement between two coders is, and is not part of it: later rounds counted neither as second coders nor in "
        "any result. "
    )


def _gathered(study: Study, settings: AgreementSettings, own: Sequence[Round]) -> Gathered:
    ids = {one.session: [each.coding for each in own if each.session == one.session] for one in own}
    read = [read_codings(study, study.session(one), settings, codings) for one, codings in ids.items()]
    broken = [LeftOut(one.session, one.coding, one.problem) for one in own if one.problem]
    waiting = [LeftOut(one.id, coding, NOT_SUBMITTED) for one in read for coding in one.unfinished]
    return Gathered(
        tuple(sorted(read, key=lambda one: (one.order, one.id))),
        (*broken, *(() if settings.include_unfinished else waiting)),
    )
