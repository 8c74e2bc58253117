"""Linear scores that a lab enters are kept in study.toml, and nothing that cannot be computed is."""

import pytest
from msgspec.structs import replace

from annotator.errors import StudyError
from annotator.model.codebook.scales import LinearScore, Term
from annotator.study import Study, open_study

RATED = Term(scale="avoidance", episode="5", target="caregiver", weight=-0.5)
CRIED = Term(code="crying", measure="latency_s", episode="8", weight=1)
SCORE = LinearScore(id="ours", name="Ours", constant=8, terms=(RATED, CRIED), citation="Our manual, p. 3")


def test_a_score_comes_back_as_it_was_entered(study: Study) -> None:
    study.change_settings(linear_scores=(SCORE,))
    assert open_study(study.folder).linear_scores == (SCORE,)
    assert "Our manual, p. 3" in (study.folder / "study.toml").read_text()


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ((replace(SCORE, terms=(replace(RATED, scale="warmth"),)),), "there is no scale “warmth”"),
        ((replace(SCORE, terms=(replace(RATED, episode="4"),)),), "is not rated in episode “4”"),
        ((replace(SCORE, terms=(replace(CRIED, code="wailing"),)),), "there is no code “wailing”"),
        ((replace(SCORE, terms=()),), "it has no terms"),
        ((replace(SCORE, citation=" "),), "does not say where its weights come from"),
        ((replace(SCORE, constant=float("inf")),), "is not a number"),
        ((SCORE, replace(SCORE, name="Again")), "two linear scores ours"),
    ],
)
def test_a_score_that_cannot_be_computed_is_refused_and_study_toml_stays(
    study: Study, scores: tuple[LinearScore, ...], said: str
) -> None:
    before = (study.folder / "study.toml").read_bytes()
    with pytest.raises(StudyError, match=said):
        study.change_settings(linear_scores=scores)
    assert (study.folder / "study.toml").read_bytes() == before


def test_a_score_of_the_codebook_stands_before_those_of_the_window(study: Study) -> None:
    file = study.folder / "codebook.toml"
    term = '{ scale = "avoidance", episode = "8", target = "caregiver", weight = 1.0 }'
    table = f'\n[[linear_score]]\nid = "theirs"\nname = "Theirs"\nterms = [{term}]\ncitation = "Them"\n'
    file.write_text(file.read_text() + table)
    again = open_study(study.folder)
    again.change_settings(linear_scores=(SCORE,))
    assert [score.id for score in again.linear_scores] == ["theirs", "ours"]
    with pytest.raises(StudyError, match="two linear scores theirs"):
        again.change_settings(linear_scores=(replace(SCORE, id="theirs"),))
