"""Which keys a codebook may use."""

import string

import pytest

from annotator.model.keymap import PLAYER_LETTERS, key_problem


def test_every_letter_but_those_of_the_player_may_be_used_with_shift_all() -> None:
    free = [letter for letter in string.ascii_uppercase if key_problem(letter) is None]
    assert sorted(set(string.ascii_uppercase) - set(free)) == sorted(PLAYER_LETTERS) == ["J", "K", "L"]
    assert [key_problem(f"Shift+{letter}") for letter in string.ascii_uppercase] == [None] * 26


@pytest.mark.parametrize(
    "key", ["", "c", "CC", "1", "Ctrl+C", "shift+C", "Shift+", "Shift+c", "Space", "É", "C\n", " C"]
)
def test_anything_else_is_refused_by_name(key: str) -> None:
    assert f"“{key}”" in key_problem(key)
