import pandas as pd
import pytest

from annotator.consensus.disagreements import disagreements
from annotator.errors import StudyError
from annotator.exchange.agreement_csv import NONE_ID, export_agreement, methods_text
from annotator.model.codebook.file import parse_codebook, shipped_codebooks
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event
from tests.two_codings import compare

CODEBOOK = parse_codebook(shipped_codebooks()["strange_situation"], "codebook.toml")
WINDOW = (Span("", 0, 60_000),)


def coding(coder, *spans):
    items = [Event(id=f"{coder}{n}", code=code, start_ms=a, end_ms=b) for n, (code, a, b) in enumerate(spans)]
    return Coding("S1", coder, items)


KM = coding("KM", ("crying", 10_000, 20_000), ("fussing", 20_000, 24_040), ("reach", 5000, 5000))
JT = coding("JT", ("crying", 11_000, 20_000), ("contact", 30_000, 40_000))


def export(folder):
    return export_agreement(compare(KM, JT, CODEBOOK, WINDOW), disagreements((KM, JT), CODEBOOK, WINDOW), folder)


@pytest.fixture
def tables(tmp_path):
    files = export(tmp_path / "out")
    return {file.stem: pd.read_csv(file, dtype=str, keep_default_na=False) for file in files}


def test_every_table_names_the_session_and_both_coders_so_that_tables_can_be_stacked(tables):
    for table in tables.values():
        assert list(table.columns[:3]) == ["session", "coder_a", "coder_b"]
        assert set(table["coder_a"]) == {"KM"}
        assert set(table["coder_b"]) == {"JT"}


def test_seconds_of_a_code_are_those_of_each_coder_and_of_both_at_once(tables):
    codes = tables["agreement_codes"].set_index("code")
    assert codes.loc["crying", ["a_s", "b_s", "both_s"]].tolist() == ["10.000", "9.000", "9.000"]
    assert float(codes.loc["crying", "ppos"]) == pytest.approx(18 / 19, abs=1e-6)
    assert codes.loc["crying", ["bouts_a", "bouts_b"]].tolist() == ["1", "1"]


def test_the_confusion_table_of_every_channel_sums_to_the_window(tables):
    cells = tables["agreement_confusion"]
    sums = cells.assign(seconds=cells["seconds"].astype(float)).groupby("channel")["seconds"].sum()
    assert sums.round(3).eq(60).all()
    cell = cells[(cells["channel"] == "distress") & (cells["code_a"] == "fussing") & (cells["code_b"] == NONE_ID)]
    assert cell["seconds"].tolist() == ["4.040"]


def test_what_does_not_exist_is_an_empty_cell_with_its_reason(tables):
    search = tables["agreement_codes"].set_index("code").loc["search"]
    assert search[["ppos", "kappa"]].tolist() == ["", ""]
    assert search["why_undefined"] == "not estimable: neither coder used this code"


def test_disagreements_are_the_longest_first_and_points_have_no_length(tables):
    listed = tables["disagreements"]
    assert listed["duration_s"].astype(float).is_monotonic_decreasing
    assert listed.iloc[0][["channel", "code_a", "code_b"]].tolist() == ["contact", NONE_ID, "contact"]
    assert listed.iloc[-1][["code_a", "start_s", "end_s", "duration_s"]].tolist() == [
        "reach",
        "5.000",
        "5.000",
        "0.000",
    ]


def test_the_settings_say_what_was_computed(tables):
    settings = tables["agreement_settings"].set_index("setting")["value"]
    assert settings["window"] == "the whole session"
    assert settings["window_s"] == "60.000"
    assert "Cohen's (1960)" in settings["methods"]


def test_nothing_is_overwritten(tmp_path):
    export(tmp_path)
    with pytest.raises(StudyError, match="already holds"):
        export(tmp_path)


def test_answers_and_codes_with_them_are_tables_and_sentences_of_their_own(tmp_path):
    a, b = (
        Coding("S001", coder, [Event(id="1", code="contact", start_ms=0, end_ms=9_000, modifiers={"target": whom})])
        for coder, whom in (("KM", "caregiver"), ("JT", "stranger"))
    )
    export_agreement(compare(a, b, CODEBOOK, WINDOW), (), tmp_path)
    modifiers = pd.read_csv(tmp_path / "agreement_modifiers.csv", dtype={"code": str}, keep_default_na=False)
    of_target = modifiers[modifiers.modifier == "target"].set_index("code")
    assert tuple(of_target.loc["contact", ["matched", "both", "agreement"]]) == (1, 1, "0.0")
    cells = pd.read_csv(tmp_path / "agreement_answers.csv").set_index(["modifier", "code", "answer_a", "answer_b"])
    assert cells.loc[("target", "contact", "caregiver", "stranger"), "events"] == 1
    readings = pd.read_csv(tmp_path / "agreement_code_with.csv").set_index("code_with")
    assert readings.loc["contact+target", "f1"] == 0
    settings = pd.read_csv(tmp_path / "agreement_settings.csv").set_index("setting")["value"]
    assert "codes alone" in settings["methods"]
    assert "not submitted by KM and JT" in settings["methods"]


def test_two_codings_without_an_event_still_make_every_table(tmp_path):
    empty_a, empty_b = coding("KM"), coding("JT")
    found = compare(empty_a, empty_b, CODEBOOK, WINDOW)
    files = export_agreement(found, (), tmp_path)
    assert pd.read_csv(tmp_path / "disagreements.csv").empty
    assert len(files) == 9


def test_the_methods_text_names_coders_session_window_codebook_and_version():
    window = [Span(episode, start, start + 20_000) for episode, start in (("4", 0), ("5", 20_000), ("6", 40_000))]
    text = methods_text(compare(KM, JT, CODEBOOK, window))
    for part in ("KM and JT", "session S1", "episodes 4–6 (60.000 s)", "Strange Situation, version 2.1", "annotator "):
        assert part in text
