"""What files of other programs become: nothing is settled in silence, what is settled settles the next file too."""

import msgspec
import pytest

from annotator.errors import StudyError
from annotator.exchange.codings.bringing_in import bring_in, take_back
from annotator.exchange.codings.foreign import ForeignMedia
from annotator.exchange.codings.looking_through import here_of, review_of
from annotator.exchange.codings.mapping import Mapping, Single, mapping_text, mapping_text_with_open, read_mapping
from annotator.exchange.codings.settling import settle
from annotator.exchange.codings.table_shape import Shape
from annotator.exchange.templates.scheme import Scheme, SchemeCode
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.study.variables import set_variables
from tests.exchange.codings.making import event, made_study, observation, source

BLANK = Mapping().with_settled("looked for", (), "found")


@pytest.fixture
def study(tmp_path):
    return made_study(tmp_path / "study", "S1", "S2")


def reviewed(study, *events, mapping=BLANK, **more):
    return settle([source(observation(*events, **more))], here_of(study), mapping)


def kept(review):
    return [(one.code, one.start_ms, one.end_ms) for planned in review.planned for one in planned.events]


def open_kinds(review):
    return {doubt.kind for doubt in review.doubts if doubt.open}


def test_what_is_written_alike_needs_no_word(study):
    review = reviewed(study, event("Crying", 1000, 2000), event("proximity_seeking", 3000, 4000))
    assert review.open == 0
    assert kept(review) == [("crying", 1000, 2000), ("proximity_seeking", 3000, 4000)]


# Kind of doubt, its event, and what each choice makes of it; between two events of crying, from 5 to 6 s and from 9 s.
AROUND = (event("crying", 5000, 6000), event("crying", 9000, 10_000))
DOUBTS = [
    (
        "no end",
        event("crying", 7000),
        {"next": (7000, 9000), "close": (7000, 9000), "frame": (7000, 7040), "leave out": None},
    ),
    ("no start", event("manipulation", None, 7000), {"begin": (0, 7000), "leave out": None}),
    ("reversed", event("crying", 8000, 7000), {"swap": (7000, 8000), "leave out": None}),
    ("no length", event("crying", 7000, 7000), {"frame": (7000, 7040), "next": (7000, 9000), "leave out": None}),
    ("kind", event("crying", 7000, 7000, kind="point"), {"frame": (7000, 7040), "leave out": None}),
    ("kind", event("reach", 7000, 8000), {"start": (7000, 7000), "end": (8000, 8000), "leave out": None}),
    ("no start", event("reach", None, 8000), {"end": (8000, 8000), "leave out": None}),
    (
        "touches next",
        event("crying", 7000, 8999, oddities=("touches next",), next_ms=9000),
        {"next": (7000, 9000), "written": (7000, 8999), "leave out": None},
    ),
    (
        "answers differ",
        event("crying", 7000, 8000, oddities=("answers differ",)),
        {"one": (7000, 8000), "leave out": None},
    ),
    ("between", event("crying", 7000, 8000, oddities=("between",)), {"one": (7000, 8000), "leave out": None}),
    (
        "outside",
        event("manipulation", 1_199_000, 1_201_000),
        {"written": (1_199_000, 1_201_000), "cut": (1_199_000, 1_200_000), "leave out": None},
    ),
    ("outside", event("manipulation", -5000, 2000), {"cut": (0, 2000), "leave out": None}),
    ("code", event("sob", 7000, 8000), {"crying": (7000, 8000), "leave out": None}),
    (
        "who",
        event("crying", 7000, 8000, who="Anna"),
        {"infant": (7000, 8000), "as here": (7000, 8000), "leave out": None},
    ),
    (
        "nobody",
        event("crying", 7000, 8000, who=""),
        {"infant": (7000, 8000), "as here": (7000, 8000), "leave out": None},
    ),
]


