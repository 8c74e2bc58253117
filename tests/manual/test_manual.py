"""The printable manual holds everything a coder has to know, and needs nothing but itself."""

import re

import pytest

from annotator.manual.manual import manual_html
from annotator.model.codebook.draft import draft_of, put
from annotator.model.codebook.file import parse_codebook, shipped_codebooks
from annotator.model.codebook.renames import retire_code

BOOKS = {name: parse_codebook(text, name) for name, text in shipped_codebooks().items()}


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#39;", "'").replace("&amp;", "&")


@pytest.mark.parametrize("name", BOOKS)
def test_every_definition_rule_example_scale_and_class_is_in_it(name):
    book = BOOKS[name]
    said = words(manual_html(book))
    for code in book.codes:
        for text in (code.name, code.definition, code.onset, code.offset, code.source, *code.examples):
            assert " ".join(text.split()) in said, text
    for scale in book.scales:
        for text in (scale.name, scale.definition, scale.source, *(anchor.text for anchor in scale.anchors)):
            assert text in said, text
    for episode in book.episodes:
        assert episode.begins in said
    if book.classification:
        assert all(one.definition in said for one in book.classification.classes)
    assert all(text in said for text in book.lab_decides)


@pytest.mark.parametrize("name", BOOKS)
def test_it_loads_nothing(name):
    html = manual_html(BOOKS[name])
    assert not re.search(r"(src|href)=|@import|url\(|<script", html)


def test_licensed_text_stands_in_place_of_ours_and_is_never_taken_for_markup():
    draft = draft_of(shipped_codebooks()["strange_situation"])
    draft = put(draft, ("scale", 0), {"licensed_text": "<b>the manual</b>"}, "")
    html = manual_html(draft.codebook)
    assert "&lt;b&gt;the manual&lt;/b&gt;" in html
    assert "a manual the lab holds a licence for" in html


def test_a_retired_code_is_named_and_not_explained():
    draft = retire_code(draft_of(shipped_codebooks()["strange_situation"]), "fussing")
    said = words(manual_html(draft.codebook))
    assert "Fussing , since version 2.2" in said
    assert "Low distress" not in said


def test_a_linear_score_is_written_as_a_sum():
    score = '\n[[linear_score]]\nid = "s"\nname = "S"\nconstant = 8\ncitation = "Ours."\nterms = ['
    score += '{ scale = "avoidance", episode = "5", target = "caregiver", weight = -0.5 }]\n'
    book = parse_codebook(shipped_codebooks()["strange_situation"] + score, "x")
    assert "8 − 0.5 × avoidance (episode 5, caregiver)" in words(manual_html(book))
