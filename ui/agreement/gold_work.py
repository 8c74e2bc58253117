"""What the page on gold sessions says, as rows of text, and what it does in the background. No widgets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from annotator.agreement.catalogue import GOLD_CODE
from annotator.agreement.described import described
from annotator.agreement.whole_study.against_gold import (
    AgainstGold,
    CodeAgainstGold,
    Held,
    KappaAgainstGold,
    against_gold,
    verdict,
)
from annotator.agreement.whole_study.attempts import Attempt
from annotator.agreement.whole_study.gold_report import gold_report
from annotator.agreement.whole_study.stamp import StudyStamp, stamp_of
from annotator.consensus.attempt_differences import differences_by_kind
from annotator.exchange.agreement_dictionary import study_dictionary
from annotator.exchange.gold_tables import gold_methods, gold_tables
from annotator.exchange.write_files import csv_bytes, write_files
from annotator.model.codebook import Codebook
from annotator.progress import Progress
from annotator.report.study_words import plain_reason, value_and_interval
from annotator.statistics.estimate import ConfidenceInterval, Undefined
from annotator.study import Study
from annotator.study.settings import AgreementSettings
from annotator.text import DASH, count, percent, seconds

_KINDS = {"omission": "Omission: missed", "commission": "Commission: added"}
_SHOWN = ("time.sensitivity", "time.precision", "events.sensitivity", "events.precision")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report.

    Attributes:
        cells: what it shows.
        why: where its interval comes from, or why there is none, in a sentence.
        session: id of the session that it leads to; "" where there are several.
        kind: the kind of disagreement that it leads to; "" for all.
        channel: id of the channel, or of the point; "" where it leads to no code.
        code: id of the code; "" for all of the channel.
    """

    cells: tuple[str, ...]
    why: str = ""
    session: str = ""
    kind: str = ""
    channel: str = ""
    code: str = ""


def hold_against_gold(
    study: Study, chosen: AgreementSettings, known: StudyStamp | None, progress: Progress
) -> tuple[StudyStamp, AgainstGold] | None:
    """Hold everybody against the gold standards; None where nothing is new since known."""
    stamp = stamp_of(study, chosen)
    return None if stamp == known else (stamp, against_gold(study, chosen, progress))