@pytest.mark.parametrize(("kind", "odd", "becomes"), DOUBTS, ids=lambda one: one if isinstance(one, str) else None)
def test_each_doubt_is_open_until_a_choice_settles_it(study, kind, odd, becomes):
    review = reviewed(study, *AROUND, odd)
    doubt = next(one for one in review.doubts if one.kind == kind)
    assert (open_kinds(review), doubt.open, doubt.cases[0].chosen) == ({kind}, 1, "")
    with pytest.raises(StudyError, match="open"):
        bring_in(study, [], review)
    assert set(becomes) <= {choice.id for choice in doubt.shared}
    rest = [(5000, 6000), (9000, 10_000)]
    for choice, times in becomes.items():
        settled = reviewed(study, *AROUND, odd, mapping=BLANK.with_settled(kind, doubt.about, choice))
        if choice == "close":  # it lasts over the second crying, which is another doubt
            assert open_kinds(settled) == {"overlap"}
            continue
        assert not open_kinds(settled), choice
        assert sorted((start, end) for _, start, end in kept(settled)) == sorted([*rest, *([times] if times else [])])


def test_a_state_without_an_end_is_no_point_in_silence(study):
    review = reviewed(study, event("reach", 7000))
    assert open_kinds(review) == {"kind"}
    assert kept(reviewed(study, event("reach", 7000), mapping=BLANK.with_settled("kind", ("reach",), "start"))) == [
        ("reach", 7000, 7000)
    ]


def test_moments_that_are_paired_are_one_event_and_tell_where_they_contradict(study):
    code = next(one for one in study.codebook.codes if one.modifiers and not one.is_point and one.actor == "infant")
    asked = study.codebook.modifier_by_id[code.modifiers[0]]
    first, second = (((asked.name, value.name),) for value in asked.values[:2])
    mapping = BLANK.with_settled("kind", (code.name,), "pairs")
    alike = event(code.name, 1000, kind="", answers=first), event(code.name, 2000, kind="", answers=first)
    review = reviewed(study, *alike, mapping=mapping)
    assert (kept(review), review.planned[0].stays_out) == ([(code.id, 1000, 2000)], 0)
    other = event(code.name, 1000, kind="", answers=first), event(code.name, 2000, kind="", answers=second)
    assert open_kinds(reviewed(study, *other, mapping=mapping)) == {"answers differ"}


def test_a_choice_for_one_place_only_leaves_the_others_open(study):
    events = event("crying", 1000), event("crying", 5000)
    single = Single(
        kind="no end", about=("crying",), source="0123456789abcdef", observation="S1", row=events[0].row, choice="frame"
    )
    review = reviewed(study, *events, mapping=BLANK.with_single(single))
    (doubt,) = [one for one in review.doubts if one.kind == "no end"]
    assert [one.chosen for one in doubt.cases] == ["frame", ""]
    assert (
        reviewed(
            study, *events, mapping=BLANK.with_single(single).with_settled("no end", ("crying",), "leave out")
        ).open
        == 0
    )


def test_a_choice_that_is_not_possible_here_settles_nothing(study):
    mapping = BLANK.with_settled("no end", ("crying",), "next")
    assert open_kinds(reviewed(study, event("crying", 9000), mapping=mapping)) == {"no end"}


@pytest.mark.parametrize(
    ("choice", "events"),
    [
        ("cut", [("crying", 1000, 3000), ("fussing", 3000, 6000)]),
        ("leave out", [("crying", 1000, 5000)]),
    ],
)
def test_codes_that_exclude_each_other_here_are_not_on_at_once(study, choice, events):
    two = event("crying", 1000, 5000), event("fussing", 3000, 6000)
    assert open_kinds(reviewed(study, *two)) == {"overlap"}
    settled = reviewed(study, *two, mapping=BLANK.with_settled("overlap", ("crying", "fussing"), choice))
    assert (settled.open, kept(settled)) == (0, events)


def test_the_same_code_twice_at_once_may_be_one_event(study):
    two = event("crying", 1000, 5000), event("crying", 3000, 6000)
    mapping = BLANK.with_settled("overlap", ("crying", "crying"), "one")
    assert kept(reviewed(study, *two, mapping=mapping)) == [("crying", 1000, 6000)]


