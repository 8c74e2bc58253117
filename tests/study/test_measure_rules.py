"""What a lab decides about measures stands in study.toml: kept, checked, and taken along by a changed codebook."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.errors import StudyError
from annotator.model.codebook.draft import draft_of
from annotator.model.codebook.renames import rename_code, rename_modifier, rename_value
from annotator.model.measure_rules import (
    Chain,
    Contact,
    Cue,
    Fit,
    Grid,
    Latency,
    Matching,
    MeasureRules,
    Soothing,
    UnseenRule,
    Window,
)
from annotator.study import open_study
from annotator.study.codebook_change import apply_change

RULES = MeasureRules(
    crying=("crying",),
    latencies=(
        Latency(
            id="approach",
            codes=("proximity_seeking",),
            where={"target": ("caregiver",)},
            kinds=("reunion",),
            present="caregiver",
        ),
    ),
    contact=Contact(codes=("contact",), initiator="initiator"),
    soothing=Soothing(counts="first"),
    unseen=UnseenRule(latency="passes", interval=0.25),
    cues=(
        Cue(
            id="reach",
            codes=("reach", "crying"),
            answers=("pick_up",),
            within_s=2,
            fit=Fit(modifier="target", matched=("caregiver",), mismatched=("stranger",)),
        ),
    ),
    matching=(Matching(id="two", ones=("crying",), others=("contact",), pairs=(("crying", "contact"),)),),
    windows=(Window(id="w", given=("crying",), target=("pick_up",), within_s=5),),
    chains=(Chain(id="c", codes=("crying", "contact"), repeats=False),),
)


def test_there_are_no_rules_until_the_lab_sets_them_and_they_are_kept_as_they_are(study):
    assert study.settings.measures == MeasureRules()
    study.change_settings(cry_rule_s=20.0)
    assert open_study(study.folder).settings.measures == MeasureRules()
    study.change_settings(measures=RULES)
    open_study(study.folder).change_settings(cry_rule_s=30.0)
    assert open_study(study.folder).settings.measures == RULES


def test_they_can_be_typed(study):
    path = study.folder / "study.toml"
    typed = """
[[analysis.measures.cues]]
id = "cry"
codes = ["crying"]
answers = ["pick_up"]
within_s = 5
window = "end"
"""
    path.write_text(path.read_text(encoding="utf-8") + typed, encoding="utf-8")
    assert open_study(study.folder).settings.measures.cues[0].window == "end"
    path.write_text(path.read_text(encoding="utf-8").replace("within_s", "within"), encoding="utf-8")
    with pytest.raises(StudyError, match="within"):
        open_study(study.folder)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (MeasureRules(crying=("howling",)), "crying names code howling, which the codebook does not have"),
        (MeasureRules(crying=("reach",)), "crying names reach, which is a point and lasts no time"),
        (
            MeasureRules(latencies=(Latency(id="x", codes=("contact",), where={"goal": ("caregiver",)}),)),
            "latencies x names modifier goal, which the codebook does not have",
        ),
        (
            MeasureRules(latencies=(Latency(id="x", codes=("contact",), where={"target": ("aunt",)}),)),
            "latencies x names target aunt, which is no answer to it",
        ),
        (
            MeasureRules(latencies=(Latency(id="x", codes=("contact",), present="aunt"),)),
            "latencies x names aunt, who is present in no episode",
        ),
        (
            MeasureRules(windows=(RULES.windows[0], RULES.windows[0])),
            "windows has w twice",
        ),
        (MeasureRules(grids=(Grid(id="g", ones=("crying",), others=("crying",)),)), "g has crying on both sides"),
        (
            MeasureRules(matching=(replace(RULES.matching[0], pairs=(("contact", "crying"),)),)),
            "matching two pairs contact with crying",
        ),
        (MeasureRules(chains=(Chain(id="c", codes=("crying",), repeats=True),)), "chains"),
    ],
)  # fmt: skip
def test_what_the_codebook_does_not_have_is_refused(study, rules, said):
    before = (study.folder / "study.toml").read_text(encoding="utf-8")
    with pytest.raises(StudyError, match=said):
        study.change_settings(measures=rules)
    assert (study.folder / "study.toml").read_text(encoding="utf-8") == before


def test_a_share_above_1_is_refused(study):
    with pytest.raises(StudyError, match=r"analysis\.measures\.unseen\.interval"):
        study.change_settings(measures=MeasureRules(unseen=UnseenRule(interval=1.5)))


def test_a_changed_codebook_takes_them_along(study):
    study.change_settings(measures=RULES)
    new = draft_of((study.folder / "codebook.toml").read_text(encoding="utf-8"))
    new = rename_code(new, "crying", "wail", is_used=True)
    new = rename_modifier(new, "target", "goal", is_used=True)
    new = rename_value(new, "goal", "caregiver", "parent", is_used=True)
    apply_change(study, new.text, new.steps)
    rules = open_study(study.folder).settings.measures
    assert rules.crying == ("wail",)
    assert rules.latencies[0].where == {"goal": ("parent",)}
    assert rules.latencies[0].kinds == ("reunion",)
    assert rules.cues[0].codes == ("reach", "wail")
    assert rules.cues[0].fit == Fit(modifier="goal", matched=("parent",), mismatched=("stranger",))
    assert rules.matching[0].pairs == (("wail", "contact"),)
    assert (rules.windows[0].given, rules.chains[0].codes) == (("wail",), ("wail", "contact"))


def test_the_example_of_the_guide_is_taken(study):
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    example = guide.split("## Measures")[1].split("```toml")[1].split("```")[0]
    path = study.folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + example, encoding="utf-8")
    rules = open_study(study.folder).settings.measures
    assert (rules.soothing, len(rules.cues), len(rules.chains)) == (Soothing(counts="first", kinds=("reunion",)), 1, 1)
