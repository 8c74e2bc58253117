"""The figures of results as files: of what was chosen, and nothing is overwritten."""

import pytest

from annotator.demo_coders import many_coders_study
from annotator.errors import StudyError
from annotator.exchange.results_figures import Choice, export_figures
from annotator.exchange.wanted import Wanted
from annotator.study import open_study
from tests.undrawn import undrawn


@pytest.fixture(scope="module")
def pilot(tmp_path_factory):
    """Two coders of two sessions."""
    study = many_coders_study(tmp_path_factory.mktemp("pilot") / "study", sessions=2, coders=("AB", "JT"))
    return open_study(study.folder)


def names(drawn):
    return {file.name for file in drawn.files}


def test_what_is_chosen_is_drawn_and_what_has_nothing_to_draw_says_why(pilot, tmp_path):
    with undrawn():
        one = export_figures(
            pilot, tmp_path / "one", Wanted(sessions=("S002",), coders=("JT",)), Choice(kinds=("svg",))
        )
        only = Choice(kinds=("png", "pdf"), only=("raster", "course"), by="class", episodes=("5", "8"))
        both = export_figures(pilot, tmp_path / "both", Wanted(), only)
    assert {"raster_S002.svg", "shares_distress.svg", "transitions_distress_S002_JT.svg"} <= names(one)
    assert not any("S001" in name or "AB" in name or not name.endswith(".svg") for name in names(one))
    why = dict(one.not_drawn)
    assert why["distribution_crying_JT"] == "Fewer than two sessions have a value."
    assert why["state_space"] == "study.toml sets no grid under analysis.measures."
    assert names(both) == {"raster_S001.png", "raster_S002.png", "course_crying.png", "figures.pdf"}


def test_the_consensus_of_a_study_without_one_has_nothing_to_draw(pilot, tmp_path):
    told = export_figures(pilot, tmp_path / "none", Wanted(coders=("consensus",)), Choice())
    assert told.files == ()
    assert {why for _, why in told.not_drawn} == {"No session is coded, or none of what is coded was chosen."}


@pytest.mark.parametrize(
    ("wanted", "choice", "said"),
    [
        (Wanted(), Choice(only=("pie",)), "There is no figure pie. Figures are raster, shares,"),
        (Wanted(), Choice(by="condition"), "No session has a variable condition. Group by class or visit."),
        (Wanted(), Choice(episodes=("9",)), "The codebook has no episode 9."),
        (Wanted(sessions=("S9",)), Choice(), "The study has no session S9."),
    ],
)
def test_what_the_study_does_not_have_is_refused(pilot, tmp_path, wanted, choice, said):
    with pytest.raises(StudyError) as refused:
        export_figures(pilot, tmp_path / "out", wanted, choice)
    assert str(refused.value).startswith(said)
    assert not (tmp_path / "out").exists()


def test_a_figure_that_is_there_already_is_never_overwritten(pilot, tmp_path):
    (tmp_path / "raster_S001.svg").write_text("mine")
    with pytest.raises(StudyError, match="already holds raster_S001"):
        export_figures(pilot, tmp_path, Wanted(), Choice(kinds=("svg",), only=("raster",)))
    assert [one.name for one in tmp_path.iterdir()] == ["raster_S001.svg"]