def test_a_file_in_which_nobody_is_named_asks_once(study):
    review = reviewed(study, event("crying", 1000, 2000, who=""), event("fussing", 3000, 4000, who=""))
    (doubt,) = [one for one in review.doubts if one.kind == "who"]
    assert (doubt.about, len(doubt.cases), doubt.title) == (("",), 2, "Who did it? The file names nobody")


def test_answers_are_found_by_name_asked_or_written_into_the_comment(study):
    code = next(one for one in study.codebook.codes if one.modifiers and one.actor == "infant")
    asked = study.codebook.modifier_by_id[code.modifiers[0]]
    known = event(
        code.name, 1000, 1000 if code.is_point else 2000, answers=((asked.name.upper(), asked.values[0].name),)
    )
    (made,) = reviewed(study, known).planned[0].events
    assert made.modifiers == {asked.id: asked.values[0].id}
    strange = event(code.name, 1000, known.end_ms, answers=(("weather", "rain"),), comment="seen by Anna")
    review = reviewed(study, strange)
    assert open_kinds(review) == {"answer"}
    about = (code.name, "weather", "rain")
    value = f"{asked.id}:{asked.values[1].id}"
    for choice, answers, comment in (
        ("blank", {}, ""),
        ("comment", {}, "weather: rain"),
        (value, {asked.id: asked.values[1].id}, ""),
    ):
        (made,) = reviewed(study, strange, mapping=BLANK.with_settled("answer", about, choice)).planned[0].events
        assert (made.modifiers, made.comment) == (answers, comment)


def test_comments_and_variables_stay_in_the_file_unless_they_are_wanted(study):
    events = event("crying", 1000, 2000, comment="Anna cries"), event("crying", 3000, 4000)
    more = {"variables": (("birth date", "2025-01-02"), ("age", "12")), "description": "Anna, second visit"}
    review = reviewed(study, *events, **more)
    assert dict(review.private) == {"comments": 1, "descriptions": 1, "variable birth date": 1, "variable age": 1}
    (planned,) = review.planned
    assert ([one.comment for one in planned.events], planned.variables, planned.description) == (["", ""], (), "")
    wanted = Mapping(settled=BLANK.settled, keep=("comments", "variable age"))
    (planned,) = reviewed(study, *events, mapping=wanted, **more).planned
    assert ([one.comment for one in planned.events], planned.variables) == (["Anna cries", ""], (("age", "12"),))


def test_what_the_files_do_not_have_was_not_looked_for_unless_somebody_says_so(study):
    events = (event("crying", 1000, 2000),)
    assert open_kinds(reviewed(study, *events, mapping=Mapping())) == {"looked for"}
    (planned,) = reviewed(study, *events).planned
    assert (planned.looked_for.codes, planned.looked_for.start_ms, planned.looked_for.end_ms) == (
        ("crying",),
        0,
        1_200_000,
    )
    mapping = Mapping().with_settled("looked for", (), "all")
    (planned,) = reviewed(study, *events, mapping=mapping, start_ms=500, end_ms=9000).planned
    assert len(planned.looked_for.codes) == len(study.codebook.codes)
    assert (planned.looked_for.start_ms, planned.looked_for.end_ms) == (500, 9000)


def test_files_with_other_codes_may_each_have_looked_for_their_own_only(study):
    """A coder of one pass has said nothing of what another coder's file holds: zero there would be no agreement."""
    here = here_of(study)
    files = [
        source(observation(event("crying", 1000, 2000))),
        source(observation(event("fussing", 1000, 2000), coder="JT"), sha256="f" * 16),
    ]
    looked = {}
    for choice in ("found", "own"):
        review = settle(files, here, Mapping().with_settled("looked for", (), choice))
        looked[choice] = [set(one.looked_for.codes) for one in review.planned]
    assert looked == {"found": [{"crying", "fussing"}] * 2, "own": [{"crying"}, {"fussing"}]}


