"""What readers who know the field found wrong in the first codebooks, one test a finding: it stays mended."""

from annotator.model.codebook.file import parse_codebook, shipped_codebooks

BOOKS = {name: parse_codebook(text, f"{name}.toml") for name, text in shipped_codebooks().items()}
SITUATION, PRESCHOOL = BOOKS["strange_situation"], BOOKS["preschool_strange_situation"]
FACE, COPING, FEEDING = BOOKS["still_face"], BOOKS["infant_coping"], BOOKS["feeding_and_holding"]


def ids(entries):
    return {one.id for one in entries}


def test_manipulation_and_locomotion_exclude_nothing():
    assert SITUATION.code_by_id["manipulation"].channel == SITUATION.code_by_id["locomotion"].channel == ""


def test_a_secure_base_has_distress_comfort_and_nothing_that_follows_from_them():
    book = BOOKS["secure_base"]
    assert {"crying", "fussing", "comfort", "support", "out_of_view_infant", "out_of_view_caregiver"} <= ids(book.codes)
    assert "soothed" not in ids(book.codes)


def test_idiosyncratic_is_repeated_and_without_a_goal():
    said = COPING.code_by_id["idiosyncratic"].definition
    assert "repeated" in said
    assert "no goal" in said


def test_each_way_of_coping_has_the_work_that_coded_it_and_the_task_its_two_phases():
    others = ("venting", "idiosyncratic", "physical_comfort", "mother_oriented", "look_away")
    assert not any("Planalp" in COPING.code_by_id[code].source for code in others)
    assert [one.id for one in COPING.episodes] == ["uninvolved", "involved"]


def test_the_caregivers_phases_of_the_still_face_do_not_carry_the_name_of_the_icep():
    phases = [code for code in FACE.codes if code.channel == "caregiver_phase"]
    assert not any(code.source.startswith("ICEP") for code in phases)
    assert any("we could not check this in the manual" in one for one in FACE.lab_decides)


def test_the_still_face_brings_its_grid_its_lengths_an_exhaustive_caregiver_and_the_breach():
    assert FACE.interval_s == 1
    assert any("3, 1 and 3 min" in one for one in FACE.lab_decides)
    assert {one.id for one in FACE.channels if one.exhaustive} == {"infant_phase", "caregiver_phase"}
    assert {"unscorable", "caregiver_unscorable", "still_face_breach"} <= ids(FACE.codes)


def test_the_preschool_system_has_its_name_its_subgroups_its_ratings_and_no_forced_alternative():
    scheme = PRESCHOOL.classification
    classes = {one.id: one for one in scheme.classes}
    assert "PACS" in PRESCHOOL.source
    assert {"D-punitive", "D-caregiving", "D-disorganised"} <= ids(classes["D"].subgroups)
    assert [len(classes[one].subgroups) for one in "ABC"] == [2, 4, 2]
    assert not any(one.needs_forced for one in scheme.classes)
    assert {(one.id, one.lowest, one.highest) for one in PRESCHOOL.scales} >= {("security", 1, 9), ("avoidance", 1, 7)}
    assert {"organised", "abc"} <= ids(scheme.collapses)


def test_no_code_stands_for_what_follows_from_others():
    book = BOOKS["caregiver_responsiveness"]
    assert "no_answer" not in ids(book.codes)
    assert ids(book.modifier_by_id["match"].values) == {"matched", "mismatched"}


def test_the_stranger_too_picks_up_and_puts_down_and_adults_make_bids():
    for code in ("pick_up", "put_down", "bid"):
        assert SITUATION.actors(SITUATION.code_by_id[code]) == ("caregiver", "stranger")
    assert PRESCHOOL.actors(PRESCHOOL.code_by_id["bid"]) == ("caregiver",)


def test_five_scales_are_rated_in_both_reunions():
    rated = {one.id: {cell for cell in one.cells if cell[1] == "caregiver"} for one in SITUATION.scales}
    five = ("proximity_seeking", "contact_maintaining", "resistance", "avoidance", "distance_interaction")
    assert all({("5", "caregiver"), ("8", "caregiver")} <= rated[scale] for scale in five)


def test_unclassifiable_is_u_and_may_be_pooled_with_d():
    scheme = SITUATION.classification
    assert "U" in ids(scheme.classes)
    assert "CC" not in ids(scheme.classes)
    assert any(("D", "U") in one.groups.values() for one in scheme.collapses)
    assert any("U" in one.groups.get("non-B", ()) for one in scheme.collapses)


def test_the_intensity_of_an_index_is_said_to_be_of_this_codebook():
    indices = [code for code in SITUATION.codes if "intensity" in code.modifiers]
    assert len(indices) == 7
    assert all("by this codebook only" in code.source for code in indices)


def test_one_smile_has_one_key_and_the_look_at_the_door_one_code():
    assert not {"greeting", "distance_interaction"} & ids(SITUATION.codes)
    assert any("“Looks at door”" in one for one in SITUATION.lab_decides)


def test_the_procedure_has_an_event_and_feeding_what_the_caregiver_does():
    assert "procedure_event" in ids(SITUATION.codes)
    assert {"feed_offer", "feed_pause", "feed_burp", "feed_stop", "receptive"} <= ids(FEEDING.codes)


def test_what_is_known_of_the_appendices_is_said():
    assert any("App. II" in one and "two parts" in one for one in SITUATION.lab_decides)
    sensitivity = BOOKS["maternal_sensitivity"]
    assert "App. IV" in sensitivity.source
    assert all(len(scale.anchors) == 5 for scale in sensitivity.scales)
