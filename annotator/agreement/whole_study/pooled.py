"""The one table that all sessions of a pair add up to."""

from annotator.agreement.whole_study.compared import Compared
from annotator.agreement.whole_study.judged import class_table
from annotator.agreement.whole_study.subjects import Subject
from annotator.statistics.tables import Tables, code_versus_rest


def pooled_table(compared: Compared, subject: Subject, pair: int) -> Tables:
    """Return the table behind the kappa of a pair: rows coder A, columns coder B.

    Of a channel ms, none last; of a code ms against everything else, shape (2, 2); of classes cases.

    Raises:
        ValueError: if the subject has no table: a point, a scale.
    """
    if subject.kind == "classes":
        scheme = compared.codebook.classification
        reading = None if scheme is None else scheme.collapse(subject.id)
        assert reading is not None, "it was read by it"
        return class_table(compared, reading, pair)
    if not subject.channel:
        raise ValueError(f"a {subject.kind} has no table")
    table: Tables = compared.tables_ms[subject.channel][compared.places[pair]].sum(axis=0)
    if subject.kind == "channel":
        return table
    codes = [code.id for code in compared.codebook.state_channels[subject.channel]]
    of_codes: Tables = code_versus_rest(table)[codes.index(subject.id)]
    return of_codes
