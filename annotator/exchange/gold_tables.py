"""Coders against the gold standard as tables and as sentences for a methods section."""

from collections.abc import Iterable

import pandas as pd

from annotator.agreement.catalogue import GOLD_CODE
from annotator.agreement.described import described
from annotator.agreement.whole_study.attempts import Attempt
from annotator.agreement.whole_study.gold_report import GoldReport
from annotator.consensus.attempt_differences import Differences
from annotator.exchange.agreement_dictionary import GOLD_CODES_FILE, KINDS_FILE

_ATTEMPT = ("coder", "session", "attempt", "submitted_utc", "gold_coder", "gold_since_utc", "gold_state", "counts")
_CERTIFIED = ("coder", "session", "attempt", "kind", "subject", "name", "sessions")
_FOUND = ("value", "low", "high", "interval", "why_undefined")


def gold_tables(report: GoldReport, differences: Iterable[Differences]) -> dict[str, pd.DataFrame]:
    """Return the tables by the names of their files; differences are those of all attempts."""
    attempts = [tuple(getattr(one, name) for name in (*_ATTEMPT, "why_not")) for one in report.attempts]
    certified = [
        (
            *(getattr(one, name) for name in _CERTIFIED),
            one.kappa.value,
            one.kappa.low,
            one.kappa.high,
            one.kappa.interval,
            one.kappa.reason,
            one.few,
            one.verdict,
        )
        for one in report.certification
    ]
    codes = [
        (one.coder, one.session, one.attempt, one.code, statistic, found.value, found.reason)
        for one in report.codes
        for statistic, found in one.statistics.items()
    ]
    kinds = [
        (*_names(one.attempt), one.kind, one.channel, one.code, one.times, f"{one.lost_ms / 1000:.3f}")
        for one in differences
    ]
    tables = {
        "study_certification_attempts.csv": pd.DataFrame(attempts, columns=[*_ATTEMPT, "why_not"]),
        "study_certification_gold.csv": pd.DataFrame(certified, columns=[*_CERTIFIED, *_FOUND, "few", "verdict"]),
        GOLD_CODES_FILE: pd.DataFrame(
            codes, columns=["coder", "session", "attempt", "code", "statistic", "value", "why_undefined"]
        ),
        KINDS_FILE: pd.DataFrame(
            kinds, columns=["coder", "session", "attempt", "kind", "channel", "code", "times", "lost_s"]
        ),
    }
    for table in tables.values():
        table["attempt"] = table["attempt"].astype("Int64")  # empty where all attempts are taken together
    return tables


def _names(attempt: Attempt) -> tuple[str, str, int]:
    return attempt.coder, attempt.session, attempt.number


def gold_methods(report: GoldReport) -> str:
    """Return how coders were held against the gold standard; the numbers themselves stand in the tables."""
    sensitivity, precision = (described(GOLD_CODE, f"time.{name}") for name in ("sensitivity", "precision"))
    golds = ", ".join(f"{mark.session} as coded by {mark.coder}" for mark in report.marks) or "none now"
    sessions = "session" if len(report.marks) == 1 else "sessions"
    counted = "Each coder's first submission of every gold session counts"
    if report.latest_sessions is not None:
        latest = report.latest_sessions
        counted = f"Of each coder's first submissions of gold sessions the latest {latest} count" + "s" * (latest == 1)
    asked = ""
    if report.threshold is not None:
        asked = (
            f" A kappa of {report.threshold:g} was asked for: it is reached where all of the interval is at least "
            "that, not reached where nothing of it is, and where neither is so, or there is no interval, there is not "
            "enough to say."
        )
    changed = f" {' '.join(report.changed)}" if report.changed else ""
    return (
        f"The lab declared gold standards of {len(report.marks)} {sessions} ({golds}), which others coded blind: the "
        "program compared nobody with them before they had submitted. Every submission is kept as an attempt. "
        f"{counted}, as it was when it was submitted, against the gold standard as it had been declared, over "
        f"{report.window_name}. Sensitivity is the share of the gold standard that the coder has as well "
        f"({sensitivity.cited}), precision the share of what the coder marked that the gold standard has as well "
        f"({precision.cited}), both in seconds and in events.{asked}{changed}"
    )
