"""The sample study: what each coder of it begins with."""

from pathlib import Path

from annotator.demo import CODERS, SESSION, TRUTH_CODER, sample_study
from annotator.model import commands
from annotator.model.judging import asked_cells, check_classification, check_rating
from annotator.model.lint import lint
from annotator.study import open_study


def test_both_coders_have_ratings_and_a_class_to_compare_that_the_codebook_allows(tmp_path: Path) -> None:
    study = open_study(sample_study(tmp_path))
    for coder in CODERS:
        coding = study.read_coding(SESSION, coder)
        for rating in coding.ratings:
            check_rating(study.codebook, rating)
        assert coding.classification is not None
        check_classification(study.codebook, coding.classification)
        assert coding.events == ()
        assert lint(coding, study.codebook, study.session(SESSION).duration_ms) == ()
    cells = len(asked_cells(study.codebook))
    ratings = study.ratings()
    counts = ratings.groupby("coder").size()
    assert (counts["KM"], counts["JT"]) == (cells, cells - 1), "one cell of JT is not rated"
    assert ratings.groupby("coder")["not_ratable"].sum().to_dict() == {"KM": 1, "JT": 2}
    points = ratings.pivot_table(index=["scale", "episode", "target"], columns="coder", values="value").dropna()
    apart = (points["KM"] - points["JT"]).abs()
    assert 0 < (apart == 1).sum() < len(points) / 2, "they differ, and agree more than they differ"
    assert study.classifications()[["coder", "primary", "subgroup"]].to_numpy().tolist() == [
        ["JT", "B", "B2"],
        ["KM", "B", "B3"],
    ]


def test_what_a_coder_changed_in_the_sample_stays(tmp_path: Path) -> None:
    study = open_study(sample_study(tmp_path))
    with study.open_coding(SESSION, "KM") as opened:
        opened.history.do(commands.declassify(opened.coding))
    again = open_study(sample_study(tmp_path))
    assert again.read_coding(SESSION, "KM").classification is None
    assert set(again.coders_of(SESSION)) == {*CODERS, TRUTH_CODER}
