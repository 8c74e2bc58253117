"""The codebooks that ship: whole, free of clashes, and every statement with a source that can be looked up."""

import re

import pytest

from annotator.model.codebook import Code, Codebook
from annotator.model.codebook.file import codebook_text, read_codebook, shipped_codebooks
from annotator.model.codebook.scales import Scale
from annotator.model.coding import Coding
from annotator.model.commands import mark
from annotator.model.history import History

WORKS = (
    "Ainsworth, Blehar, Waters & Wall (1978), Patterns of Attachment",
    "Ainsworth et al. 1978",
    "Ainsworth & Bell 1970",
    "Ainsworth, Bell & Stayton 1974",
    "Ainsworth 1969",
    "Beier et al. 2018",
    "Bernard, Meade & Dozier 2013",
    "Bretherton 2013",
    "Cassidy & Marvin with the MacArthur group 1992",
    "Coding of Child Emotional Reactivity and Emotion Regulation (unpublished manual)",
    "Crockenberg & Leerkes 2004",
    "Duschinsky 2015",
    "Gros-Louis 2006",
    "Hodges et al. 2013 (RCFCS)",
    "ICEP, engagement phases",
    "Infant Behavior and Development 2020, 59:101445",
    "Leerkes & Wong 2012",
    "Main & Solomon 1990",
    "Parent leaflet “Infant Attachment”",
    "Planalp & Braungart-Rieker 2015",
    "Preschool Attachment Classification System (PACS): Cassidy & Marvin",
    "Tosi, Fostering a Secure Attachment With Your Child",
    "Waters, Attachment Q-Set (AQS)",
    "Yoo, Bowman & Oller 2018",
)
"""The works a source may name: those that the field notes of this project name."""

BOOKS = {name: read_codebook(text)[0] for name, text in shipped_codebooks().items()}
CODES = [pytest.param(code, id=f"{name}-{code.id}") for name, book in BOOKS.items() for code in (book and book.codes)]
SCALES = [
    pytest.param(scale, id=f"{name}-{scale.id}") for name, book in BOOKS.items() for scale in (book and book.scales)
]


def names_a_work(source: str) -> bool:
    return any(work in source for work in WORKS)


def test_eight_ship() -> None:
    assert set(BOOKS) == {
        "strange_situation",
        "preschool_strange_situation",
        "maternal_sensitivity",
        "caregiver_responsiveness",
        "secure_base",
        "still_face",
        "feeding_and_holding",
        "infant_coping",
    }


@pytest.mark.parametrize("name", BOOKS)
def test_a_codebook_has_no_fault_and_says_what_it_is(name: str) -> None:
    codebook, faults = read_codebook(codebook_text(name))
    assert faults == ()
    assert codebook is not None
    assert codebook.id == name
    assert codebook.name
    assert codebook.version
    assert codebook.description
    assert codebook.ends
    assert names_a_work(codebook.source)
    assert codebook.lab_decides, "something is left to the lab everywhere"


@pytest.mark.parametrize("codebook", BOOKS.values(), ids=BOOKS)
def test_the_letter_of_a_code_answers_no_question_and_every_answer_has_a_digit(codebook: Codebook) -> None:
    letters = {code.key for code in codebook.codes}
    for modifier in codebook.modifiers:
        assert letters.isdisjoint(value.key for value in modifier.values)
        assert [keys[0] for _, keys in codebook.answers(modifier)] == list("123456789")[: len(modifier.values)]


@pytest.mark.parametrize("codebook", BOOKS.values(), ids=BOOKS)
def test_every_episode_says_who_is_there_and_what_begins_it(codebook: Codebook) -> None:
    assert codebook.episodes
    for episode in codebook.episodes:
        assert episode.present
        assert "infant" in episode.present
        assert episode.begins
        assert episode.nominal_s is not None or episode.length


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_definition_onset_offset_and_source(code: Code) -> None:
    assert code.definition
    assert code.onset
    assert code.is_point or code.offset
    assert names_a_work(code.source) or code.source.startswith("Convention of this codebook"), code.source
    assert code.examples or "manual" in code.definition