def test_two_files_that_hold_all_codes_together_are_asked(study):
    codes = study.codebook.codes
    one, other = (
        [SchemeCode(code.name, code.kind, "", actor=code.actor) for code in half] for half in (codes[:5], codes[5:])
    )
    files = [
        source(observation(event("crying", 1000, 2000)), scheme=Scheme("", "", one)),
        source(observation(event("crying", 1000, 2000), coder="JT"), scheme=Scheme("", "", other), sha256="f" * 16),
    ]
    assert "looked for" in open_kinds(settle(files, here_of(study), Mapping()))


def test_a_coding_without_a_stretch_of_its_own_was_looked_for_throughout(study):
    (planned,) = reviewed(study, event("crying", 1000, 2000), start_ms=9000, end_ms=5000).planned
    assert (planned.looked_for.start_ms, planned.looked_for.end_ms) == (0, 1_200_000)


def test_episodes_of_the_file_become_marks(study):
    first, second = study.codebook.episodes[:2]
    events = (
        event(f"Episode: {first.name}", 0, 60_000, who=""),
        event(f"episode: {second.id}", 60_000, 120_000, who=""),
        event("crying", 1000, 2000),
    )
    (planned,) = reviewed(study, *events).planned
    assert [(one.episode, one.start_ms) for one in planned.marks] == [
        (first.id, 0),
        (second.id, 60_000),
        (END_OF_LAST_EPISODE, 120_000),
    ]
    assert planned.stays_out == 0


def test_sessions_coders_and_lengths_that_do_not_fit_are_asked(study):
    one = (event("crying", 1000, 2000),)
    assert open_kinds(reviewed(study, *one, name="visit one")) == {"session"}
    assert open_kinds(reviewed(study, *one, coder="")) == {"coder"}
    review = reviewed(study, *one, coder="MA", mapping=BLANK.with_settled("coder", ("MA",), "new:MA"))
    assert (review.open, review.planned[0].coder, review.planned[0].is_new_coder) == (0, "MA", True)
    other_length = {"media": (ForeignMedia("/home/anna/S1.mp4", 900_000),)}
    review = reviewed(study, *one, **other_length)
    assert open_kinds(review) == {"length"}
    assert "anna" not in str(review.doubts)
    mapping = BLANK.with_settled("length", ("S1",), "leave out")
    assert reviewed(study, *one, mapping=mapping, **other_length).planned[0].session == ""
    assert open_kinds(reviewed(study, *one, media=(ForeignMedia("S1.mp4", 1_200_400),))) == set()


def test_two_observations_of_one_coding_are_asked(study):
    files = [source(observation(event("crying", 1000, 2000)), observation(event("crying", 3000, 4000), name="s1"))]
    review = settle(files, here_of(study), BLANK)
    assert open_kinds(review) == {"twice"}
    joined = settle(files, here_of(study), BLANK.with_settled("twice", ("S1", "KM"), "join"))
    assert (joined.open, joined.events) == (0, 2)


def test_brought_in_as_one_edit_that_undo_takes_back_and_not_twice_in_silence(study):
    files = [source(observation(event("crying", 1000, 2000), event("fussing", 2000, 3000)))]
    review = settle(files, here_of(study), BLANK)
    written, problems = bring_in(study, files, review)
    assert ([(one.session, one.coder, one.events) for one in written], problems) == ([("S1", "KM", 2)], ())
    coding = study.read_coding("S1", "KM")
    assert [(one.code, one.start_ms) for one in coding.events] == [("crying", 1000), ("fussing", 2000)]
    again = settle(files, here_of(study), BLANK)
    (doubt,) = [one for one in again.doubts if one.open]
    assert (doubt.kind, doubt.cases[0].text) == ("there", "This file was brought in before.")
    other = [source(observation(event("crying", 1500, 2500), event("crying", 5000, 6000)), sha256="f" * 16)]
    beside = settle(other, here_of(study), BLANK.with_settled("there", ("S1", "KM"), "beside"))
    assert kept(beside) == [("crying", 5000, 6000)]
    with study.open_coding("S1", "KM") as opened:
        assert opened.history.undo().label == "bring in 2 events from BORIS, source 0123456789abcdef"
        assert not opened.coding.items


