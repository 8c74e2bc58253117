"""A study whose codebook changes: all codings are taken along or none, whatever happens in between."""

import json
import os

import pytest

from annotator.errors import CodebookError, EditError, StudyError
from annotator.model import commands
from annotator.model.codebook.changes import new_code
from annotator.model.codebook.draft import draft_of, put
from annotator.model.codebook.renames import (
    delete_code,
    rename_code,
    rename_modifier,
    rename_scale,
    rename_value,
    retire_code,
    split_code,
    split_code_by_modifier,
)
from annotator.model.history import Change, Edit
from annotator.model.items import Event, IntervalRecord
from annotator.study import codebook_pending as pending
from annotator.study import open_study
from annotator.study.codebook_change import apply_change, codebook_use, preview_change


@pytest.fixture
def coded(study):
    """A study with two codings: KM has two events of crying and a submitted coding, JT one of proximity seeking."""
    with study.open_coding("S001", "KM") as opened:
        for number, code in enumerate(("crying", "fussing", "crying")):
            item = Event(id=f"k{number}", code=code, start_ms=number * 1000, end_ms=number * 1000 + 500)
            opened.history.do(_add(item))
        opened.history.do(commands.submit(opened.coding))
    with study.open_coding("S001", "JT") as opened:
        item = Event(id="j0", code="proximity_seeking", start_ms=0, end_ms=900, modifiers={"target": "caregiver"})
        opened.history.do(_add(item))
    return study


def _add(item):
    return Edit(label=f"add {item.id}", changes=(Change(None, item),))


def draft(study):
    return draft_of((study.folder / "codebook.toml").read_text(encoding="utf-8"))


def files(study):
    kept = (path for path in study.folder.rglob("*") if path.is_file() and path.suffix in (".toml", ".jsonl"))
    return {path.relative_to(study.folder).as_posix(): path.read_bytes() for path in kept}


def codes(study, coder):
    return [event.code for event in open_study(study.folder).read_coding("S001", coder).events]


def test_use_is_counted_over_all_codings(coded):
    use = codebook_use(coded)
    assert (use["code", "crying"].items, use["code", "crying"].codings) == (2, 1)
    assert use["value", "target", "caregiver"].items == 1
    assert ("code", "contact") not in use


def test_names_colours_keys_and_new_codes_change_no_coding_even_while_one_is_open(coded):
    before = files(coded)
    named = put(draft(coded), ("code", 0), {"name": "Weinen", "key": "Z"}, "")
    new = new_code(named, "Waving", named.codebook.codes[0])
    with coded.open_coding("S001", "KM"):
        changed = apply_change(coded, new.text, new.steps)
    assert changed.items == 0
    after = files(coded)
    assert {name for name in after if after[name] != before.get(name)} == {
        "codebook.toml",
        f"earlier-codebooks/2.1-{coded.codebook_hash[:12]}.toml",
    }
    assert open_study(coded.folder).codebook.codes[0].name == "Weinen"


def test_steps_are_shown_first_and_then_done_in_every_coding_as_one_edit_that_undo_takes_back(coded):
    new = rename_code(draft(coded), "crying", "wail", is_used=True)
    new = split_code_by_modifier(new, "proximity_seeking", "target")
    shown = preview_change(coded, new.text, new.steps)
    assert [(one.coder, one.items, one.waiting) for one in shown.codings] == [("JT", 1, 0), ("KM", 2, 0)]
    assert (shown.items, shown.problems) == (3, ())
    assert codes(coded, "KM") == ["crying", "fussing", "crying"]
    apply_change(coded, new.text, new.steps)
    assert codes(coded, "KM") == ["wail", "fussing", "wail"]
    assert codes(coded, "JT") == ["proximity_seeking_caregiver"]
    study = open_study(coded.folder)
    assert study.codebook.version == "2.2"
    assert study.read_coding("S001", "KM").is_submitted
    with study.open_coding("S001", "JT") as opened:
        assert opened.steps.all[-1].label.startswith("codebook 2.1 to 2.2: crying is now wail")
        opened.history.undo()
        assert [event.code for event in opened.coding.events] == ["proximity_seeking"]
    earlier = next((study.folder / "earlier-codebooks").iterdir())
    assert 'id = "crying"' in earlier.read_text(encoding="utf-8")


def test_a_coding_that_is_open_elsewhere_refuses_and_nothing_is_changed(coded):
    before = files(coded)
    new = retire_code(draft(coded), "crying")
    with coded.open_coding("S001", "JT"), pytest.raises(StudyError, match=r"JT\.jsonl is open in another window"):
        apply_change(coded, new.text, new.steps)
    assert files(coded) == before
    with coded.open_coding("S001", "KM"):  # its lock has been given back
        pass


