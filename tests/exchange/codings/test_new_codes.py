"""Codes that the study does not have are added to its codebook as the files define them."""

from annotator.exchange.codings.looking_through import here_of
from annotator.exchange.codings.mapping import Mapping
from annotator.exchange.codings.new_codes import add_codes, kind_in
from annotator.exchange.codings.settling import settle
from annotator.exchange.templates.scheme import Scheme, SchemeCode, SchemeModifier
from annotator.study import open_study
from tests.exchange.codings.making import event, made_study, observation, source


def test_added_as_the_files_define_them_and_found_then(tmp_path):
    study = made_study(tmp_path / "study", "S1")
    side = SchemeModifier("side", (("left", "l"), ("right", "r")))
    scheme = Scheme("lab", "BORIS")
    scheme.codes.append(SchemeCode("sob", "state", "Distress", "c", "Sobs.", "#112233", "infant", modifiers=(side,)))
    files = [
        source(
            observation(event("sob", 1000, 2000, answers=(("side", "left"),)), event("wink", 3000, 3000, kind="point")),
            scheme=scheme,
        )
    ]
    before = {one.id: one for one in study.codebook.codes}
    assert (kind_in(files, "sob"), kind_in(files, "wink"), kind_in(files, "none")) == ("state", "point", "")
    notes = add_codes(study, files, {("sob", "infant"): "state", ("wink", "infant"): "point"})
    study = open_study(study.folder)
    added = {one.id: one for one in study.codebook.codes if one.id not in before}
    assert {one: study.codebook.code_by_id[one] for one in before} == before
    assert (added["sob"].kind, added["sob"].actor, added["sob"].definition) == ("state", "infant", "Sobs.")
    assert (added["sob"].color, added["wink"].kind, added["wink"].actor) == ("#112233", "point", "infant")
    assert added["sob"].key not in {one.key for one in before.values()}
    assert any("sob from C" in one for one in notes)
    review = settle(files, here_of(study), Mapping().with_settled("looked for", (), "found"))
    assert review.open == 0
    assert [one.code for one in review.planned[0].events] == ["sob", "wink"]
    assert [*review.planned[0].events[0].modifiers.values()] == ["left"]
