"""Agreement of a whole study: all pairs over all sessions, the master, drift, double coding, all coders together."""

import json
from dataclasses import replace as with_changes
from itertools import combinations

import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.reading import stream_of
from annotator.agreement.whole_study import SessionCodings, Subject, compare_sessions, gather, whole_study
from annotator.agreement.whole_study.certification import certification
from annotator.agreement.whole_study.compared import joint_tables
from annotator.agreement.whole_study.double_coding import double_coding
from annotator.agreement.whole_study.drift import drift, trend
from annotator.agreement.whole_study.estimates import session_values
from annotator.agreement.whole_study.events import bout_estimates, point_estimates
from annotator.agreement.whole_study.gather import Gathered
from annotator.agreement.whole_study.judged import class_estimates, many_classes, many_ratings, scale_estimates
from annotator.agreement.whole_study.over_time import many_over_time
from annotator.agreement.whole_study.planning import needed, sessions_for_width
from annotator.agreement.whole_study.report import study_report
from annotator.agreement.whole_study.states import state_estimates, time_statistics
from annotator.agreement.whole_study.subjects import scale_subjects
from annotator.agreement.window import window_edges
from annotator.demo_coders import many_coders_study
from annotator.errors import StudyError
from annotator.exchange.study_agreement import export_study_agreement
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Classification, Event, LookedFor, Rating
from annotator.statistics.blocks import blocks_of, kappa_with_interval
from annotator.statistics.classes.many_coders import fleiss_kappa
from annotator.statistics.estimate import LEVEL, ConfidenceInterval, Estimate, Undefined
from annotator.statistics.events.linked import link_streams
from annotator.statistics.ratings.alpha import krippendorff_alpha
from annotator.statistics.states import compare_time
from annotator.statistics.tables import (
    code_versus_rest,
    cohen_kappa,
    duration_table,
    observed_agreement,
    positive_agreement,
)
from annotator.study import open_study
from annotator.study.settings import AgreementSettings
from tests import oracles
from tests.two_codings import compare
from tests.undrawn import undrawn

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")
LENGTH = 200_000
FEW = LEVEL
DISTRESS = ("crying", "fussing", "hard_crying")

events = st.lists(
    st.tuples(st.sampled_from([*DISTRESS, "contact", "reach"]), st.integers(0, LENGTH - 1), st.integers(1, 40_000)),
    max_size=12,
)
sessions_of_three = st.lists(st.tuples(events, events, events), min_size=1, max_size=4)


def coding(coder, marked, *judged, session="s"):
    items = []
    for number, (code, start, length) in enumerate(marked):
        end = start if CODEBOOK.code_by_id[code].is_point else min(start + length, LENGTH)
        items.append(Event(id=str(number), code=code, start_ms=start, end_ms=end))
    return Coding(session, coder, [*items, *judged])


def session(name, codings, submitted=None, unfinished=()):
    """A session of LENGTH without episodes; everybody has submitted unless it says otherwise."""
    coders = tuple(codings)
    done = coders if submitted is None else submitted
    return SessionCodings(name, "", LENGTH, codings, dict.fromkeys(coders, ()), (*done, *unfinished), done, unfinished)


def sessions_from(marked, coders=("A", "B", "C")):
    return [
        session(f"s{number:02d}", {c: coding(c, some) for c, some in zip(coders, one, strict=True)})
        for number, one in enumerate(marked)
    ]


def random_sessions(count, coders=("A", "B", "C"), seed=3, bouts=14):
    random = np.random.default_rng(seed)

    def some():
        starts = np.sort(random.choice(LENGTH - 20_000, bouts, replace=False))
        return [(DISTRESS[i % 2], int(at), int(random.integers(2_000, 9_000))) for i, at in enumerate(starts)]

    def seen(truth):
        return [(code, max(0, at + int(random.integers(-900, 900))), length) for code, at, length in truth]

    return sessions_from([[seen(truth) for _ in coders] for truth in (some() for _ in range(count))], coders)


def found(estimates, kind, subject, statistic):
    return next(
        one for one in estimates if (one.subject.kind, one.subject.id, one.statistic) == (kind, subject, statistic)
    )