def export_gold(study: Study, found: AgainstGold, folder: Path) -> int:
    """Write tables, their dictionary, the document and the methods text; return how many files.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    report = gold_report(found)
    frames = gold_tables(report, differences_by_kind(study, found.attempts))
    frames["study_certification_dictionary.csv"] = study_dictionary(frames)
    files = {name: csv_bytes(table) for name, table in frames.items()}
    files["study_certification.json"] = msgspec.json.format(msgspec.json.encode(report))
    files["study_certification_methods.txt"] = f"{gold_methods(report)}\n".encode()
    return len(write_files(files, folder))


def scope_words(found: AgainstGold) -> str:
    """Return which sessions have a gold standard, and what counts."""
    golds = ", ".join(f"{mark.session} ({mark.coder})" for mark in found.marks) or "none now"
    return (
        f"{count(len(found.marks), 'gold session')}: {golds}; over {found.window_name}. A coder's first submission "
        "of a session counts; later ones are kept, but their coder may have seen the gold standard."
    )


def attempt_cells(held: Held, threshold: float | None) -> tuple[str, ...]:
    """Return the line of an attempt, or of all that count, in the list."""
    if held.is_all:
        what, when = f"all that count ({len(held.attempts)})", ""
    else:
        (one,) = held.attempts
        what = one.session if one.number == 1 else f"{one.session}, again ({one.number})"
        when = f"{one.at.astimezone():%Y-%m-%d %H:%M}"
    return held.coder, what, when, _reached(held, threshold)


def held_words(held: Held) -> str:
    """Return what the report is about, in a sentence or two."""
    against = ", ".join(dict.fromkeys(f"{one.session} as coded by {one.mark.coder}" for one in held.attempts))
    if held.is_all:
        return f"{held.coder}, {count(len(held.attempts), 'session')} together, against {against}."
    (one,) = held.attempts
    why = f" Does not count: {one.why_not}." if one.why_not else ""
    return (
        f"{held.coder}, attempt {one.number} at {one.session}, against the coding of {one.mark.coder}. "
        f"Intervals are of this recording only.{why}"
    )


def code_lines(held: Held, codebook: Codebook, threshold: float | None) -> Iterator[Line]:
    """Yield a line for every channel, code and point that gold or the coder has, and for every reading of classes."""
    kappas = {(one.subject.kind, one.subject.id): one for one in held.kappas}
    used = {one.code: one for one in held.codes if one.is_used}
    session = "" if held.is_all else held.attempts[0].session
    for channel, codes in codebook.state_channels.items():
        there = [code for code in codes if code.id in used]
        if there and len(codes) > 1:
            one = kappas.get(("channel", channel))
            cells = (codebook.channel_name(channel), *_kappa(one, threshold), *[""] * len(_SHOWN))
            yield Line(cells, _why(one), session, channel=channel)
        indent = "    " if len(codes) > 1 else ""
        for code in there:
            one = kappas.get(("code", code.id))
            cells = (indent + code.name, *_kappa(one, threshold), *_shares(used[code.id]))
            yield Line(cells, _why(one), session, channel=channel, code=code.id)
    for code in (code for code in codebook.codes if code.is_point and code.id in used):
        yield Line((code.name, "", "", *_shares(used[code.id])), "", session, channel=code.id, code=code.id)
    for one in held.kappas:
        if one.subject.kind == "classes" and not isinstance(one.kappa.value, Undefined):
            yield Line((one.subject.name, *_kappa(one, threshold), *[""] * len(_SHOWN)), _why(one), session)


def difference_lines(study: Study, attempts: Sequence[Attempt]) -> list[Line]:
    """Return in what way coders differ from gold, by session, kind and code: most time first, then most often."""
    names = {code.id: code.name for code in study.codebook.all_codes}
    found = sorted(
        differences_by_kind(study, attempts), key=lambda one: (-one.lost_ms, -one.times, one.attempt.session, one.kind)
    )
    return [
        Line(
            (
                _KINDS.get(one.kind, one.kind.capitalize()),
                names.get(one.code, one.channel),
                one.attempt.session,
                str(one.times),
                seconds(one.lost_ms) if one.lost_ms else DASH,
            ),
            "",
            one.attempt.session,
            one.kind,
            one.channel,
            one.code,
        )
        for one in found
    ]


def share_tips() -> tuple[str, ...]:
    """Return what the columns of sensitivity and precision mean."""
    return tuple(described(GOLD_CODE, name).meaning for name in _SHOWN)


def _reached(held: Held, threshold: float | None) -> str:
    there = [one for one in held.kappas if not isinstance(one.kappa.value, Undefined)]
    if threshold is None or not there:
        return DASH
    reached = sum(verdict(one.kappa, threshold) == "reached" for one in there)
    return f"{reached} of {len(there)}"


def _kappa(one: KappaAgainstGold | None, threshold: float | None) -> tuple[str, str]:
    if one is None or isinstance(one.kappa.value, Undefined):
        return DASH, DASH
    return value_and_interval(one.kappa), verdict(one.kappa, threshold) or DASH


def _why(one: KappaAgainstGold | None) -> str:
    """Say where the interval comes from, or why there is none."""
    if one is None:
        return ""
    name, interval = one.subject.name, one.kappa.interval
    if isinstance(one.kappa.value, Undefined):
        return f"{name}: κ is {one.kappa.value}."
    if isinstance(interval, ConfidenceInterval):
        return f"{name}: interval from {interval.method}."
    return f"{name}: no interval: {plain_reason(interval)}."


def _shares(code: CodeAgainstGold) -> tuple[str, ...]:
    found = (described(GOLD_CODE, name).get(code) for name in _SHOWN)
    return tuple(percent(one) if isinstance(one, float) else DASH for one in found)
