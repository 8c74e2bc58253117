"""A study that was begun with a codebook that shipped before: it opens, is told, and takes over with all it holds."""

from collections import Counter
from itertools import count
from pathlib import Path
from zipfile import ZipFile

import pytest

from annotator.cli.main import main
from annotator.errors import CodebookError, EditError
from annotator.model.codebook import Codebook
from annotator.model.codebook.changes import new_code
from annotator.model.codebook.draft import draft_of, put
from annotator.model.codebook.file import codebook_hash, parse_codebook, read_codebook, shipped_codebooks
from annotator.model.codebook.newer import is_as_shipped, take_over, told_of_newer
from annotator.model.codebook.references import knows, references
from annotator.model.history import Change, Edit
from annotator.model.items import Classification, EpisodeMark, Event, IntervalRecord, Item, LookedFor, Rating
from annotator.model.judging import asked_cells
from annotator.study import Camera, Study, create_study, open_study
from annotator.study.codebook_change import apply_change, preview_change
from annotator.study.session import Session, write_session

with ZipFile(Path(__file__).with_name("shipped_before_2.zip")) as archive:
    BEFORE = {Path(name).stem: archive.read(name).decode() for name in archive.namelist()}
"""The codebooks as they shipped before version 2.0, to the letter."""

with ZipFile(Path(__file__).with_name("shipped_2_0.zip")) as archive:
    TWO = {Path(name).stem: archive.read(name).decode() for name in archive.namelist()}
"""The codebooks as they shipped as version 2.0."""

NEW = {name: read_codebook(text)[0] for name, text in shipped_codebooks().items()}
LENGTH_MS = 1_000
SESSION = Session(
    id="S001", cameras=(Camera(file="S001.mp4", size=1, fingerprint="none", duration_ms=300_000, frame_count=7_500),)
)


def everything(codebook: Codebook) -> list[Item]:
    """Return a coding that holds all that its codebook lets it: every code, answer, cell, class and alternative."""
    number = count()
    items: list[Item] = [
        EpisodeMark(id=f"m{n}", episode=one.id, start_ms=n * LENGTH_MS) for n, one in enumerate(codebook.episodes)
    ]
    for code in codebook.codes:
        asked = [codebook.modifier_by_id[name] for name in code.modifiers]
        for n in range(max((len(one.values) for one in asked), default=1)):
            answers = {one.id: one.values[n % len(one.values)].id for one in asked}
            start_ms = next(number) * LENGTH_MS
            end_ms = start_ms if code.is_point else start_ms + LENGTH_MS
            items.append(
                Event(id=f"e-{code.id}-{n}", code=code.id, start_ms=start_ms, end_ms=end_ms, modifiers=answers)
            )
    codes = tuple(code.id for code in codebook.codes)
    if codes:
        where = {"episode": codebook.episodes[0].id, "start_ms": 0, "end_ms": LENGTH_MS}
        items += [IntervalRecord(id="i", codes=codes, **where), LookedFor(id="l", codes=codes, start_ms=0, end_ms=9)]
    items += [
        Rating(id=f"r{n}", scale=cell.scale, episode=cell.episode, target=cell.target, value=3)
        for n, cell in enumerate(asked_cells(codebook))
    ]
    return items


def classes(codebook: Codebook) -> list[Classification]:
    scheme = codebook.classification
    if scheme is None:
        return []
    return [
        Classification(id="class", primary=one.id, subgroup=sub, forced="A" if one.needs_forced else "")
        for one in scheme.classes
        for sub in ("", *(group.id for group in one.subgroups))
    ]


@pytest.fixture(params=sorted(BEFORE))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Study:
    """A study with the codebook as it shipped before: one coding holds everything, others one class each."""
    name = request.param
    folder = tmp_path / "study"
    create_study(folder, "Old", shipped_codebooks()[name])
    (folder / "codebook.toml").write_text(BEFORE[name], encoding="utf-8")
    (folder / "sessions" / "S001").mkdir(parents=True)
    write_session(folder / "sessions" / "S001", SESSION)
    study = open_study(folder)
    codings = [everything(study.codebook), *([one] for one in classes(study.codebook))]
    for number, items in enumerate(codings):
        study.add_coder(f"C{number}")
        with study.open_coding("S001", f"C{number}") as opened:
            opened.history.do(Edit(label="all", changes=tuple(Change(None, item) for item in items)))
    return open_study(folder)


def held(study: Study) -> dict[tuple[str, str], Item]:
    codings = (study.read_coding("S001", coder) for coder in study.coders_of("S001"))
    return {(one.coder, key): item for one in codings for key, item in one.items.items()}


def test_all_that_ships_has_a_newer_version_than_what_shipped_before() -> None:
    assert set(BEFORE) == set(NEW)
    for name, text in shipped_codebooks().items():
        assert not is_as_shipped(text), f"{name}: raise its version and keep the hash of the old text in newer.py"
        assert told_of_newer(text) == ""
        assert is_as_shipped(BEFORE[name])