def number(value):
    return None if isinstance(value, Undefined) else pytest.approx(value, nan_ok=True)


@settings(max_examples=settings().max_examples // 3)
@given(st.lists(events, min_size=2, max_size=4), st.lists(st.integers(0, LENGTH), unique=True, max_size=6).map(sorted))
def test_one_sweep_gives_the_table_of_every_two_coders(marked, edges):
    window = np.array(edges[: len(edges) // 2 * 2], dtype=np.int64)
    streams = [stream_of(coding(f"{n}", some), DISTRESS, window) for n, some in enumerate(marked)]
    tables = joint_tables(streams, window)
    for table, (a, b) in zip(tables, combinations(streams, 2), strict=True):
        assert table.tolist() == duration_table(a, b, window).tolist()


@settings(max_examples=settings().max_examples // 3)
@given(sessions_of_three)
def test_the_pooled_table_is_the_sum_of_those_of_the_sessions(marked):
    sessions = sessions_from(marked)
    compared = compare_sessions(sessions, CODEBOOK)
    window = (Span("", 0, LENGTH),)
    for place, (a, b) in enumerate(compared.pairs):
        singles = [compare(one.codings[a], one.codings[b], CODEBOOK, window) for one in sessions]
        for channel in CODEBOOK.state_channels:
            pooled = compared.tables_ms[channel][compared.places[place]].sum(axis=0)
            assert pooled.tolist() == sum(one.channels[channel].table_ms for one in singles).tolist()


@settings(max_examples=settings().max_examples // 3)
@given(sessions_of_three, st.permutations(["A", "B", "C"]))
def test_neither_the_order_of_sessions_nor_the_names_of_coders_change_a_statistic(marked, names):
    sessions = sessions_from(marked)
    renamed = [
        session(one.id, {new: coding(new, marked[n][place]) for place, new in enumerate(names)})
        for n, one in reversed(list(enumerate(sessions)))
    ]
    compared, other = compare_sessions(sessions, CODEBOOK), compare_sessions(renamed, CODEBOOK)
    one = {(e.subject, e.statistic): e for e in state_estimates(compared, "distress", FEW)}
    two = {(e.subject, e.statistic): e for e in state_estimates(other, "distress", FEW)}
    called = dict(zip("ABC", names, strict=True))
    for key, estimates in one.items():
        for place, (a, b) in enumerate(compared.pairs):
            there = other.pairs.index(tuple(sorted((called[a], called[b]))))
            value, again = estimates.pooled[place].value, two[key].pooled[there].value
            assert isinstance(value, Undefined) == isinstance(again, Undefined)
            if not isinstance(value, Undefined):
                assert again == pytest.approx(value)


def po_where_used(tables):
    """Po, and nothing where all of a table is what neither coder has."""
    used = tables.sum(axis=(-2, -1)) > tables[..., -1, -1]
    return np.where(used, observed_agreement(tables), np.nan)


@settings(max_examples=settings().max_examples // 3)
@given(st.lists(st.lists(st.integers(0, 50), min_size=9, max_size=9), min_size=1, max_size=4))
def test_the_fast_statistics_are_those_of_the_plain_functions(cells):
    tables = np.array(cells, dtype=np.int64).reshape(-1, 3, 3)
    fast, two = time_statistics(tables), code_versus_rest(tables)[:, :-1]
    assert fast["kappa"][:, 0] == pytest.approx(cohen_kappa(tables), nan_ok=True)
    assert fast["kappa"][:, 1:] == pytest.approx(cohen_kappa(two), nan_ok=True)
    assert fast["po"][:, 0] == pytest.approx(po_where_used(tables), nan_ok=True)
    assert fast["po"][:, 1:] == pytest.approx(po_where_used(two), nan_ok=True)
    assert fast["ppos"][:, 1:] == pytest.approx(positive_agreement(tables)[:, :-1], nan_ok=True)


@pytest.mark.parametrize(("count", "unit"), [(1, "parts of this recording"), (12, "sessions")])
def test_intervals_are_those_of_two_coders_alone(count, unit):
    sessions = random_sessions(count, bouts=14 if count > 1 else 24)
    compared = compare_sessions(sessions, CODEBOOK)
    estimates = found(state_estimates(compared, "distress", FEW), "channel", "distress", "kappa")
    window = window_edges((Span("", 0, LENGTH),))
    for place, (a, b) in enumerate(compared.pairs):
        pairs = [(*(stream_of(one.codings[c], DISTRESS, window) for c in (a, b)), window) for one in sessions]
        alone = kappa_with_interval(blocks_of(pairs), FEW)
        assert estimates.pooled[place].value == pytest.approx(alone.value)
        assert estimates.pooled[place].interval.low == pytest.approx(alone.interval.low)
        assert estimates.pooled[place].interval.high == pytest.approx(alone.interval.high)
        assert unit in estimates.pooled[place].interval.method


def test_codes_and_bouts_are_those_of_two_coders_alone():
    sessions = random_sessions(2, ("A", "B"))
    compared = compare_sessions(sessions, CODEBOOK)
    window = window_edges((Span("", 0, LENGTH),))
    pairs = [(*(stream_of(one.codings[c], DISTRESS, window) for c in "AB"), window) for one in sessions]
    alone = compare_time(pairs, None)
    estimates = state_estimates(compared, "distress", FEW)
    bouts = bout_estimates(compared, "distress", confidence=FEW)
    for place, code in enumerate(DISTRESS):
        kappa = found(estimates, "code", code, "kappa").pooled[0]
        assert number(kappa.value) == number(alone.per_code[place].kappa.value)
        assert found(estimates, "code", code, "kappa").few[0] == alone.per_code[place].is_rare
    linked = link_streams(pairs)
    f1 = found(bouts, "channel", "distress", "f1").pooled[0].value
    assert f1 == pytest.approx(2 * linked.matched / (linked.bouts_a + linked.bouts_b))


def test_points_are_matched_within_each_session_and_pooled():
    first = session("1", {"A": coding("A", [("reach", 1_000, 1)]), "B": coding("B", [("reach", 1_900, 1)])})
    second = session("2", {"A": coding("A", [("reach", 1_000, 1)]), "B": coding("B", [("reach", 9_000, 1)])})
    compared = compare_sessions([first, second], CODEBOOK)
    (f1,) = point_estimates(compared, "reach", 1000, FEW)
    assert f1.pooled[0].value == 0.5
    assert [value for _, value in session_values(compared, f1, 0)] == [1.0, 0.0]
    (smile,) = point_estimates(compared, "smile", 1000, FEW) if CODEBOOK.code_by_id["smile"].is_point else (None,)
    assert smile is None or smile.pooled[0].value == Undefined("not estimable: neither coder used this code")


def test_a_study_of_one_session_works():
    compared = compare_sessions(random_sessions(1), CODEBOOK)
    kappa = found(state_estimates(compared, "distress", FEW), "channel", "distress", "kappa")
    assert isinstance(kappa.pooled[0].value, float)
    course = drift(compared, kappa, 0, FEW)
    assert len(course.sessions) == 1
    assert isinstance(course.trend.value, Undefined)


def test_no_session_or_nobody_who_met_gives_no_pair():
    assert compare_sessions([], CODEBOOK).pairs == ()
    alone = compare_sessions([session("1", {"A": coding("A", [])})], CODEBOOK)
    assert alone.pairs == alone.coders == ()
    assert list(state_estimates(alone, "distress", FEW)[0].pooled) == []


def test_codes_that_nobody_used_say_why_there_is_no_kappa():
    compared = compare_sessions(sessions_from([[[], [("crying", 0, 9_000)], []]]), CODEBOOK)
    estimates = state_estimates(compared, "distress", FEW)
    at = compared.pairs.index(("A", "C"))
    assert "neither coder" in str(found(estimates, "code", "crying", "kappa").pooled[at].value)
    assert "only one coder" in str(found(estimates, "code", "crying", "kappa").pooled[0].value)
    assert found(estimates, "code", "crying", "ppos").pooled[0].value == 0


def test_an_episode_of_the_window_that_one_did_not_mark_leaves_the_pair_out_of_this_session():
    marked = session("1", {"A": coding("A", []), "B": coding("B", [])})
    one = with_changes(marked, episodes={"A": (Span("4", 0, 60_000),), "B": ()})
    both = with_changes(marked, id="2", episodes={c: (Span("4", at, 60_000),) for c, at in (("A", 0), ("B", 1_000))})
    compared = compare_sessions([one, both], CODEBOOK, ("4",))
    assert [(out.session, out.coder) for out in compared.left_out] == [("1", "A × B")]
    assert compared.window_ms(0) == 59_000


def classified(coders, *groups):
    """Sessions in which each coder gave a class; "-" is none."""
    return [
        session(
            f"s{n}",
            {
                c: coding(c, [], *([Classification(id="c", primary=g)] if g != "-" else []))
                for c, g in zip(coders, one, strict=True)
            },
        )
        for n, one in enumerate(groups)
    ]


def test_three_coders_on_classes():
    sessions = classified("ABC", "AAA", "BBB", "BBC", "CCC", "BAB", "BB-")
    scheme = CODEBOOK.classification
    reading = scheme.collapse("abcd")
    many = many_classes(sessions, scheme, reading, FEW)
    index = {"A": 0, "B": 1, "C": 2}
    complete = [[index[g] for g in one] for one in ("AAA", "BBB", "BBC", "CCC", "BAB")]
    assert many.complete == 5
    assert many.fleiss == pytest.approx(fleiss_kappa(complete))
    assert isinstance(many.alpha.value, float)
    compared = compare_sessions(sessions, CODEBOOK)
    kappa, share = class_estimates(compared, reading, FEW)
    assert share.pooled[compared.pairs.index(("A", "B"))].value == pytest.approx(5 / 6)
    assert kappa.few == (True, True, True)
    assert many.light == pytest.approx(np.mean(list(_kappas_of(complete))))


def _kappas_of(complete):
    table = np.array(complete)
    for i, j in ((0, 1), (0, 2), (1, 2)):
        cells = np.zeros((3, 3), dtype=np.int64)
        np.add.at(cells, (table[:, i], table[:, j]), 1)
        yield float(cohen_kappa(cells))


def test_nobody_classified_every_session():
    many = many_classes(classified("ABC", "AB-", "-BB"), CODEBOOK.classification, CODEBOOK.classification.collapses[0])
    assert "all 3 coders" in str(many.fleiss)


def test_ratings_of_all_coders():
    scale = CODEBOOK.scale_by_id["avoidance"]
    cells = scale.cells

    def rated(coder, values):
        return coding(
            coder,
            [],
            *(
                Rating(id=f"r{n}", scale=scale.id, episode=cell[0], target=cell[1], value=value)
                for n, (cell, value) in enumerate(zip(cells, values, strict=False))
            ),
        )

    sessions = [session("1", {c: rated(c, v) for c, v in {"A": (1, 4, 7), "B": (2, 5, 7), "C": (1, 5, None)}.items()})]
    whole, *parts = scale_subjects(CODEBOOK, scale)
    many = many_ratings(sessions, scale, whole, (), FEW)
    assert (many.agreement.scale.units, many.one_way.cases, many.one_way.ratings) == (2, 3, 8)
    assert many.design == "one-way"
    compared = compare_sessions(sessions, CODEBOOK)
    icc, within = scale_estimates(compared, whole)
    assert within.pooled[0].value == 1
    assert icc.pooled[0].value > 0.9
    assert [one.cell for one in parts] == list(cells)
    alone = [many_ratings(sessions, scale, part, (), FEW) for part in parts]
    assert [one.one_way.cases for one in alone[:4]] == [1, 1, 1, 0]
    assert alone[0].design == "two-way"
    assert scale_estimates(compared, parts[2])[1].pooled[0].value == 1
    assert many_ratings(sessions, scale, whole, ("5",), FEW).one_way.cases == 1, "of a chosen episode"
    assert [one.cell for one in scale_subjects(CODEBOOK, scale, ("5",))] == [None, ("5", "caregiver")]


def looked(one, *stretch):
    """The same coding, by a coder who looked for distress over this stretch only."""
    said = LookedFor(id="looked", codes=DISTRESS, start_ms=stretch[0], end_ms=stretch[1])
    return Coding(one.session, one.coder, [*one.items.values(), said])


def test_all_coders_over_time_each_where_that_coder_looked():
    """C stopped after 100 s, and in the last session only A looked for distress at all."""
    sessions = random_sessions(7)
    for one in sessions:
        one.codings["C"] = looked(one.codings["C"], 0, 100_000)
    sessions[-1] = session("s06", {"A": sessions[-1].codings["A"], "B": looked(sessions[-1].codings["B"], 0, 0)})
    [channel, crying, *_] = many_over_time(sessions, CODEBOOK, "distress", ())
    assert (channel.subject.id, crying.subject.id) == ("distress", "crying")
    assert (channel.coders, channel.sessions) == (("A", "B", "C"), 6)
    ratings = [moments(one) for one in sessions[:6]]
    assert channel.alpha.value == pytest.approx(krippendorff_alpha(np.concatenate(ratings), "nominal").value, abs=2e-3)
    assert channel.alpha.interval.method == "jackknife of 6 sessions"
    assert isinstance(crying.alpha.value, float)


def moments(one):
    """What each coder has every 50 ms, shape (moments, coders), nan where C had stopped."""
    times, window = np.arange(25, LENGTH, 50), np.array([0, LENGTH])
    columns = [stream_of(coding, DISTRESS, window).at(times).astype(float) for coding in one.codings.values()]
    columns[2][times >= 100_000] = np.nan
    return np.column_stack(columns)


def test_nobody_or_one_coder_alone_says_nothing_of_all_over_time():
    assert many_over_time([], CODEBOOK, "distress", ()) == ()
    assert many_over_time(random_sessions(2, ("A",)), CODEBOOK, "distress", ()) == ()


def test_few_bouts_without_a_fault_are_not_surely_good_enough():
    """Kappa 1.000 [1.000, 1.000] from one bout in each of five sessions was "surely: true"."""
    marked = [("crying", 10_000, 5_000)]
    compared = compare_sessions(sessions_from([(marked, marked)] * 5, ("A", "B")), CODEBOOK)
    estimates = [*state_estimates(compared, "distress", FEW)]
    for one in certification(compared, "B", estimates, 0.6):
        if one.kappa.value == 1:
            assert (one.reached, one.surely, one.few) == (True, None, True)
    f1 = found(bout_estimates(compared, "distress", confidence=FEW), "code", "crying", "f1").pooled[0]
    assert (f1.value, f1.interval.high) == (1, 1)
    assert f1.interval.low == pytest.approx(0.025 ** (1 / 5))


def test_one_recording_is_not_surely_good_enough_either():
    compared = compare_sessions(random_sessions(1, ("A", "B")), CODEBOOK)
    kappas = list(certification(compared, "B", state_estimates(compared, "distress", FEW), 0.05))
    assert any(one.reached for one in kappas)
    assert all(one.surely is None for one in kappas)


def test_the_master_and_the_threshold_of_the_lab():
    compared = compare_sessions(random_sessions(12), CODEBOOK)
    estimates = state_estimates(compared, "distress", FEW)
    none = list(certification(compared, "B", estimates, None))
    assert {one.coder for one in none} == {"A", "C"}
    assert all(one.reached is None and one.surely is None for one in none)
    low = [one for one in certification(compared, "B", estimates, 0.05) if one.subject.kind == "channel"]
    assert all(one.reached and one.surely for one in low)
    high = [one for one in certification(compared, "B", estimates, 1.0) if one.subject.kind == "channel"]
    assert not any(one.reached or one.surely for one in high)
    assert all(0.8 < one.accuracy < 1 for one in low)


def test_a_trend_is_the_slope_of_ten_sessions_with_the_interval_of_linear_regression():
    values = np.array([0.9, 0.85, 0.88, 0.7, 0.8, 0.75])
    found, oracle = trend(values, FEW), oracles.linregress(np.arange(6), values)
    assert found.value == pytest.approx(10 * oracle.slope)
    assert found.interval.high - found.value == pytest.approx(2.776445 * 10 * oracle.stderr, rel=1e-5)
    assert isinstance(trend(np.linspace(0.9, 0.7, 11), FEW).interval, Undefined)  # on a line: nothing shows any spread
    assert isinstance(trend(np.array([0.9, 0.8]), FEW).interval, Undefined)
    assert isinstance(trend(np.array([0.9]), FEW).value, Undefined)


def test_which_sessions_still_need_a_second_coder():
    nothing = coding("A", [])
    sessions = (
        session("1", {"A": nothing, "B": nothing}),
        session("2", {"A": nothing}, unfinished=("B",)),
        session("3", {}),
        session("4", {"A": nothing}),
    )
    double = double_coding(Gathered(sessions, ()), ["A", "B", "C", "consensus"], 0.5)
    assert (double.sessions, double.double, double.wanted, double.missing) == (4, 1, 2, 1)
    assert [one.session for one in double.open] == ["2", "4", "3"]
    assert [one.may_code for one in double.open] == [("C",), ("C", "B"), ("C", "B", "A")]
    assert double_coding(Gathered(sessions, ()), ["A"], None).missing is None
    assert double_coding(Gathered(sessions * 4, ()), ["A"], 0.2).wanted == 4


def test_how_much_has_to_be_coded_for_a_narrow_interval():
    compared = compare_sessions(random_sessions(12), CODEBOOK)
    kappa = found(state_estimates(compared, "distress", FEW), "channel", "distress", "kappa")
    interval = kappa.pooled[0].interval
    assert needed(compared, kappa, 0, interval.high - interval.low).count == 12
    assert 36 <= needed(compared, kappa, 0, (interval.high - interval.low) / 2).count <= 48
    few = compare_sessions(random_sessions(3), CODEBOOK)
    kappa = found(state_estimates(few, "distress", FEW), "channel", "distress", "kappa")
    assert needed(few, kappa, 0, 0.1).count is None


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return many_coders_study(tmp_path_factory.mktemp("many") / "study").folder


def test_only_submitted_codings_count_unless_asked(made):
    study = open_study(made)
    some, every = (gather(study, AgreementSettings(include_unfinished=on)) for on in (False, True))
    assert some.unfinished == every.unfinished == 2
    assert sum(len(one.codings) for one in every.sessions) == sum(len(one.codings) for one in some.sessions) + 2


def test_a_broken_session_and_a_broken_journal_are_left_out_and_named(tmp_path):
    study = many_coders_study(tmp_path / "study", sessions=3)
    (study.folder / "sessions/S001/session.toml").write_text("camera = [")
    journal = study.folder / "sessions/S002/KM.jsonl"
    journal.write_text(journal.read_text().replace("made up", "made", 1))
    whole = whole_study(open_study(study.folder))
    assert {(one.session, one.coder) for one in whole.left_out} == {("S001", ""), ("S002", "KM")}
    assert all(one.reason for one in whole.left_out)
    assert [one.id for one in whole.gathered.sessions] == ["S002", "S003"]
    assert all("KM" not in one.may_code for one in whole.double_coding().open)


def test_a_coder_or_session_that_is_not_there_is_refused_with_those_that_are(made):
    study = open_study(made)
    for master, coders, sessions in (("XX", (), ()), ("", ("XX",), ()), ("", (), ("S999",))):
        with pytest.raises(StudyError) as refused:
            gather(study, AgreementSettings(master=master), coders, sessions)
        assert ("AB, JT, KM, LS" if not sessions else "S001") in refused.value.hint


def test_the_consensus_is_no_coder_of_its_own_but_may_be_the_master(tmp_path):
    study = many_coders_study(tmp_path / "study", sessions=2, coders=("AB", "KM", "consensus"))
    alone = whole_study(study)
    assert alone.compared.coders == ("AB", "KM")
    assert all("consensus" not in one.may_code for one in alone.double_coding().open)
    nobody_settled = many_coders_study(tmp_path / "other", sessions=1, coders=("AB", "KM"))
    assert whole_study(nobody_settled, AgreementSettings(master="consensus")).certification() == ()
    with_master = whole_study(study, AgreementSettings(master="consensus"))
    assert {one.coder for one in with_master.certification()} == {"AB", "KM"}


def test_sessions_in_the_order_of_a_variable(tmp_path):
    study = many_coders_study(tmp_path / "study", sessions=3)
    whole = whole_study(study, AgreementSettings(order_by="visit"))
    assert whole.compared.sessions == ("S001", "S002", "S003")


def test_the_coder_who_tires_drifts(made):
    whole = whole_study(open_study(made), AgreementSettings(include_unfinished=True))
    subject = next(one for one in whole.subjects if one.id == "distress")
    slopes = {pair: whole.drift(subject, "kappa", place).trend.value for place, pair in enumerate(whole.compared.pairs)}
    assert slopes["AB", "LS"] < -0.1 < slopes["AB", "KM"]


def test_settings_are_kept_in_the_study_and_stored_with_the_result(tmp_path):
    study = many_coders_study(tmp_path / "study", sessions=2)
    chosen = AgreementSettings(master="AB", threshold=0.7, double_share=0.25, ci_width=0.2)
    study.change_settings(agreement=chosen)
    again = open_study(study.folder)
    assert again.settings.agreement == chosen
    stored = study_report(whole_study(again)).settings
    assert (stored.master, stored.threshold, stored.level, stored.intervals_from_sessions) == ("AB", 0.7, 0.95, 4)
    assert stored.program_version
    with pytest.raises(StudyError):
        study.change_settings(agreement=AgreementSettings(double_share=1.5))


def test_the_export_reads_back_the_same(made, tmp_path):
    settings_wanted = AgreementSettings(master="AB", threshold=0.7, double_share=0.9, ci_width=0.1)
    whole = whole_study(open_study(made), settings_wanted)
    report = study_report(whole)
    with undrawn():
        files = {path.name: path for path in export_study_agreement(whole, report, tmp_path / "out")}
    document = json.loads(files["study_agreement.json"].read_text())
    assert document == json.loads(msgspec.json.encode(report))
    pairs = pd.read_csv(files["study_pairs.csv"])
    kappa = pairs[(pairs.subject == "distress") & (pairs.kind == "channel") & (pairs.statistic == "kappa")]
    written = [one.found.value for one in report.pairs if (one.subject, one.statistic) == ("distress", "kappa")]
    assert kappa.value.tolist() == pytest.approx(written)
    assert pairs[pairs.value.isna()].why_undefined.notna().all()
    assert set(pd.read_csv(files["study_certification.csv"]).master) == {"AB"}
    assert {"heat_map_channel_distress.svg", "drift_channel_distress.svg", "study_figures.pdf"} <= set(files)
    with pytest.raises(StudyError, match="already holds"):
        export_study_agreement(whole, report, tmp_path / "out")


def test_a_subject_has_only_its_own_statistics(made):
    whole = whole_study(open_study(made))
    with pytest.raises(ValueError, match="has no ppos"):
        whole.estimates(Subject("channel", "distress", "", "distress"), "ppos")


def test_progress_goes_from_nothing_to_all_and_may_stop_the_work(made):
    told = []
    whole_study(open_study(made), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1

    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        whole_study(open_study(made), progress=stop)


def test_how_many_sessions_a_width_takes_without_a_fault_and_from_too_few():
    never = Estimate(1.0, ConfidenceInterval(0.69, 1.0, 0.95, ""))
    assert sessions_for_width(never, 10, width=0.1) == 36
    assert sessions_for_width(never, 10, width=1) == 4
    assert isinstance(sessions_for_width(never, 3, width=0.1), Undefined)
    assert sessions_for_width(Estimate(0.8, Undefined("no interval")), 10, width=0.1) == Undefined("no interval")
