"""Codes with what was answered about them, such as towards whom: against a look at every second, and by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from annotator.agreement.code_with import UNANSWERED, codebook_with, coding_with
from annotator.agreement.pair.counts import compare_points
from annotator.agreement.pair.modifiers import compare_modifiers, compare_readings
from annotator.agreement.pair.over_time import compare_channels
from annotator.agreement.pair.report import compare_channel_events
from annotator.agreement.whole_study import Gathered, SessionCodings, WholeStudy, compare_sessions
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event, IntervalRecord, LookedFor
from annotator.statistics.estimate import Undefined
from annotator.study.settings import AgreementSettings
from tests import oracles
from tests.strategies import CODEBOOK
from tests.two_codings import side_by_side

SECONDS = 60
WINDOW = [Span("", 0, SECONDS * 1000)]
TARGETS = ("caregiver", "stranger", UNANSWERED)


def event(code, start_s, end_s, target=None, **more):
    said = more | ({"target": target} if target not in (None, UNANSWERED) else {})
    start, end = round(start_s * 1000), round(end_s * 1000)
    return Event(id=f"{code}{start}{target}", code=code, start_ms=start, end_ms=end, modifiers=said)


def coding(coder, *events):
    return Coding("s1", coder, events)


def pair(a, b):
    return side_by_side(coding("A", *a), coding("B", *b), CODEBOOK, WINDOW)


drawn = st.lists(
    st.tuples(
        st.sampled_from(["crying", "contact", "reach"]),
        st.integers(0, SECONDS - 1),
        st.integers(1, 25),
        st.sampled_from([*TARGETS, None]),
    ),
    max_size=8,
).map(
    lambda found: [
        event(code, start, start if code == "reach" else start + long, target if code != "crying" else None)
        for code, start, long, target in {one[:2]: one for one in found}.values()
    ]
)


def at_second(events, channel_codes, second):
    """The code, with its target, that is on in a second: the one of the channel that began last."""
    on = [one for one in events if one.code in channel_codes and one.start_ms <= second * 1000 < one.end_ms]
    begun = max(
        (one.start_ms for one in events if one.code in channel_codes and one.start_ms <= second * 1000), default=-1
    )
    last = [one for one in on if one.start_ms == begun]
    if not last:
        return ""
    code, asks = last[0].code, last[0].code in ("contact", "reach")
    return f"{code}.{last[0].modifiers.get('target', UNANSWERED)}" if asks else code


@settings(deadline=None)
@given(drawn, drawn)
def test_codes_with_their_target_are_what_every_second_says(first, second):
    counted = pair(first, second).counting(("target",))
    for channel, found in compare_channels(counted, None):
        codes = [code.id for code in CODEBOOK.state_channels[channel]]
        names = [*(code.id for code in counted.codebook.state_channels[channel]), ""]
        expected = np.zeros((len(names), len(names)), dtype=np.int64)
        for at in range(SECONDS):
            expected[tuple(names.index(at_second(events, codes, at)) for events in (first, second))] += 1000
        assert found.table_ms.tolist() == expected.tolist()


@settings(deadline=None)
@given(drawn, drawn)
def test_answers_are_counted_where_bouts_share_enough_and_points_are_near(first, second):
    data = pair(first, second)
    (found,) = [one for one in compare_modifiers(data) if one.modifier == "target"]
    by_code = {one.code: one for one in found.per_code}
    expected = np.zeros((3, 3), dtype=np.int64)
    bouts = [list(contacts(events)) for events in (first, second)]
    for start, end, said in bouts[0]:
        for other_start, other_end, other in bouts[1]:
            shared = min(end, other_end) - max(start, other_start)
            if shared >= data.tolerances.overlap * max(end - start, other_end - other_start):
                expected[TARGETS.index(said), TARGETS.index(other)] += 1
    assert by_code["contact"].table.tolist() == expected.tolist()
    points = next(one.agreement for one in compare_points(data) if one.agreement.code == "reach")
    assert by_code["reach"].matched == points.matched
    total = sum(one.table for one in found.per_code)
    assert found.whole.table.tolist() == total.tolist()
    answered = total[:2, :2]
    rows = [(a, b) for a in range(2) for b in range(2) for _ in range(answered[a, b])]
    if isinstance(found.whole.kappa, Undefined):
        assert len({a for a, _ in rows}) < 2 or len({b for _, b in rows}) < 2
    else:
        assert found.whole.kappa == pytest.approx(oracles.cohen_kappa_score(*zip(*rows, strict=True)))


def contacts(events):
    """Bouts of contact towards one and the same, inside the window, in seconds."""
    said = [at_second(events, ["contact"], at) for at in range(SECONDS)]
    start = 0
    for at in range(1, SECONDS + 1):
        if at == SECONDS or said[at] != said[start]:
            if said[start]:
                yield start, at, said[start].partition(".")[2]
            start = at


def test_kappa_of_answers_by_hand():
    """Ten contacts that both have: 4 and 3 the same, 2 and 1 not. Po .7, by chance .6 x .5 + .4 x .5 = .5: kappa .4."""
    said = [*["cc"] * 4, *["ss"] * 3, *["cs"] * 2, "sc", "c-", "-c"]
    names = {"c": "caregiver", "s": "stranger", "-": None}
    a, b = ([event("contact", 5 * n, 5 * n + 4, names[both[who]]) for n, both in enumerate(said)] for who in (0, 1))
    (found,) = [one for one in compare_modifiers(pair(a, b)) if one.modifier == "target"]
    whole = found.whole
    assert whole.table.tolist() == [[4, 2, 1], [1, 3, 0], [1, 0, 0]]
    assert (whole.matched, whole.both, whole.only_a, whole.only_b) == (12, 10, 1, 1)
    assert whole.agreement == pytest.approx(0.7)
    assert whole.kappa == pytest.approx(0.4)


def towards(who):
    return [event("contact", 5 * n, 5 * n + 5 - (n % 2), who) for n in range(10)] + [event("reach", 52, 52, who)]


def test_the_same_code_towards_somebody_else_agrees_on_the_code_and_on_nothing_else():
    data = pair(towards("caregiver"), towards("stranger"))
    alone, with_target = (dict(compare_channels(data.counting(some)))["contact"] for some in ((), ("target",)))
    assert alone.agreement == alone.kappa.value == 1
    assert with_target.kappa.value < 0.25
    assert {code.ppos for code in with_target.per_code if code.a_ms or code.b_ms} == {0.0}
    readings = {one.reading.id: one for one in compare_readings(data)}
    assert (readings["contact+target"].ppos, readings["contact+target"].f1) == (0, 0)
    assert readings["reach+target"].f1 == 0
    (found,) = [one for one in compare_modifiers(data) if one.modifier == "target"]
    assert found.whole.agreement == 0
    assert found.whole.table[0, 1] == found.whole.matched == 6  # bouts that touch are one
    assert found.whole.kappa == Undefined("not estimable: both coders used only one answer")


def test_what_the_study_counts_is_the_code_everywhere_and_the_code_alone_stands_beside_it():
    data = pair(towards("caregiver"), towards("stranger")).counting(("target",))
    events = next(one for one in compare_channel_events(data) if one.channel == "contact")
    assert events.events.linked.events.f1 == 0
    assert [one.agreement.f1 for one in compare_points(data) if one.agreement.code.startswith("reach.")][:2] == [0, 0]
    readings = {one.reading.id: one for one in compare_readings(data)}
    assert readings["contact+(alone)"].kappa.value == readings["contact+(alone)"].f1 == 1
    assert readings["reach+(alone)"].f1 == 1
    assert "contact+target" not in readings
    assert data.counting(()) is data.alone


def test_nothing_answered_is_a_category_and_never_dropped():
    data = pair([event("contact", 0, 30, "caregiver")], [event("contact", 0, 30)]).counting(("target",))
    found = dict(compare_channels(data))["contact"]
    names = [code.id for code in data.codebook.state_channels["contact"]]
    assert names == ["contact.caregiver", "contact.stranger", "contact.(unanswered)"]
    assert found.table_ms[0, 2] == 30_000
    assert found.agreement == pytest.approx(0.5)
    (one,) = [one for one in compare_modifiers(data) if one.modifier == "target"]
    assert (one.whole.matched, one.whole.both, one.whole.only_a) == (1, 0, 1)
    assert one.whole.kappa == Undefined("not estimable: both answered it of no event that both have")


def test_an_answer_that_the_codebook_does_not_have_is_none():
    data = pair([event("contact", 0, 30, "grandmother")], [event("contact", 0, 30, "nobody knows")])
    assert dict(compare_channels(data.counting(("target",))))["contact"].per_code[2].both_ms == 30_000


def test_a_code_looked_for_is_looked_for_with_every_answer_and_records_have_none():
    items = [
        LookedFor(id="l", codes=("contact", "crying"), start_ms=0, end_ms=9),
        IntervalRecord(id="r", episode="4", start_ms=0, end_ms=9, codes=("contact", "crying")),
    ]
    found = coding_with(Coding("s1", "A", items), CODEBOOK, ("target",))
    parts = tuple(f"contact.{one}" for one in TARGETS)
    assert found.looked_for[0].codes == (*parts, "crying")
    assert found.intervals[0].codes == ("contact.(unanswered)", "crying")


def test_two_modifiers_give_every_answer_to_both():
    book = codebook_with(CODEBOOK, ("initiator", "target"))
    ids = [code.id for code in book.state_channels["contact"]]
    assert len(ids) == 9
    assert ids[:2] == ["contact.caregiver.infant", "contact.caregiver.adult"]
    assert [code.id for code in book.codes if code.is_point] == [f"reach.{one}" for one in TARGETS]
    assert book.channel_name("contact") == CODEBOOK.channel_name("contact")
    assert codebook_with(CODEBOOK, ()) is CODEBOOK


def test_a_channel_of_two_codes_keeps_what_does_not_ask():
    book = replace_modifiers("fussing", ("target",))
    assert [code.id for code in codebook_with(book, ("target",)).state_channels["distress"]] == [
        "crying",
        *(f"fussing.{one}" for one in TARGETS),
    ]
    a = [event("crying", 0, 10), event("fussing", 10, 20, "caregiver")]
    b = [event("crying", 0, 10), event("fussing", 10, 20, "stranger")]
    data = replace(pair(a, b), codebook=book)
    (found,) = [one for one in compare_modifiers(data) if one.modifier == "target"]
    assert found.whole.table.tolist() == [[0, 1, 0], [0, 0, 0], [0, 0, 0]]
    assert {one.code: one.matched for one in found.per_code}["fussing"] == 1


def replace_modifiers(code_id, modifiers):
    codes = (structs.replace(one, modifiers=modifiers) if one.id == code_id else one for one in CODEBOOK.codes)
    return structs.replace(CODEBOOK, codes=tuple(codes))


def is_same(one, other):
    """Whether two statistics are one; the words of the reason may differ where nothing was marked."""
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return type(one) is type(other)
    return one == pytest.approx(other, rel=1e-12, abs=1e-12)


@settings(deadline=None, max_examples=40)
@given(drawn, drawn, st.sampled_from([(), ("target",), ("initiator",), ("initiator", "target")]))
def test_a_pair_and_the_whole_study_say_the_same_of_codes_with_their_answers(first, second, code_with):
    a, b = coding("A", *first), coding("B", *second)
    plain = side_by_side(a, b, CODEBOOK, WINDOW)
    session = SessionCodings("s1", "", SECONDS * 1000, {"A": a, "B": b}, {"A": (), "B": ()}, ("A", "B"), (), ("A", "B"))
    whole = WholeStudy(
        settings=AgreementSettings(),
        window=(),
        code_with=code_with,
        plain=CODEBOOK,
        tolerances=plain.tolerances,
        intervals=plain.intervals,
        coders=("A", "B"),
        gathered=Gathered((session,), ()),
        compared=compare_sessions([session], CODEBOOK, code_with=code_with),
    )
    data = plain.counting(code_with)
    for channel, found in compare_channels(data, None):
        np.testing.assert_array_equal(whole.compared.tables_ms[channel][0], found.table_ms)
    by_id = {(one.kind, one.id): one for one in whole.subjects}
    for one in compare_readings(data, None):
        subject = by_id["point with" if one.reading.is_point else "code with", one.reading.id]
        for name, value in (("kappa", one.kappa.value), ("po", one.agreement), ("f1", one.f1)):
            if name in subject.statistics:
                assert is_same(whole.estimates(subject, name).pooled[0].value, value)
    for one in compare_modifiers(data):
        for name, value in (("kappa", one.whole.kappa), ("po", one.whole.agreement)):
            assert is_same(whole.estimates(by_id["modifier", one.modifier], name).pooled[0].value, value)
    with pytest.raises(ValueError, match="has no icc"):
        whole.estimates(by_id["modifier", "target"], "icc")


def test_where_nobody_answered_there_is_nothing_to_say_of_the_code_with_its_answer():
    readings = {one.reading.id: one for one in compare_readings(pair(towards(None), towards(None)))}
    assert readings["contact+target"].kappa.value == Undefined("not estimable: neither coder answered it")
    assert readings["reach+target"].f1 == Undefined("not estimable: neither coder answered it")
