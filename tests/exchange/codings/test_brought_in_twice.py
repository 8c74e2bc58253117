"""Two observations of one coding, the same file again, a coding that others change meanwhile: nothing is on twice."""

import pytest

from annotator.exchange.codings.bringing_in import bring_in, take_back
from annotator.exchange.codings.looking_through import here_of
from annotator.exchange.codings.mapping import Mapping
from annotator.exchange.codings.settling import settle
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from tests.exchange.codings.making import event, made_study, observation, source

BLANK = Mapping().with_settled("looked for", (), "found")
JOINED = BLANK.with_settled("twice", ("S1", "KM"), "join")
BESIDE = BLANK.with_settled("there", ("S1", "KM"), "beside")


@pytest.fixture
def study(tmp_path):
    return made_study(tmp_path / "study", "S1")


def kept(review):
    return [(one.code, one.start_ms) for planned in review.planned for one in planned.events]


def coded(study, code, start_ms, end_ms):
    with study.open_coding("S1", "KM") as opened:
        new = Event(id=f"made{start_ms}", code=code, start_ms=start_ms, end_ms=end_ms)
        opened.history.do(Edit(label="code", changes=(Change(None, new),)))


def two(*events):
    first = observation(event("crying", 1000, 5000), event("reach", 2000, 2000), event("manipulation", 9000))
    return [source(first, observation(*events, name="s1"))]


def test_of_two_observations_of_one_coding_nothing_is_on_twice_at_once(study):
    mapping = JOINED.with_settled("no end", ("manipulation",), "running")
    later = event("crying", 3000, 6000), event("crying", 6000, 7000), event("reach", 2000, 2000), event("reach", 3, 3)
    files = two(*later, event("manipulation", 10_000, 11_000), event("manipulation", 8000, 9000))
    review = settle(files, here_of(study), mapping)
    assert review.open == 0
    assert [(one.code, one.start_ms) for one in review.planned[1].events] == [
        ("reach", 3), ("crying", 6000), ("manipulation", 8000),
    ]  # fmt: skip
    assert review.planned[1].stays_out == 3


def test_a_coding_of_two_observations_is_submitted_and_taken_back_whole(study):
    files = two(event("crying", 7000, 8000))
    review = settle(files, here_of(study), JOINED.with_settled("no end", ("manipulation",), "close"))
    written, problems = bring_in(study, files, review, submits=True)
    assert (len(written), problems) == (2, ())
    assert (len(study.read_coding("S1", "KM").events), study.read_coding("S1", "KM").is_submitted) == (4, True)
    assert take_back(study, written) == (written, ())
    assert not study.read_coding("S1", "KM").items


def test_the_same_file_again_adds_no_point_a_second_time(study):
    files = [source(observation(event("crying", 1000, 5000), event("reach", 1000, 1000)))]
    bring_in(study, files, settle(files, here_of(study), BLANK))
    assert kept(settle(files, here_of(study), BESIDE)) == []


def test_what_others_do_meanwhile_is_not_written_over(study):
    files = [source(observation(event("crying", 1000, 5000)))]
    review = settle(files, here_of(study), BLANK)
    coded(study, "crying", 2000, 3000)
    written, (problem,) = bring_in(study, files, review)
    assert (written, "changed since" in str(problem)) == ((), True)
    assert [one.id for one in study.read_coding("S1", "KM").events] == ["made2000"]


def test_codes_that_the_codebook_has_lost_meanwhile_are_not_written(study, monkeypatch):
    files = [source(observation(event("crying", 1000, 5000)))]
    review = settle(files, here_of(study), BLANK)
    monkeypatch.delitem(study.codebook.code_by_id, "crying")  # it is shared by all studies with its text
    written, (problem,) = bring_in(study, files, review)
    assert (written, "codebook has changed" in str(problem)) == ((), True)


def test_what_was_coded_here_stays_looked_for(study):
    """A coding that says nothing of it has looked for everything; a file of one code beside it changes nothing."""
    coded(study, "fussing", 0, 500)
    files = [source(observation(event("crying", 1000, 5000)))]
    review = settle(files, here_of(study), BESIDE)
    assert (kept(review), review.planned[0].looked_for) == ([("crying", 1000)], None)
    bring_in(study, files, review)
    assert not study.read_coding("S1", "KM").looked_for
