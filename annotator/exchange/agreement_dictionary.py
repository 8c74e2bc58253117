"""The data dictionaries of agreement: what every column of pair_*.csv and study_*.csv means, and every statistic."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from annotator.agreement.catalogue import (
    GOLD_CODE,
    MANY_CLASSES,
    MANY_OVER_TIME,
    MANY_RATINGS,
    MANY_VARIABLE,
    OF_TWO,
    STUDY,
)
from annotator.agreement.described import Named, filled

_ID = "text"
_PAIR_KIND = (
    "what is agreed on: a channel, one code against everything else, a point code, classes, a scale; by all coders "
    "also a variable of a code in an episode, or its total of a session"
)

_MEANINGS: Mapping[str, tuple[str, str]] = {
    "coder_a": ("id of coder A, whose codes are the rows of every table", _ID),
    "coder_b": ("id of coder B, whose codes are the columns", _ID),
    "coder": ("id of the coder", _ID),
    "coders": ("ids of the coders, with spaces between them", _ID),
    "master": ("id of the coder whom the others are held against", _ID),
    "session": ("id of the session", _ID),
    "sessions": ("how many sessions it is computed from", "count"),
    "section": ("what kind of agreement the line is about", "see the rows with a section"),
    "episode": ("id of the episode; empty: the whole window", _ID),
    "channel": (
        "id of the channel of codes; of ratings the scale, of classes the reading, of modifiers the modifier; of code "
        "with: the channel or point code, +, and the modifiers that are part of the code, (alone) where none is; of "
        "variables which",
        _ID,
    ),
    "code": (
        "id of the code, or the class; with its answers after a dot; empty: all of the channel; of cells towards whom",
        _ID,
    ),
    "tolerance_s": ("tolerance of a point of a curve; empty elsewhere", "seconds"),
    "statistic": ("name of the statistic", "see the rows with a statistic"),
    "value": ("the number; empty: it does not exist, and why_undefined says why", "as its statistic"),
    "ci_low": ("lower bound of the confidence interval, part of it; empty: none", "as its statistic"),
    "ci_high": ("upper bound of the confidence interval, part of it; empty: none", "as its statistic"),
    "ci_level": ("confidence of the interval", "0 to 1"),
    "ci_method": ("how the interval was made", "text"),
    "low": ("lower bound of the confidence interval, part of it; empty: none", "as its statistic"),
    "high": ("upper bound of the confidence interval, part of it; empty: none", "as its statistic"),
    "interval": ("how the interval was made, or why there is none", "text"),
    "why_undefined": ("why the number, or its interval, does not exist; empty: it does", "text"),
    "unit": ("what is counted", "seconds | linked events | aligned events | answered events"),
    "code_a": ("id of the code, or the answer, of coder A", "id | (none) | (no partner) | (unanswered)"),
    "code_b": ("id of the code, or the answer, of coder B", "id | (none) | (no partner) | (unanswered)"),
    "amount": ("how much of the unit coder A has code_a and coder B has code_b", "0 or more"),
    "scale": ("id of the scale", _ID),
    "target": ("towards whom it was rated; empty where the scale has no target", "text"),
    "a": ("rating by coder A; empty: not rated, or not ratable", "point of the scale"),
    "b": ("rating by coder B; empty: not rated, or not ratable", "point of the scale"),
    "reading": ("id of the reading of the classification, such as B / non-B", _ID),
    "class_a": ("class that coder A gave", _ID),
    "class_b": ("class that coder B gave", _ID),
    "setting": ("name of a setting that the numbers were computed with", "text"),
    "kind": (_PAIR_KIND, "channel | code | point | classes | scale | variable | total"),
    "subject": ("id of the channel, code, reading or scale", _ID),
    "name": ("what it is called", "text"),
    "window_s": ("seconds that the two are compared over, in all their sessions", "seconds, 3 decimals"),
    "few": ("whether either coder has fewer than ten bouts, or fewer than 30 cases or ratings", "True or False"),
    "accuracy": ("how accurate both coders would have to be for this kappa (Bakeman et al. 1997)", "0 to 1"),
    "needed": ("how much has to be coded twice for an interval of the wanted width; empty: none is wanted", "count"),
    "needed_unit": ("of what", "text"),
    "trend_value": ("by how much the statistic changes in ten sessions", "number"),
    "trend_low": ("lower bound of its confidence interval", "number"),
    "trend_high": ("upper bound of its confidence interval", "number"),
    "trend_interval": ("how that interval was made, or why there is none", "text"),
    "trend_why_undefined": ("why there is no trend; empty: there is", "text"),
    "reached": (
        "whether kappa is what the lab asks for or more; empty: nothing is asked, or no kappa",
        "True or False",
    ),
    "surely": ("whether the whole interval does; empty: no interval", "True or False"),
    "cases": (
        "sessions that all classified, units that all rated, or, over time, sessions in which two or more looked",
        "count",
    ),
    "variable": ("of kind variable or total, which column of summary.csv; empty for the others", "text"),
    "judged_by_two": ("cases that two coders or more judged; empty for classes", "count"),
    "design": (
        "two-way: the same coders judged every case that two judged or more, report ICC(A,1); one-way: coders differ "
        "from case to case, report ICC(1,1); empty for classes",
        "two-way | one-way",
    ),
    "warning": ("what to say beside correlations because ratings hardly vary", "text"),
    "submitted": ("who has submitted a coding of it, with spaces between them", _ID),
    "unfinished": ("who has begun one, with spaces between them", _ID),
    "may_code": ("who has not begun one, those with the fewest codings first", _ID),
    "reason": ("why it was left out", "text"),
    "attempt": ("1 for the coder's first submission of the session, and so on; empty: all that count", "count"),
    "submitted_utc": ("when it was submitted", "YYYY-MM-DDThh:mm:ssZ"),
    "gold_coder": ("whose coding is the gold standard", _ID),
    "gold_since_utc": ("when that coding was declared the gold standard", "YYYY-MM-DDThh:mm:ssZ"),
    "gold_state": ("fingerprint of the gold coding as it was declared", "16 hexadecimal digits"),
    "counts": ("whether the attempt counts for certification", "True or False"),
    "why_not": ("why it does not; empty: it does", "text"),
    "times": ("how many disagreements there are", "count"),
    "lost_s": ("the time over which the two differ in this way; 0.000 for all but states", "seconds, 3 decimals"),
    "verdict": (
        "whether all of the interval of kappa is what the lab asks for, nothing of it, or neither; empty: nothing is "
        "asked",
        "reached | not reached | not enough to say",
    ),
}
GOLD_CODES_FILE, KINDS_FILE = "study_certification_codes.csv", "study_certification_kinds.csv"

_IN_FILE = {
    ("pair_classes.csv", "sessions"): ("in how many sessions coder A gave class_a and coder B class_b", "count"),
    ("pair_ratings.csv", "episode"): ("id of the episode that was rated; empty: the session as a whole", _ID),
    ("pair_settings.csv", "value"): ("its value", "text"),
    ("study_settings.csv", "value"): ("its value", "text"),
    ("study_certification_gold.csv", "session"): ("id of the session; empty: all that count together", _ID),
    (GOLD_CODES_FILE, "session"): ("id of the session; empty: all that count together", _ID),
    (GOLD_CODES_FILE, "code"): ("id of the code", _ID),
    **{
        (file, column): (f"{what} of one cell of the scale, or of the variable; empty: all together", "text")
        for file in ("study_pairs.csv", "study_all_coders.csv")
        for column, what in (("episode", "id of the episode"), ("target", "towards whom:"))
    },
    (KINDS_FILE, "kind"): (
        "in what way the coder differs from the gold standard, whose codes are those of coder A",
        "omission | commission | code swap | onset shift | offset shift | split or merge | modifiers | episode mark | "
        "rating | class",
    ),
    (KINDS_FILE, "channel"): ("id of the channel; of the point, the episode or the scale where it is about these", _ID),
    (KINDS_FILE, "code"): ("id of the code that it is about; empty: it is about no code", _ID),
}
"""Columns that mean something of their own in one file."""

_COLUMNS = ("file", "column", "section", "about", "statistic", "symbol", "meaning", "tip", "unit", "values", "source")


def pair_dictionary(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a row for each column of the tables of two coders, then one for each statistic in pair_statistics.csv."""
    statistics = [
        _statistic("pair_statistics.csv", one, section, about) for section, about, some in OF_TWO for one in some
    ]
    return pd.DataFrame([*_columns(tables), *statistics], columns=list(_COLUMNS))


