"""Who codes what: drawn by a seed, balanced, kept, extended, changed by hand, and each coder's own list."""

from collections import Counter

import pytest

from annotator.errors import StudyError
from annotator.model.commands import submit
from annotator.study import Session, open_study
from annotator.study.bin import remove_session, restore
from annotator.study.gold import declare_gold
from annotator.study.people import set_leads
from annotator.study.plan import Own, assign, assigned, draw, make_plan, mine, next_of, reached, take_off
from annotator.study.preregistration import Plan, freeze, preregistrations
from annotator.study.renaming import rename_coder, rename_session
from annotator.study.session import write_session
from annotator.study.settings import CodingPlan
from tests.study.putting_right import camera, code, make_study
from tests.trail import read_steps

SEVEN = [
    *((session, "KM") for session in ("S003", "S002", "S006", "S001")),
    *((session, "JT") for session in ("S004", "S003", "S001", "S005")),
]


def sessions(count, first=1):
    return [f"S{number:03}" for number in range(first, first + count)]


def add(study, ids):
    for number, session_id in enumerate(ids, start=100):
        (study.folder / "sessions" / session_id).mkdir()
        write_session(study.folder / "sessions" / session_id, Session(id=session_id, cameras=(camera(number),)))


def pairs(some):
    return [(one.session, one.coder) for one in some]


