"""What a change of the codebook means for each coding, and ticking it off."""

import json
from datetime import UTC, datetime

import pytest

from annotator.errors import StudyError
from annotator.model.codebook.changes import new_code
from annotator.model.codebook.draft import draft_of, put
from annotator.model.codebook.renames import rename_code
from annotator.study import open_study
from annotator.study.codebook_change import apply_change
from annotator.study.codebook_review import codebook_review, take_tick_back, tick
from annotator.study.people import set_leads
from annotator.study.renaming import rename_coder, rename_session
from tests.cli.test_cli import annotator
from tests.study.putting_right import code, make_study
from tests.trail import read_steps


def changed(study, make):
    new = make(draft_of(study.codebook_text))
    apply_change(study, new.text, new.steps)
    return open_study(study.folder)


def place(study, code_id):
    return next(number for number, one in enumerate(study.codebook.codes) if one.id == code_id)


def say(study, code_id, **fields):
    return changed(study, lambda draft: put(draft, ("code", place(study, code_id)), fields, ""))


@pytest.fixture
def study(tmp_path):
    study = make_study(tmp_path / "one")
    code(study, "S1", "KM", 2)
    return study


def test_it_says_what_touches_what_was_coded_and_a_lead_ticks_it_off(study):
    assert codebook_review(study) == ()
    study = say(study, "reach", color="#123456")
    (one,) = codebook_review(study)
    assert (one.touched, one.migrated, one.look, one.needs_a_look) == ((), (), (), False), "a colour means nothing"
    study = say(study, "crying", definition="Loud.")
    assert codebook_review(study)[0].touched == (), "nothing of it was coded"
    study = say(study, "reach", definition="The arm is stretched out.")
    (one,) = codebook_review(study)
    assert [text.split(": ")[1] for text in one.touched] == ["definition changed; 2 events"]
    assert one.needs_a_look
    assert one.version == "2.1"
    set_leads(study, ["MA"])
    with pytest.raises(StudyError, match="KM is no lead"):
        tick(study, "S1", "KM", "KM")
    with pytest.raises(StudyError, match="JT has not coded S1"):
        tick(study, "S1", "JT", "MA")
    tick(study, "S1", "KM", "MA")
    (one,) = codebook_review(study)
    assert (one.is_reviewed, one.needs_a_look, one.ticked.who) == (True, False, "MA")
    assert one.touched, "what it was about is still told"
    step = read_steps(study.folder)[-1]
    assert (step["what"], step["coder"], step["person"]) == ("coding reviewed under the codebook", "KM", "MA")
    rename_session(study, "S1", "S01")
    rename_coder(study, "KM", "LS")
    study = say(study, "reach", color="#654321")
    (one,) = codebook_review(study)
    assert (one.session, one.coder, one.is_reviewed) == ("S01", "LS", True), "the tick follows, and stands"
    study = say(study, "reach", onset="The arm leaves the body.")
    assert codebook_review(study)[0].needs_a_look
    tick(study, "S01", "LS", "MA")
    take_tick_back(study, "S01", "LS", "MA")
    (one,) = codebook_review(study)
    assert (one.ticked, one.needs_a_look) == (None, True)


def test_it_tells_new_codes_migrations_and_what_was_not_kept(study):
    study = changed(study, lambda draft: new_code(draft, "Waving", draft.codebook.codes[0]))
    (one,) = codebook_review(study)
    assert one.touched == ("Waving is new since, and was not looked for",)
    tick(study, "S1", "KM")
    study = changed(study, lambda draft: rename_code(draft, "reach", "reaching", is_used=True))
    (one,) = codebook_review(study)
    assert len(one.migrated) == 1
    assert one.migrated[0].endswith(": 2 items")
    assert one.needs_a_look, "taken along after it was ticked"
    assert one.look == ()
    for path in (study.folder / "earlier-codebooks").iterdir():
        path.unlink()
    (one,) = codebook_review(open_study(study.folder))
    assert one.version == ""
    assert "was not kept" in one.touched[0]


def test_the_command_line_lists_and_ticks(study):
    assert annotator("review", study.folder) == "Every coding was made with the codebook in use.\n"
    study = say(study, "reach", definition="The arm is stretched out.")
    said = annotator("review", study.folder).splitlines()
    assert said[0].startswith("S1 by KM, begun with ")
    assert "(to review): " in said[0]
    assert said[-1] == "1 coding to review."
    ticked = annotator("review", study.folder, "--tick", "S1", "KM").splitlines()
    assert f"on {datetime.now(UTC):%Y}" in ticked[0]
    assert ticked[-1] == "0 codings to review."
    document = json.loads(annotator("review", study.folder, "--untick", "S1", "KM", "--json"))
    assert (document["to_review"], document["codings"][0]["coder"]) == (1, "KM")
