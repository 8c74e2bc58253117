"""What a report was made of: settings, versions, and the hashes by which anybody can tell whether it is the same."""

import json
import platform
from collections.abc import Iterator

import msgspec
import numpy as np
import pandas as pd
import scipy

from annotator.agreement.code_with import with_words
from annotator.agreement.window import window_name
from annotator.exchange.html_report.gathered import Gathered
from annotator.exchange.html_report.parts import Part, Section, Table, Text
from annotator.measures.tables import rules_of
from annotator.study.gold import golds
from annotator.text import DASH
from annotator.version import version


def provenance_section(found: Gathered) -> Section:
    """Return settings, versions and hashes. Recordings are named by session and camera: names of files identify."""
    parts: list[Part] = [
        Table("Settings and versions", ("What", "Value"), [[name, value] for name, value in _settings(found)], texts=2),
        Text("The lab's rules of measures (study.toml, analysis.measures), with what is not set at its default:"),
        Text("\n".join(_rules(found)), is_verbatim=True),
        Table("Codings: the files of their edits", ("Session", "Coder", "SHA-256", "Lines"), _journals(found), texts=3),
        Table(
            "Recordings",
            ("Session", "Camera", "Fingerprint", "Length in s", "Begins at s"),
            _recordings(found),
            texts=3,
        ),
    ]
    missing = (
        [] if found.comments else ["Comments of coders: they may identify people, and are told only if asked for."]
    )
    return Section("provenance", "Settings, versions and hashes", parts, missing, on_new_page=True)


def comment_section(found: Gathered) -> Section:
    """Return what coders wrote in their own words."""
    rows = [row for name in ("events", "episodes", "ratings", "classifications") for row in _comments(found, name)]
    heads = ("Session", "Coder", "Of", "Comment")
    if not rows:
        return Section("comments", "Comments", missing=["No coder has written a comment."])
    return Section("comments", "Comments", [Table("What coders wrote", heads, rows, texts=4)])


def _settings(found: Gathered) -> Iterator[tuple[str, str]]:
    study, settings = found.study, found.study.settings
    codebook, interval = study.codebook, settings.intervals
    yield "Program", f"Strange Situation annotator {version()}"
    yield (
        "Computed with",
        f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}, "
        f"pandas {pd.__version__}",
    )
    yield "Codebook", f"{codebook.name} ({codebook.id}), version {codebook.version}"
    yield "Codebook, SHA-256", study.codebook_hash
    yield "Follows", codebook.source
    yield "Agreement is computed over", window_name(settings.window, codebook)
    yield "What counts as the code", with_words(codebook, settings.code_with)
    yield "Intervals", f"{interval.length_ms / 1000:g} s; the last fragment of an episode: {interval.last}"
    yield "Unfinished codings count", "yes" if settings.agreement.include_unfinished else "no"
    marks = [f"{mark.session} as coded by {mark.coder}" for mark in golds(study)]
    yield "Gold standards", "; ".join(marks) or "none"


def _rules(found: Gathered) -> Iterator[str]:
    """Yield a line a rule: as JSON, since names of rules are those of study.toml."""
    rules = msgspec.to_builtins(rules_of(found.study.settings, found.study.codebook))
    for name, value in rules.items():
        for one in value if isinstance(value, list) and value and isinstance(value[0], dict) else [value]:
            yield f"{name}: {json.dumps(one, ensure_ascii=False)}"


def _journals(found: Gathered) -> list[list[str]]:
    return [[session, coder, content, lines] for session, coder, lines, content in found.journals]


def _recordings(found: Gathered) -> list[list[str]]:
    return [
        [
            session.id,
            str(number),
            camera.fingerprint,
            f"{camera.duration_ms / 1000:.3f}",
            f"{camera.offset_ms / 1000:.3f}",
        ]
        for session in found.sessions
        for number, camera in enumerate(session.cameras, start=1)
    ]


def _comments(found: Gathered, name: str) -> Iterator[list[str]]:
    table = found.tables[name]
    for _, row in table[table["comment"].fillna("") != ""].iterrows():
        where = {
            "events": lambda row: f"{row['code']} at {row['start_s']} s",
            "episodes": lambda row: f"episode {row['episode']}",
            "ratings": lambda row: " ".join(filter(None, (row["scale"], row["episode"], row["target"]))),
            "classifications": lambda row: f"class {row['primary'] or DASH}",
        }[name](row)
        yield [row["session"], row["coder"], where, row["comment"]]
