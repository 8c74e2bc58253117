"""Coders against the gold standard as one plain document: attempts, what they reached, and every code."""

from collections.abc import Iterator

from msgspec import Struct

from annotator.agreement.catalogue import GOLD_CODE
from annotator.agreement.described import IN_MS, Described
from annotator.agreement.said import PlainEstimate, plain, written
from annotator.agreement.whole_study.against_gold import AgainstGold, CodeAgainstGold, Held, Verdict, verdict
from annotator.agreement.whole_study.attempts import Attempt
from annotator.agreement.whole_study.gather import LeftOut
from annotator.study.settings import GoldMark


class GoldAttempt(Struct, frozen=True, kw_only=True):
    """One submission of a gold session; gold_state is the fingerprint of the gold coding it is held against."""

    coder: str
    session: str
    attempt: int
    submitted_utc: str
    gold_coder: str
    gold_since_utc: str
    gold_state: str
    counts: bool
    why_not: str


class GoldCertified(Struct, frozen=True, kw_only=True):
    """Kappa of a coder against gold; session "": all that counts. verdict is None where nothing is asked for."""

    coder: str
    session: str
    attempt: int | None
    kind: str
    subject: str
    name: str
    sessions: int
    kappa: PlainEstimate
    few: bool
    verdict: Verdict | None


class GoldCode(Struct, frozen=True, kw_only=True):
    """One code of a coder against gold, its statistics by their ids in the catalogue; session "": all that counts."""

    coder: str
    session: str
    attempt: int | None
    code: str
    statistics: dict[str, PlainEstimate]


class GoldReport(Struct, frozen=True, kw_only=True):
    """Everything about gold sessions. latest_sessions: how many of a coder's last ones count; None: all."""

    marks: tuple[GoldMark, ...]
    changed: tuple[str, ...]
    window_name: str
    threshold: float | None
    latest_sessions: int | None
    attempts: list[GoldAttempt]
    certification: list[GoldCertified]
    codes: list[GoldCode]
    left_out: list[LeftOut]


def gold_report(found: AgainstGold) -> GoldReport:
    """Return what was found as it is written down; codes that neither has are left out."""
    settings = found.settings
    return GoldReport(
        marks=found.marks,
        changed=found.changed,
        window_name=found.window_name,
        threshold=settings.threshold,
        latest_sessions=settings.gold_sessions,
        attempts=[_attempt(one) for one in found.attempts],
        certification=[line for held in found.held for line in _certified(held, settings.threshold)],
        codes=[line for held in found.held for line in _codes(held)],
        left_out=list(found.left_out),
    )


def gold_lines(report: GoldReport) -> Iterator[str]:
    """Yield the document as lines of text: the attempts, and what each coder reached in all that count."""
    yield from (f"gold: {one}" for one in report.changed)
    yield from (f"left out: {one.session} {one.coder}: {one.reason}" for one in report.left_out)
    for one in report.attempts:
        why = f"  does not count: {one.why_not}" if one.why_not else ""
        yield f"attempt {one.attempt} of {one.coder} at {one.session}, {one.submitted_utc}, gold: {one.gold_coder}{why}"
    for line in report.certification:
        if not line.session and line.kappa.value is not None:
            said = f"  {line.verdict}" if line.verdict else ""
            yield f"{line.name:<28} {line.coder} against gold  {written(line.kappa)}{said}"


def _attempt(one: Attempt) -> GoldAttempt:
    return GoldAttempt(
        coder=one.coder,
        session=one.session,
        attempt=one.number,
        submitted_utc=f"{one.at:%Y-%m-%dT%H:%M:%SZ}",
        gold_coder=one.mark.coder,
        gold_since_utc=f"{one.mark.at:%Y-%m-%dT%H:%M:%SZ}",
        gold_state=one.mark.state,
        counts=not one.why_not,
        why_not=one.why_not,
    )


def _which(held: Held) -> tuple[str, int | None]:
    """Return the session and number of an attempt; neither where all that count are taken together."""
    return ("", None) if held.is_all else (held.attempts[0].session, held.attempts[0].number)


def _certified(held: Held, threshold: float | None) -> Iterator[GoldCertified]:
    session, attempt = _which(held)
    for one in held.kappas:
        yield GoldCertified(
            coder=held.coder,
            session=session,
            attempt=attempt,
            kind=one.subject.kind,
            subject=one.subject.id,
            name=one.subject.name,
            sessions=one.sessions,
            kappa=plain(one.kappa),
            few=one.few,
            verdict=verdict(one.kappa, threshold),
        )


def _codes(held: Held) -> Iterator[GoldCode]:
    session, attempt = _which(held)
    for code in (one for one in held.codes if one.is_used):
        said = {one.id: _plain(one, code) for one in GOLD_CODE}
        yield GoldCode(coder=held.coder, session=session, attempt=attempt, code=code.code, statistics=said)


def _plain(statistic: Described[CodeAgainstGold], code: CodeAgainstGold) -> PlainEstimate:
    found = statistic.get(code)
    if isinstance(found, int | float) and statistic.kind in IN_MS:
        return plain(found / 1000)
    return plain(found)