def test_one_coding_that_cannot_be_written_does_not_stop_the_others(study):
    files = [source(observation(event("crying", 1000, 2000)), observation(event("crying", 1000, 2000), name="S2"))]
    review = settle(files, here_of(study), BLANK)
    with study.open_coding("S1", "KM"):
        written, problems = bring_in(study, files, review)
    assert [one.session for one in written] == ["S2"]
    assert len(problems) == 1
    assert "S1 by KM" in str(problems[0])


def test_variables_and_descriptions_that_are_wanted_are_written(study):
    mapping = Mapping(settled=BLANK.settled, keep=("variable child age", "descriptions"))
    more = {"variables": (("child age", "12"),), "description": "second visit"}
    files = [source(observation(event("crying", 1000, 2000), **more))]
    bring_in(study, files, settle(files, here_of(study), mapping))
    session = study.session("S1")
    assert (session.variables, session.notes) == ({"child_age": "12"}, "second visit")


def test_a_mapping_is_kept_as_toml_with_a_place_for_what_is_open(study, tmp_path):
    review = reviewed(study, event("sob", 1000), mapping=BLANK)
    path = tmp_path / "mapping.toml"
    path.write_text(mapping_text_with_open(BLANK, review.doubts), encoding="utf-8")
    assert "#   crying: Crying" in path.read_text(encoding="utf-8")
    filled = path.read_text(encoding="utf-8").replace('choice = ""', 'choice = "crying"')
    path.write_text(filled, encoding="utf-8")
    assert open_kinds(reviewed(study, event("sob", 1000, 2000), mapping=read_mapping(path))) == set()
    path.write_text(mapping_text(read_mapping(path)), encoding="utf-8")
    assert read_mapping(path).settled[-1].choice == "crying"
    path.write_text("[[settled]]\nkind = 'weather'\nchoice = 'x'\n", encoding="utf-8")
    with pytest.raises(StudyError, match="kind"):
        read_mapping(path)


def test_codes_that_are_called_alike_are_offered_first(study):
    (doubt,) = [one for one in reviewed(study, event("cryng", 1000, 2000)).doubts if one.kind == "code"]
    assert doubt.shared[0].id == "crying"
    assert {one.id for one in doubt.shared} >= {code.id for code in study.codebook.codes}


def test_a_code_that_is_left_out_was_not_looked_for(study):
    scheme = Scheme("lab", "BORIS")
    scheme.codes += [SchemeCode("crying", "state", "x"), SchemeCode("fussing", "state", "x")]
    files = [source(observation(event("crying", 1000, 2000), event("sob", 5000, 6000)), scheme=scheme)]
    for theirs, choice, looked in (
        ("sob", "leave out", {"crying", "fussing"}),
        ("sob", "contact", {"crying", "fussing", "contact"}),
    ):
        review = settle(files, here_of(study), BLANK.with_settled("code", (theirs, "infant"), choice))
        assert set(review.planned[0].looked_for.codes) == looked
    mapping = BLANK.with_settled("code", ("sob", "infant"), "leave out").with_settled(
        "code", ("crying", "infant"), "leave out"
    )
    assert set(settle(files, here_of(study), mapping).planned[0].looked_for.codes) == {"fussing"}


def test_a_table_whose_columns_are_guessed_is_asked(study, tmp_path):
    path = tmp_path / "S1.csv"
    path.write_text("who,what,from s,to s\ninfant,crying,1.0,2.0\ninfant,fussing,3.0,4.5\n", encoding="utf-8")
    mapping = BLANK.with_settled("coder", ("",), "KM")
    _, review, problems = review_of(study, [path], mapping)
    assert (open_kinds(review), problems) == ({"table"}, ())
    assert "“from s”" in next(one for one in review.doubts if one.kind == "table").cases[0].text
    shape = Shape(code="what", who="who", start="from s", end="to s")
    for settled in (mapping.with_settled("table", (), "guessed"), msgspec.structs.replace(mapping, table=shape)):
        path_of_mapping = tmp_path / "mapping.toml"
        path_of_mapping.write_text(mapping_text(settled), encoding="utf-8")
        _, review, _ = review_of(study, [path], read_mapping(path_of_mapping))
        assert (review.open, kept(review)) == (0, [("crying", 1000, 2000), ("fussing", 3000, 4500)])
    assert review_of(study, [path], mapping.with_settled("table", (), "leave out"))[1].events == 0