def test_a_study_with_the_old_one_opens_is_told_and_takes_over_with_all_it_holds(
    old: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    name, before = old.codebook.id, held(old)
    assert told_of_newer(old.codebook_text).startswith(f"Version {NEW[name].version} of {NEW[name].name} ships")
    main(["check", str(old.folder)])
    assert "annotator codebook update" in capsys.readouterr().out
    assert main(["codebook", "update", str(old.folder)]) == 0, capsys.readouterr().out
    assert "Nothing is changed yet" in capsys.readouterr().out
    assert held(open_study(old.folder)) == before
    assert open_study(old.folder).codebook_text == BEFORE[name]

    assert main(["codebook", "update", str(old.folder), "--apply"]) == 0, capsys.readouterr().out
    new = open_study(old.folder)
    after = held(new)
    assert new.codebook.version == NEW[name].version
    assert set(after) == set(before), "no item is lost"
    for key, item in after.items():
        was = before[key]
        if isinstance(item, Event) and isinstance(was, Event):
            assert (item.code, item.start_ms, item.end_ms) == (was.code, was.start_ms, was.end_ms)
            assert set(item.modifiers) == set(was.modifiers)
        lost = [one for one in references(item) if one[0] != "answer" and not knows(new.codebook, one)]
        assert lost == [], f"{key} still means something"
    assert (old.folder / "earlier-codebooks" / f"{old.codebook.version}-{old.codebook_hash[:12]}.toml").exists()
    assert parse_codebook(new.codebook_text, "codebook.toml"), "nothing in it may only stay"
    assert told_of_newer(new.codebook_text) == ""
    main(["check", str(old.folder)])
    assert "codebook update" not in capsys.readouterr().out
    assert main(["codebook", "update", str(old.folder)]) == 0
    assert "no newer version ships" in capsys.readouterr().out


def test_what_became_of_codes_answers_and_classes() -> None:
    def taken(name: str) -> Codebook:
        return take_over(draft_of(BEFORE[name])).codebook

    situation = taken("strange_situation")
    assert {one.id: one.replaced_by for one in situation.retired} == {
        "greeting": ("smile", "vocalising", "show"),
        "distance_interaction": ("smile", "vocalising", "show"),
    }
    assert taken("secure_base").code_by_id["soothed"].actor == "infant"
    assert taken("caregiver_responsiveness").code_by_id["no_answer"].actor == "caregiver"
    assert [one.id for one in taken("infant_coping").episodes] == ["uninvolved", "involved", "1"]
    assert taken("still_face").retired == ()


@pytest.mark.parametrize("name", sorted(TWO))
def test_version_2_0_becomes_the_one_that_says_who_is_out_of_view_without_a_step(name: str) -> None:
    old = draft_of(TWO[name])
    assert is_as_shipped(TWO[name])
    assert told_of_newer(TWO[name])
    new = take_over(old)
    assert (new.text, new.steps, new.faults) == (shipped_codebooks()[name], (), ())
    assert not old.codebook.unseen_by_person
    assert "infant" in new.codebook.unseen_by_person


def test_a_class_gets_its_new_id(tmp_path: Path) -> None:
    draft = draft_of(BEFORE["strange_situation"])
    study = create_study(tmp_path / "study", "Old", shipped_codebooks()["strange_situation"])
    (study.folder / "codebook.toml").write_text(draft.text, encoding="utf-8")
    (study.folder / "sessions" / "S001").mkdir(parents=True)
    write_session(study.folder / "sessions" / "S001", SESSION)
    study = open_study(study.folder)
    study.add_coder("KM")
    with study.open_coding("S001", "KM") as opened:
        given = Classification(id="class", primary="CC")
        opened.history.do(Edit(label="class", changes=(Change(None, given),)))
    new = take_over(draft)
    shown = preview_change(study, new.text, new.steps)
    assert (shown.problems, shown.summary) == ((), "1 classification in 1 coding")
    apply_change(study, new.text, new.steps)
    coding = open_study(study.folder).read_coding("S001", "KM")
    assert coding.classification is not None
    assert coding.classification.primary == "U"


def test_a_copy_that_the_lab_has_changed_stays_the_labs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = put(draft_of(BEFORE["secure_base"]), (), {"version": "1.1 lab"}, "")
    assert told_of_newer(own.text)
    with pytest.raises(EditError, match="changed since"):
        take_over(own)
    study = create_study(tmp_path / "study", "Old", shipped_codebooks()["secure_base"])
    (study.folder / "codebook.toml").write_text(own.text, encoding="utf-8")
    assert main(["codebook", "update", str(study.folder), "--apply"]) == 1
    assert "by hand" in capsys.readouterr().err
    assert open_study(study.folder).codebook_hash == codebook_hash(own.text)


def test_who_does_it_is_asked_of_new_codes_and_not_of_those_a_study_has(tmp_path: Path) -> None:
    text = BEFORE["secure_base"]
    with pytest.raises(CodebookError, match="no actor is given"):
        parse_codebook(text, "codebook.toml")
    with pytest.raises(CodebookError, match="no actor is given"):
        create_study(tmp_path / "new", "New", text)
    old = parse_codebook(text, "codebook.toml", in_use=text)
    assert old.actors(old.codes[0]) == ()
    changed = put(draft_of(text), ("code", 0), {"definition": "Other words."}, "")
    assert parse_codebook(changed.text, "codebook.toml", in_use=text)
    added = new_code(changed, "Waving", changed.codebook.codes[0])
    with pytest.raises(CodebookError, match="Waving: no actor"):
        parse_codebook(added.text, "codebook.toml", in_use=text)


def test_no_answer_is_lost_that_means_the_same(old: Study) -> None:
    counted = Counter(one for item in held(old).values() for one in references(item) if one[0] == "value")
    new = take_over(draft_of(old.codebook_text))
    renamed = {("value", "match", "repaired"): ("value", "match", "matched")}
    assert all(knows(new.codebook, renamed.get(one, one)) for one in counted)
