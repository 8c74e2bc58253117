"""Session and coder in the names of observations and files."""

import pytest

from annotator.errors import StudyError
from annotator.exchange.codings.names import session_and_coder, suggested_pattern


@pytest.mark.parametrize(
    ("name", "pattern", "found"),
    [
        ("S01_AB", "{session}_{coder}", ("S01", "AB")),
        ("S01_AB.csv", "{session}_{coder}", ("S01", "AB")),
        ("sub_050_meal1_np_AB", "{session}_{coder}", ("sub_050_meal1_np", "AB")),
        ("2CS_AWL_V1_7-6-20_JX.csv", "{session}_{coder}", ("2CS_AWL_V1_7-6-20", "JX")),
        ("visit 1__KM", "{session}__{coder}", ("visit 1", "KM")),
        ("KM-S01", "{coder}-{session}", ("S01", "KM")),
        ("S01", "{session}_{coder}", ("S01", "")),
        ("S01_AB", "", ("S01_AB", "")),
        ("obs.1_AB", "{session}_{coder}", ("obs.1", "AB")),
    ],
)
def test_a_pattern_tells_session_and_coder(name, pattern, found):
    assert session_and_coder(name, pattern) == found


def test_a_pattern_needs_a_session():
    with pytest.raises(StudyError, match="session"):
        session_and_coder("S01_AB", "{coder}")


@pytest.mark.parametrize(
    ("names", "pattern"),
    [
        (["sub_050_meal1_np_AB"], "{session}_{coder}"),
        (["S01__km", "S01__jt", "S02__km"], "{session}__{coder}"),
        (["S01 anna", "S01 ben", "S02 anna"], "{session} {coder}"),
        (["S01_a", "S02_b"], "{session}"),
        (["S01", "S02"], "{session}"),
        ([], "{session}"),
    ],
)
def test_a_pattern_is_suggested(names, pattern):
    assert suggested_pattern(names) == pattern


def test_a_name_without_end_fits_no_pattern():
    """An observation may be called anything; to try it took minutes."""
    name = "x_y_" * 25_000
    assert session_and_coder(name, "{session}_{rest1}_{coder}") == (name, "")
