"""Agreement of two coders on what they answered about events, and on codes together with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.answers import (
    Answers,
    answer_ids,
    answers_of,
    asking,
    linked_answers,
    matched_answers,
    summed,
)
from annotator.agreement.code_with import asked_by, code_alone
from annotator.agreement.pair.counts import POINTS_HAVE_NO_LENGTH, matched
from annotator.agreement.pair.read import PairData
from annotator.agreement.pair.stated import with_reason
from annotator.agreement.readings import NOBODY_ANSWERED, Reading, is_answered, readings_of
from annotator.model.codebook import Code, Modifier
from annotator.statistics.estimate import LEVEL, Estimate, Statistic, Undefined, without_value
from annotator.statistics.events.linked import link_streams
from annotator.statistics.points import Matching, point_agreement
from annotator.statistics.states import compare_time
from annotator.statistics.tables import Tables, coded_agreement

_UNSAID = Undefined(NOBODY_ANSWERED)


@dataclass(frozen=True, slots=True)
class ModifierResult:
    """How two coders answer one question.

    Attributes:
        modifier: id of the question.
        answers: ids in the order of the tables; unanswered last.
        whole: about all codes that ask it.
        per_code: about each of them, in the order of the codebook.
    """

    modifier: str
    answers: tuple[str, ...]
    whole: Answers
    per_code: tuple[Answers, ...]


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """How two coders agree on a channel, or a point code, with other modifiers as part of the code.

    Attributes:
        reading: what counts as the code.
        agreement: Po, share of the window in which both say the same; a point has none.
        kappa: Cohen's kappa of the channel over time; a point has none.
        ppos: 2 x seconds in which both say the same / (seconds of A + B); a point has none.
        f1: 2 x pairs of the same code / (bouts of A + B); of points those matched within the tolerance.
    """

    reading: Reading
    agreement: Statistic
    kappa: Estimate
    ppos: Statistic
    f1: Statistic


def compare_modifiers(data: PairData) -> tuple[ModifierResult, ...]:
    """Compare what the two answered to each question that a code asks, in the order of the codebook."""
    book = data.counting(()).codebook
    return tuple(_modifier(data, book.modifier_by_id[one]) for one in asked_by(book, book.all_codes))


def _modifier(data: PairData, modifier: Modifier) -> ModifierResult:
    counted = data.asking((modifier.id,))
    codes = [code.id for code in asking(data.counting(()).codebook, modifier.id)]
    ids = answer_ids(modifier)
    tables = summed(_tables(counted, modifier), codes, len(ids))
    whole: Tables = np.sum(list(tables.values()), axis=0)
    per_code = tuple(
        with_reason(counted, answers_of(code, table), _parts(counted, code)) for code, table in tables.items()
    )
    return ModifierResult(modifier.id, ids, answers_of("", whole), per_code)


def _tables(data: PairData, modifier: Modifier) -> Iterator[Mapping[str, Tables]]:
    """Yield the tables of each session; data has the modifier as part of the code."""
    for channel, codes in data.codebook.state_channels.items() if data.sessions else ():
        if any(modifier.id in code.modifiers for code in codes):
            for pair in data.streams(channel):
                yield linked_answers(codes, modifier, pair, data.tolerances.overlap)
    points = [code for code in data.codebook.all_codes if code.is_point and modifier.id in code.modifiers]
    for name in dict.fromkeys(code_alone(code.id) for code in points):
        parts = _parts(data, name)
        for one in data.sessions:
            edges = one.edges_of(parts)
            yield {name: matched_answers(parts, modifier, one.a, one.b, edges, data.tolerances.points_ms)}


def compare_readings(data: PairData, confidence: float | None = LEVEL) -> tuple[ReadingResult, ...]:
    """Compare each channel and point code also with other modifiers as part of the code than the study counts."""
    plain = data.counting(())
    found, read = [], {}
    for reading in readings_of(plain.codebook, data.code_with) if plain.sessions else ():
        if reading.code_with not in read:
            read[reading.code_with] = plain.asking(reading.code_with)
        counted = read[reading.code_with]
        compare = _points if reading.is_point else _states
        codes, said = _codes(counted, reading), [coding for one in counted.sessions for coding in (one.a, one.b)]
        if is_answered(reading, said, codes):
            found.append(with_reason(counted, compare(counted, reading, confidence), codes))
        else:
            found.append(ReadingResult(reading, _UNSAID, without_value(NOBODY_ANSWERED), _UNSAID, _UNSAID))
    return tuple(found)


def _codes(data: PairData, reading: Reading) -> Sequence[Code]:
    if not reading.is_point:
        return data.codebook.state_channels[reading.of]
    return _parts(data, reading.of)


def _parts(data: PairData, code_id: str) -> Sequence[Code]:
    return [code for code in data.codebook.all_codes if code_alone(code.id) == code_id]


def _states(data: PairData, reading: Reading, confidence: float | None) -> ReadingResult:
    streams = data.streams(reading.of)
    time = compare_time(streams, confidence, with_codes=False, in_full=False)
    f1 = link_streams(streams, data.tolerances.overlap).events.f1
    return ReadingResult(reading, time.agreement, time.kappa, coded_agreement(time.table_ms), f1)


def _points(data: PairData, reading: Reading, _confidence: float | None) -> ReadingResult:
    found = [matched(data, code.id, data.tolerances.points_ms) for code in _codes(data, reading)]
    together = Matching(
        pairs=tuple(pair for one in found for pair in one.pairs),
        only_a=tuple(at for one in found for at in one.only_a),
        only_b=tuple(at for one in found for at in one.only_b),
    )
    none = Undefined(POINTS_HAVE_NO_LENGTH)
    f1 = point_agreement(reading.of, together).f1
    return ReadingResult(reading, none, without_value(POINTS_HAVE_NO_LENGTH), none, f1)
