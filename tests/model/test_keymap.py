"""Which keys a codebook may use."""

import string

import pytest

from annotator.model.keymap import PLAYER_LETTERS, answer_key_problem, key_problem


def test_every_letter_but_those_of_the_player_may_be_used_with_shift_all() -> None:
    free = [letter for letter in string.ascii_uppercase if key_problem(letter) is None]
    assert sorted(set(string.ascii_uppercase) - set(free)) == sorted(PLAYER_LETTERS) == ["J", "K", "L"]
    for before in ("Shift+", ", ", ", Shift+"):
        assert [key_problem(f"{before}{letter}") for letter in string.ascii_uppercase] == [None] * 26


@pytest.mark.parametrize(
    "key",
    [
        *("", "c", "CC", "1", "Ctrl+C", "shift+C", "Shift+", "Shift+c", "Space", "É", "C\n", " C"),
        *(",", ", ", ",C", ", c", ",  C", ", , C", ", 1", "C, C", "Shift+, C", "; C"),
    ],
)
def test_anything_else_is_refused_by_name(key: str) -> None:
    assert f"“{key}”" in key_problem(key)


@pytest.mark.parametrize("key", [", C", ", Shift+C", ",C", "c"])
def test_an_answer_has_one_stroke(key: str) -> None:
    assert f"“{key}”" in answer_key_problem(key)
    assert answer_key_problem("Shift+C") is None
