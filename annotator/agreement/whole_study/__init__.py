"""Agreement of a whole study: all pairs of coders over all sessions.

`gather` says whose codings count, `compare_sessions` puts every two of them side by side, `state_estimates` and its
sisters make statistics with intervals of that; the other modules read them: certification, drift, double coding.
"""

from annotator.agreement.whole_study.compared import Compared, compare_sessions
from annotator.agreement.whole_study.estimates import PairEstimates, Statistics
from annotator.agreement.whole_study.gather import Gathered, LeftOut, SessionCodings, gather
from annotator.agreement.whole_study.study import WholeStudy, whole_study
from annotator.agreement.whole_study.subjects import StatisticName, Subject, SubjectKind, subjects_of

__all__ = [
    "Compared",
    "Gathered",
    "LeftOut",
    "PairEstimates",
    "SessionCodings",
    "StatisticName",
    "Statistics",
    "Subject",
    "SubjectKind",
    "WholeStudy",
    "compare_sessions",
    "gather",
    "subjects_of",
    "whole_study",
]