@pytest.mark.parametrize(
    ("count", "coders", "share"), [(24, 3, 0.5), (10, 2, 0.25), (31, 4, 0.2), (7, 2, 1.0), (5, 1, 0)]
)
def test_every_session_has_a_coder_the_share_has_two_and_all_code_the_same(tmp_path, count, coders, share):
    people = ["KM", "JT", "AB", "LS"][:coders]
    study = make_study(tmp_path / "one", sessions(count), people)
    made = draw(study, people, share, 7)
    by_session = Counter(one.session for one in made.new)
    assert set(by_session) == set(sessions(count))
    assert set(by_session.values()) <= {1, 2}
    assert len(set(pairs(made.new))) == len(made.new), "two different coders"
    wanted = -(-round(share * count, 9) // 1)
    assert made.twice == wanted
    loads, doubles = zip(*(made.of(one) for one in people), strict=True)
    assert sum(loads) == count + wanted
    assert max(loads) - min(loads) <= 1
    assert max(doubles) - min(doubles) <= 1
    for person in people:
        order = [one.session for one in made.new if one.coder == person]
        assert count < 10 or order != sorted(order), "shuffled"
    assert draw(study, people, share, 7) == made
    assert count < 10 or draw(study, people, share, 8).new != made.new
    assert not study.said.assigned, "nothing is written"


def test_a_seed_draws_the_same_everywhere(tmp_path):
    """Written down here: whatever machine and Python, and in whatever order a system lists folders."""
    study = make_study(tmp_path / "one", sessions(6), ["KM", "JT"])
    assert pairs(draw(study, ["KM", "JT"], 0.25, 7).new) == SEVEN


def test_what_was_assigned_stays_when_sessions_and_coders_come(tmp_path):
    study = make_study(tmp_path / "one", sessions(12), ["KM", "JT"])
    code(study, "S003", "JT")
    first = make_plan(study, ["KM", "JT"], 0.25, 7)
    assert ("S003", "JT") in pairs(first.kept)
    assert ("S003", "JT") not in pairs(first.new), "what is begun is coded already"
    assert first.twice == 3
    add(study, sessions(8, 13))
    study.add_coder("AB")
    second = make_plan(open_study(study.folder), ["KM", "JT", "AB"], 0.25, 7)
    assert second.kept == first.assigned
    assert second.twice == 5
    assert {one.session for one in second.assigned} == set(sessions(20))
    assert second.of("AB")[0] == max(0, *(Counter(one.coder for one in second.new).values())), "the fewest so far"
    fresh = draw(study, ["KM", "JT", "AB"], 0.25, 7, anew=True)
    assert pairs(fresh.kept) == [("S003", "JT")], "only what is begun stays"
    assert fresh.of("AB")[0] >= 7
    again = make_plan(open_study(study.folder), ["KM", "JT", "AB"], 0.25, 7)
    assert again.new == ()
    said = open_study(study.folder).said
    assert said.plan == CodingPlan(seed=7, share=0.25, coders=("KM", "JT", "AB"))
    assert said.assigned == second.assigned


def test_sessions_are_given_and_taken_by_hand_and_each_step_says_who(tmp_path):
    study = make_study(tmp_path / "one", sessions(3), ["KM", "JT"])
    set_leads(study, ["MA"])
    assign(study, "S002", "KM", "MA")
    assign(study, "S001", "KM", "MA")
    assert pairs(assigned(study)) == [("S002", "KM"), ("S001", "KM")], "the last on the list"
    for step, why in (
        (lambda: assign(study, "S002", "KM", "MA"), "assigned to KM already"),
        (lambda: assign(study, "S009", "KM", "MA"), "S009"),
        (lambda: assign(study, "S002", "XY", "MA"), "no coder XY"),
        (lambda: assign(study, "S003", "KM", "KM"), "KM is no lead"),
        (lambda: take_off(study, "S003", "KM", "MA"), "S003 is not assigned to KM"),
        (lambda: make_plan(study, ["KM", "JT"], 0.5, 7, "JT"), "JT is no lead"),
        (lambda: make_plan(study, ["KM"], 0.5, 7, "MA"), "needs two coders"),
        (lambda: make_plan(study, [], 0, 7, "MA"), "nobody to code"),
        (lambda: make_plan(study, ["KM", "JT"], 25, 7, "MA"), "0.25"),
        (lambda: make_plan(study, ["KM", "JT"], 0.5, -1, "MA"), "seed"),
    ):
        with pytest.raises(StudyError, match=why):
            step()
    code(study, "S001", "KM")
    with pytest.raises(StudyError, match="KM has begun S001"):
        take_off(study, "S001", "KM", "MA")
    place = take_off(study, "S002", "KM", "MA")
    assert pairs(assigned(study)) == [("S001", "KM")]
    assign(study, "S002", "KM", "MA", place=place)
    assert pairs(assigned(study)) == [("S002", "KM"), ("S001", "KM")], "where it was"
    take_off(study, "S002", "KM", "MA")
    steps = [(one["what"], one["person"]) for one in read_steps(study.folder)]
    assert steps == [
        ("set leads", ""),
        ("assign S002 to KM", "MA"),
        ("assign S001 to KM", "MA"),
        *(("take KM off S002", "MA"), ("assign S002 to KM", "MA"), ("take KM off S002", "MA")),
    ]


def test_the_plan_follows_what_is_renamed_removed_and_restored(tmp_path):
    study = make_study(tmp_path / "one", sessions(2), ["KM", "JT"])
    make_plan(study, ["KM", "JT"], 1, 7)
    rename_session(study, "S001", "V001")
    rename_coder(study, "KM", "KMB")
    found = open_study(study.folder)
    assert set(pairs(assigned(found))) == {(one, who) for one in ("V001", "S002") for who in ("KMB", "JT")}
    assert found.said.plan == CodingPlan(seed=7, share=1, coders=("KMB", "JT"))
    removed = remove_session(study, "V001")
    assert {one.session for one in assigned(study)} == {"S002"}
    restore(study, removed.name)
    assert {one.session for one in assigned(study)} == {"V001", "S002"}


def test_sessions_that_were_preregistered_to_be_coded_twice_come_first(tmp_path):
    study = make_study(tmp_path / "one", sessions(20), ["KM", "JT"])
    freeze(study, Plan(sessions=20, double_share=0.2, seed=1969), "", 0)
    promised = set(preregistrations(study.folder)[0].to_code_twice(study.session_ids()))
    by_session = Counter(one.session for one in draw(study, ["KM", "JT"], 0.3, 7).new)
    twice = {one for one, number in by_session.items() if number == 2}
    assert (len(promised), len(twice)) == (4, 6)
    assert promised < twice


def test_my_list_is_in_my_order_with_what_is_next(tmp_path):
    study = make_study(tmp_path / "one", sessions(5), ["KM", "JT"])
    for session_id in ("S004", "S002", "S001"):
        assign(study, session_id, "KM")
    code(study, "S004", "KM")
    code(study, "S002", "KM")
    code(study, "S005", "KM")
    with study.open_coding("S004", "KM") as opened:
        opened.history.do(submit(opened.coding))
    own = mine(study, "KM")
    assert own == (Own("S004", "submitted"), Own("S002", "begun"), Own("S001", "not begun"), Own("S005", "begun"))
    assert (next_of(own), next_of(own, "S002"), next_of(own[:1]), next_of(own[2:3])) == ("S002", "S005", "", "S001")
    assert mine(study, "JT") == ()
    code(study, "S004", "JT")
    assert reached(study) == (0, 5), "the other has not submitted it"
    with study.open_coding("S004", "JT") as opened:
        opened.history.do(submit(opened.coding))
    assert reached(study) == (1, 5)
    declare_gold(study, "S004", "KM")
    assert "S004" not in draw(study, ["KM", "JT"], 0, 7).sessions, "it is for training"
    assert mine(study, "KM") == own
    (study.folder / "sessions/S002/KM.jsonl").write_text("?\n", encoding="utf-8")
    assert mine(open_study(study.folder), "KM")[1] == Own("S002", "cannot be read")