@pytest.mark.parametrize("lost", [("code", "crying"), ("code", "fussing")])
def test_what_is_used_cannot_be_deleted_without_a_step(coded, lost):
    before = files(coded)
    new = delete_code(draft(coded), lost[1])
    with pytest.raises(CodebookError, match="is missing from version"):
        apply_change(coded, new.text, new.steps)
    assert files(coded) == before


def test_what_a_coding_names_besides_codes_cannot_lose_its_meaning(coded):
    new = put(draft(coded), ("modifier", 0), {"values": [{"id": "stranger", "name": "stranger", "key": "S"}]}, "")
    shown = preview_change(coded, new.text, new.steps)
    assert shown.problems[0].what == "Session S001, coder JT: It uses the value caregiver of target."
    with pytest.raises(EditError, match="It uses the value caregiver of target"):
        apply_change(coded, new.text, new.steps)
    merged = rename_value(draft(coded), "target", "caregiver", "stranger", is_used=True)
    apply_change(coded, merged.text, merged.steps)
    assert open_study(coded.folder).read_coding("S001", "JT").events[0].modifiers == {"target": "stranger"}


def test_a_used_code_cannot_become_a_point(coded):
    new = put(draft(coded), ("code", 0), {"kind": "point", "offset": None, "channel": None}, "")
    with pytest.raises(EditError, match="the code crying as state or point"):
        apply_change(coded, new.text, new.steps)


def test_the_settings_of_the_study_are_taken_along(coded):
    coded.save_coder_settings("KM", coded.coder_settings("KM").__class__(codes=("crying", "fussing")))
    new = rename_code(draft(coded), "crying", "wail", is_used=True)
    apply_change(coded, new.text, new.steps)
    study = open_study(coded.folder)
    assert study.settings.crying_code == "wail" or "crying_code" not in (coded.folder / "study.toml").read_text()
    assert study.coder_settings("KM").codes == ("wail", "fussing")


def test_what_is_part_of_the_code_follows_its_modifier_and_keeps_it_in_the_codebook(coded):
    modifier = coded.codebook.modifiers[0].id
    coded.change_settings(code_with=(modifier,))
    new = rename_modifier(draft(coded), modifier, "whom", is_used=True)
    apply_change(coded, new.text, new.steps)
    assert open_study(coded.folder).settings.code_with == ("whom",)


def test_a_codebook_that_was_changed_meanwhile_is_not_overwritten(coded):
    path = coded.folder / "codebook.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# by hand\n", encoding="utf-8")
    new = put(draft(coded), ("code", 0), {"name": "x"}, "")
    with pytest.raises(StudyError, match="changed by another program"):
        apply_change(coded, new.text, new.steps)
    assert path.read_text(encoding="utf-8").endswith("# by hand\n")


def test_a_broken_coding_stops_the_change(coded):
    path = coded.folder / "sessions" / "S001" / "KM.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"k1"', b'"k9"', 1))
    before = files(coded)
    new = retire_code(draft(coded), "contact")
    assert preview_change(coded, new.text, new.steps).problems
    with pytest.raises(Exception, match=r"KM\.jsonl"):
        apply_change(coded, new.text, new.steps)
    assert files(coded) == before


def steps_of_writing(monkeypatch, fail_at):
    """Let the n-th file that a change touches fail; return how often files were touched."""
    count = [0]

    def counted(real):
        def act(*args):
            count[0] += 1
            if count[0] == fail_at:
                raise OSError(28, "No space left on device")
            return real(*args)

        return act

    monkeypatch.setattr(pending, "add_line", counted(pending.add_line))
    monkeypatch.setattr(pending, "replace_file", counted(pending.replace_file))
    return count


@pytest.mark.parametrize("fail_at", [2, 3, 4, 5, 6])
def test_a_disk_that_is_full_half_way_leaves_everything_as_it_was(coded, monkeypatch, fail_at):
    coded.save_coder_settings("KM", coded.coder_settings("KM").__class__(codes=("crying",)))
    before = files(coded)
    new = split_code_by_modifier(
        rename_code(draft(coded), "crying", "wail", is_used=True), "proximity_seeking", "target"
    )
    count = steps_of_writing(monkeypatch, fail_at)
    with pytest.raises(StudyError, match="could not be changed"):
        apply_change(coded, new.text, new.steps)
    assert count[0] == fail_at + (fail_at == 6), "study.toml is written back where only the codebook was missing"
    after = {name: data for name, data in files(coded).items() if not name.startswith("earlier-codebooks")}
    assert after == before
    monkeypatch.undo()
    assert codes(coded, "KM") == ["crying", "fussing", "crying"]