def test_session_and_coder_may_stand_in_the_name(study):
    mapping = msgspec.structs.replace(BLANK, names="{session}__{coder}")
    events = (event("crying", 1000, 2000),)
    (planned,) = reviewed(study, *events, mapping=mapping, name="s2__JT", coder="").planned
    assert (planned.session, planned.coder) == ("S2", "JT")
    (planned,) = reviewed(study, *events, mapping=mapping, name="S2__JT", coder="KM", session="S1").planned
    assert (planned.session, planned.coder) == ("S1", "KM")


def test_finished_codings_are_submitted_and_taken_back_all_the_same(study):
    files = [source(observation(event("crying", 1000, 2000)))]
    written, _ = bring_in(study, files, settle(files, here_of(study), BLANK), submits=True)
    assert study.read_coding("S1", "KM").is_submitted
    taken, problems = take_back(study, written)
    assert (taken, problems) == (written, ())
    coding = study.read_coding("S1", "KM")
    assert (coding.is_submitted, dict(coding.items)) == (False, {})
    assert take_back(study, written)[1] != ()


def test_moments_of_a_state_that_may_be_starts_or_ends_are_asked_and_paired(study):
    side = (("side", "left"),)
    at_ms = (1000, 2000, 5000, 6500, 7000)
    moments = [event("crying", at, kind="", answers=side if at == 7000 else ()) for at in at_ms]
    asked = BLANK.with_settled("answer", ("crying", "side", "left"), "comment")
    review = reviewed(study, *moments, mapping=asked)
    (doubt,) = [one for one in review.doubts if one.open]
    assert (doubt.kind, len(doubt.cases)) == ("kind", 1)
    pairs = reviewed(study, *moments, mapping=asked.with_settled("kind", ("crying",), "pairs"))
    assert open_kinds(pairs) == {"no end"}
    ended = asked.with_settled("kind", ("crying",), "pairs").with_settled("no end", ("crying",), "frame")
    assert kept(reviewed(study, *moments, mapping=ended)) == [
        ("crying", 1000, 2000),
        ("crying", 5000, 6500),
        ("crying", 7000, 7040),
    ]
    assert kept(reviewed(study, *moments, mapping=asked.with_settled("kind", ("crying",), "leave out"))) == []
    starts = asked.with_settled("kind", ("crying",), "starts").with_settled("no end", ("crying",), "frame")
    assert len(kept(reviewed(study, *moments, mapping=starts))) == 5


def test_several_answers_to_one_question_are_asked(study):
    code = next(one for one in study.codebook.codes if one.modifiers and one.actor == "infant")
    asked = study.codebook.modifier_by_id[code.modifiers[0]]
    both = tuple((asked.name, value.name) for value in asked.values[:2])
    end = 1000 if code.is_point else 2000
    assert open_kinds(reviewed(study, event(code.name, 1000, end, answers=both))) == {"answer"}
    assert open_kinds(reviewed(study, event(code.name, 1000, end, answers=(both[0], both[0])))) == set()


def test_a_variable_that_cannot_be_taken_does_not_stop_the_others(study):
    set_variables(study, {"S1": {"group": "low"}})
    said = (("birth date", "1"), ("birth-date", "2"), ("", "3"), ("group", "high"), ("age", "12"))
    events = (event("crying", 1000, 2000),)
    wanted = Mapping(settled=BLANK.settled, keep=tuple(f"variable {name}" for name, _ in said))
    files = [source(observation(*events, variables=said))]
    _, problems = bring_in(study, files, settle(files, here_of(study), wanted))
    assert study.session("S1").variables == {"group": "low", "birth_date": "1", "age": "12"}
    assert [str(one).partition(";")[0] for one in problems] == [
        "S1 already has another birth_date than the file says",
        "S1 already has another group than the file says",
        "“” cannot be the name of a variable. Use letters, digits and underscore, a letter first.",
    ]