@pytest.mark.parametrize("scale", SCALES)
def test_every_scale_has_anchors_at_both_ends_or_says_that_the_lab_enters_them(scale: Scale) -> None:
    values = {anchor.value for anchor in scale.anchors}
    assert {scale.lowest, scale.highest} <= values or scale.anchors_from_lab
    assert scale.definition
    assert names_a_work(scale.source) or scale.source.startswith("Convention of this codebook"), scale.source
    assert scale.licensed_text == "", "no licensed text ships"
    assert all(anchor.text and anchor.licensed_text == "" for anchor in scale.anchors)


@pytest.mark.parametrize("codebook", BOOKS.values(), ids=BOOKS)
def test_classes_and_their_rating_have_sources(codebook: Codebook) -> None:
    scheme = codebook.classification
    if scheme is None:
        return
    assert names_a_work(scheme.source)
    assert all(one.definition and names_a_work(one.source) for one in scheme.classes)
    assert scheme.disorganisation is None or names_a_work(scheme.disorganisation.source)


@pytest.mark.parametrize("codebook", BOOKS.values(), ids=BOOKS)
def test_no_weights_and_no_retired_codes_ship(codebook: Codebook) -> None:
    assert codebook.linear_scores == ()
    assert codebook.retired == ()


@pytest.mark.parametrize("name", BOOKS)
def test_no_text_promises_a_measure_or_names_a_work_by_a_number_of_an_archive(name: str) -> None:
    text = shipped_codebooks()[name]
    assert "PMC" not in text
    assert not re.search(r"program's|the program (takes|computes|derives)|is computed|are computed|denominator", text)


@pytest.mark.parametrize("codebook", BOOKS.values(), ids=BOOKS)
def test_whoever_does_something_can_be_out_of_view(codebook: Codebook) -> None:
    who = {actor for code in codebook.codes for actor in codebook.actors(code)} - {"experimenter"}
    unseen = [
        code for code in codebook.codes if "out of view" in code.definition or "cannot be seen" in code.definition
    ]
    assert {actor for code in unseen for actor in codebook.actors(code)} == who
    assert [code.id for code in unseen] == [code.id for code in codebook.codes if code.hides]
    assert all(code.hides == codebook.actors(code) for code in unseen)
    assert set(codebook.unseen_by_person) == who


@pytest.mark.parametrize("code", CODES)
def test_what_begins_with_a_sound_alone_is_observed_by_ear(code: Code) -> None:
    by_ear = "is heard." in code.onset or "has become a scream" in code.onset
    assert code.heard == by_ear


@pytest.mark.parametrize("codebook", BOOKS.values(), ids=BOOKS)
def test_every_code_is_in_a_pass_and_no_pass_asks_for_more_than_one_can_watch(codebook: Codebook) -> None:
    assert {code.id for code in codebook.codes} == {code for one in codebook.passes for code in one.codes}
    assert max((len(one.codes) for one in codebook.passes), default=0) <= 14
    for one in codebook.passes:
        doing = {actor for code in one.codes for actor in codebook.actors(codebook.code_by_id[code])}
        assert len(doing) == 1 or one.id in {"adults", "face_and_voice", "holding"}, "one person in a viewing"


def test_handling_and_moving_go_together_and_each_keeps_its_seconds() -> None:
    codebook = BOOKS["strange_situation"]
    assert codebook is not None
    history = History(Coding("S001", "KM", []))
    for code, at_ms in (("manipulation", 1_000), ("locomotion", 5_000), ("locomotion", 6_000), ("manipulation", 9_000)):
        history.do(mark(history.coding, codebook, code, at_ms))
    found = {(event.code, event.start_ms, event.end_ms) for event in history.coding.events}
    assert found == {("manipulation", 1_000, 9_000), ("locomotion", 5_000, 6_000)}