@pytest.mark.parametrize("cut_at", [2, 3, 4, 5, 6])
def test_a_change_that_was_cut_off_is_finished_by_whoever_opens_the_study_next(coded, monkeypatch, cut_at):
    new = split_code_by_modifier(
        rename_code(draft(coded), "crying", "wail", is_used=True), "proximity_seeking", "target"
    )
    steps_of_writing(monkeypatch, cut_at)

    def gone(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(pending, "_take_back", gone)  # what is there stays as a power cut leaves it
    with pytest.raises(StudyError) as told:
        apply_change(coded, new.text, new.steps)
    assert told.value.hint == "Open the study again: it is changed then."
    monkeypatch.undo()
    study = open_study(coded.folder)
    assert study.codebook.version == "2.2"
    assert codes(study, "KM") == ["wail", "fussing", "wail"]
    assert codes(study, "JT") == ["proximity_seeking_caregiver"]
    assert not (coded.folder / ".codebook-change.json").exists()
    for line in (coded.folder / "sessions" / "S001" / "KM.jsonl").read_text(encoding="utf-8").splitlines():
        json.loads(line)


def test_half_a_line_of_the_change_is_written_whole(coded, monkeypatch):
    new = rename_code(draft(coded), "crying", "wail", is_used=True)
    steps_of_writing(monkeypatch, 4)
    monkeypatch.setattr(pending, "_take_back", lambda *_: None)
    with pytest.raises(StudyError):
        apply_change(coded, new.text, new.steps)
    monkeypatch.undo()
    path = coded.folder / "sessions" / "S001" / "KM.jsonl"
    os.truncate(path, path.stat().st_size - 20)
    assert (coded.folder / ".codebook-change.json").exists()
    assert codes(open_study(coded.folder), "KM") == ["wail", "fussing", "wail"]


def test_a_renamed_scale_is_renamed_in_the_checks_of_the_study(coded):
    text = (coded.folder / "study.toml").read_text(encoding="utf-8")
    (coded.folder / "study.toml").write_text(text + '\n[analysis.checks]\nscales = ["avoidance"]\n', encoding="utf-8")
    study = open_study(coded.folder)
    new = rename_scale(draft(study), "avoidance", "averting", is_used=True)
    apply_change(study, new.text, new.steps)
    assert open_study(coded.folder).settings.checks.scales == ("averting",)


def test_answers_to_what_a_code_is_no_longer_asked_are_counted_and_stay(coded):
    place = [code.id for code in coded.codebook.codes].index("proximity_seeking")
    new = put(draft(coded), ("code", place), {"modifiers": ["completeness"]}, "")
    shown = preview_change(coded, new.text, new.steps)
    assert shown.problems == ()
    assert dict(shown.unasked) == {("answer", "proximity_seeking", "target"): 1}
    before = files(coded)
    with coded.open_coding("S001", "JT"), pytest.raises(StudyError, match="open in another window"):
        apply_change(coded, new.text, new.steps)
    assert files(coded) == before
    apply_change(coded, new.text, new.steps)
    assert open_study(coded.folder).read_coding("S001", "JT").events[0].modifiers == {"target": "caregiver"}


def test_to_ask_more_of_a_code_changes_nothing_that_was_coded(coded):
    place = [code.id for code in coded.codebook.codes].index("crying")
    new = put(draft(coded), ("code", place), {"modifiers": ["target"]}, "")
    assert preview_change(coded, new.text, new.steps).unasked.total() == 0
    with coded.open_coding("S001", "JT"):
        apply_change(coded, new.text, new.steps)


def test_which_of_the_new_codes_occurred_in_an_interval_is_missing_until_the_coder_says(coded):
    records = [
        IntervalRecord(id="i1", episode="2", start_ms=0, end_ms=1000, codes=("crying",)),
        IntervalRecord(id="i2", episode="2", start_ms=1000, end_ms=2000, codes=("fussing",)),
    ]
    with coded.open_coding("S001", "JT") as opened:
        opened.history.do(Edit(label="score", changes=tuple(Change(None, one) for one in records)))
    new = split_code(draft(coded), "crying", ("Loud", "Soft"))
    apply_change(coded, new.text, new.steps)
    table = open_study(coded.folder).interval_records()
    assert table["code_loud"].isna().tolist() == [True, False]
    assert table["code_soft"].fillna(-1).tolist() == [-1, 0], "where crying did not occur, none of them did"
    assert table["code_crying"].tolist() == [1, 0]
