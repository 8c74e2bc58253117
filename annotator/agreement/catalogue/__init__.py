"""Every statistic of agreement that is shown or published, once.

From here come the tables of the window with their tooltips, the lines of pair_statistics.csv, the statistics of the
study_*.csv, the data dictionaries beside both, what methods texts call a statistic and whom they cite, and the table in
docs/guide.md. Ids are published: papers and scripts name them, so that they stay as they are whatever a field of a
result is called. pair.json follows the fields of the results; a test holds its names equal to these ids.
"""

from collections.abc import Sequence
from typing import Any

from annotator.agreement.catalogue.answers import ANSWERS, CODE_WITH
from annotator.agreement.catalogue.counts import COUNTS, INTERVAL_CODE, INTERVALS
from annotator.agreement.catalogue.episodes import BOUNDARY, EPISODE
from annotator.agreement.catalogue.events import EVENTS_CHANNEL, EVENTS_CODE, OLDER
from annotator.agreement.catalogue.gold import GOLD_CODE
from annotator.agreement.catalogue.indices import INDEX_COLUMNS
from annotator.agreement.catalogue.judged import ONE_CLASS, RATINGS, READING
from annotator.agreement.catalogue.many import MANY_CLASSES, MANY_OVER_TIME, MANY_RATINGS, MANY_VARIABLE, OF_TWO_OR_MORE
from annotator.agreement.catalogue.points import CURVE_POINT, POINTS
from annotator.agreement.catalogue.study import STUDY
from annotator.agreement.catalogue.time import CURVE_CHANNEL, TIME_CHANNEL, TIME_CODE
from annotator.agreement.catalogue.variables import VARIABLE
from annotator.agreement.described import Described

__all__ = [
    "ANSWERS",
    "BOUNDARY",
    "CODE_WITH",
    "COUNTS",
    "CURVE_CHANNEL",
    "CURVE_POINT",
    "EPISODE",
    "EVENTS_CHANNEL",
    "EVENTS_CODE",
    "GOLD_CODE",
    "INDEX_COLUMNS",
    "INTERVALS",
    "INTERVAL_CODE",
    "MANY_CLASSES",
    "MANY_OVER_TIME",
    "MANY_RATINGS",
    "MANY_VARIABLE",
    "OF_TWO",
    "OF_TWO_OR_MORE",
    "OLDER",
    "ONE_CLASS",
    "POINTS",
    "RATINGS",
    "READING",
    "STUDY",
    "TIME_CHANNEL",
    "TIME_CODE",
    "VARIABLE",
]

OF_TWO: tuple[tuple[str, str, Sequence[Described[Any]]], ...] = (
    ("time", "channel", TIME_CHANNEL),
    ("time", "code", TIME_CODE),
    ("events", "channel", EVENTS_CHANNEL),
    ("events", "code", EVENTS_CODE),
    ("older", "channel", OLDER),
    ("curve", "channel", CURVE_CHANNEL),
    ("curve", "code", CURVE_POINT),
    ("points", "code", POINTS),
    ("counts", "code", COUNTS),
    ("ratings", "scale", RATINGS),
    ("cells", "scale", RATINGS),
    ("classes", "reading", READING),
    ("classes", "class", ONE_CLASS),
    ("episodes", "episode", EPISODE),
    ("episodes", "channel", TIME_CHANNEL),
    ("boundaries", "episode", BOUNDARY),
    ("intervals", "all codes", INTERVALS),
    ("intervals", "code", INTERVAL_CODE),
    ("records", "all codes", INTERVALS),
    ("records", "code", INTERVAL_CODE),
    ("variables", "code", VARIABLE),
    ("totals", "code", VARIABLE),
    ("modifiers", "modifier", ANSWERS),
    ("modifiers", "code", ANSWERS),
    ("code with", "channel or point", CODE_WITH),
)
"""What is published of two coders: section of pair_statistics.csv, what a line is about, its statistics in order."""
