"""What is called almost alike is not taken for the same: sessions, coders, codes, people and answers."""

from dataclasses import replace

import msgspec
import pytest

from annotator.exchange.codings.bringing_in import bring_in
from annotator.exchange.codings.looking_through import here_of
from annotator.exchange.codings.mapping import Mapping
from annotator.exchange.codings.settling import settle
from tests.exchange.codings.making import event, made_study, observation, source

BLANK = Mapping().with_settled("looked for", (), "found")
CRY = event("crying", 1000, 2000)


def reviewed(study, *events, mapping=BLANK, **more):
    return settle([source(observation(*events, **more))], here_of(study), mapping)


def open_doubts(review):
    return [(one.kind, one.about) for one in review.doubts if one.open]


@pytest.fixture
def study(tmp_path):
    return made_study(tmp_path / "study", "S1_1", "S11", "S2", coders=("AB", "A_B", "KM"))


@pytest.mark.parametrize("session", ["S1_1", "S11"])
@pytest.mark.parametrize("coder", ["AB", "A_B"])
def test_ids_that_differ_in_a_sign_are_told_apart(study, session, coder):
    (planned,) = reviewed(study, CRY, name=session, coder=coder).planned
    assert (planned.session, planned.coder) == (session, coder)


def test_an_id_that_may_be_either_of_two_is_asked(study):
    assert open_doubts(reviewed(study, CRY, name="s1-1")) == [("session", ("s1-1",))]
    assert open_doubts(reviewed(study, CRY, name="S2", coder="a b")) == [("coder", ("a b",))]
    assert not open_doubts(reviewed(study, CRY, name="s_2", coder="km"))


@pytest.mark.parametrize("name", ["Crying +", "Crying -", "Crying?", ">crying", "cryिng"])
def test_a_sign_that_may_mean_something_makes_another_code(study, name):
    assert open_doubts(reviewed(study, event(name, 1000, 2000), name="S2")) == [("code", (name, "infant"))]


@pytest.mark.parametrize(
    ("written", "becomes"),
    [("J T", "JT"), ("ümlaut", "umlaut"), ("NA", ""), ("CON", ""), ("consensus", ""), ("../x", "x"), ("漢", "")],
)
def test_a_coder_is_only_offered_with_an_id_that_can_be(study, written, becomes):
    (doubt,) = [one for one in reviewed(study, CRY, name="S2", coder=written).doubts if one.open]
    new = [one.id for one in doubt.shared if one.id.startswith("new:")]
    assert new == ([f"new:{becomes}"] if becomes else [])
    for wished in (f"new:{written}", "new:a/b", "new:", "new:km", "new:" + "x" * 200):
        assert reviewed(
            study, CRY, name="S2", coder=written, mapping=BLANK.with_settled("coder", (written,), wished)
        ).open
    given = BLANK.with_settled("coder", (written,), "new:KX")
    review = reviewed(study, CRY, name="S2", coder=written, mapping=given)
    assert (review.open, review.planned[0].coder) == (0, "KX")
    assert bring_in(study, [source(observation(CRY, name="S2", coder=written))], review)[1] == ()


def test_a_code_that_is_called_like_an_episode_is_asked(study):
    (code,) = [one for one in study.codebook.codes if one.id == "crying"]
    odd = msgspec.structs.replace(study.codebook, codes=(msgspec.structs.replace(code, name="Episode: 1"),))
    here = replace(here_of(study), codebook=odd)
    said = [source(observation(event("Episode: 1", 0, 9000, who=""), name="S2"))]
    mapping = BLANK.with_settled("nobody", ("Episode: 1",), "as here").with_settled("who", ("",), "as here")
    assert open_doubts(settle(said, here, mapping)) == [("code", ("Episode: 1", ""))]