def study_dictionary(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a row for each column of the tables of a study, then one for each statistic in them."""
    many: Sequence[tuple[str, Sequence[Named]]] = (
        ("channel", MANY_OVER_TIME),
        ("code", MANY_OVER_TIME),
        ("classes", MANY_CLASSES),
        ("scale", MANY_RATINGS),
        *((kind, tuple(MANY_VARIABLE.values())) for kind in ("variable", "total")),
    )
    statistics = [
        *(_statistic("study_pairs.csv", one) for one in STUDY.values()),
        *(_statistic("study_all_coders.csv", one, about=about) for about, some in many for one in some),
    ]
    if GOLD_CODES_FILE in tables:
        statistics += (_statistic(GOLD_CODES_FILE, one, about="code") for one in GOLD_CODE)
    return pd.DataFrame([*_columns(tables), *statistics], columns=list(_COLUMNS))


def _columns(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, ...]]:
    for file, table in tables.items():
        for column in table.columns:
            meaning, values = _IN_FILE.get((file, column)) or _MEANINGS[column]
            yield file, column, "", "", "", "", meaning, "", "", values, ""


def _statistic(file: str, one: Named, section: str = "", about: str = "") -> tuple[str, ...]:
    words = (filled(one.symbol), filled(one.words), filled(one.tip))
    return file, "statistic", section, about, one.id, *words, one.kind.unit, one.kind.range, one.source
