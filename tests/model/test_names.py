"""Ids that pandas reads as something else are known, and so is every kind that R and spreadsheets know."""

import io

import pandas as pd
import pytest

from annotator.model.names import one_name, why_misread

MISREAD = [
    "NA", "na", "NaN", "nan", "-nan", "NULL", "null", "None", "inf", "Inf", "-inf", "Infinity", "T", "t", "F",
    "f", "TRUE", "True", "false", "WAHR", "vrai", "Falso", "1e5", "1E5", "1e-5", "2d3", "0x1F", "007", "00",
    "1.0", "1.10", "1.5", "-1", "+5", "5-", "1234567890123456", "1-2", "1.2", "01-02-2020", "2020-01-05",
    "1.2.20", "mar-1", "MARCH1", "SEPT2", "1-mar", "2dec", "jan2020", "Okt-4", "dez1", "mei-1", "-abc",
    "+1-a", "=1+1", "@sum",
]  # fmt: skip
AS_WRITTEN = [
    "cry", "Cry", "none", "1", "8", "0", "120", "S001", "KM", "A", "B1", "D", "end", "yes", "no", "may",
    "mar", "march", "sep", "e5", "1a", "a1", "1_2", "mar_1", "1st", "2nd", "nano", "infant", "information",
    "true_smile", "tea", "to", "na_1", "id_na", "x0", "set1", "out1", "decade1", "0b", "march_in",
]  # fmt: skip


@pytest.mark.parametrize("name", MISREAD)
def test_what_other_programs_misread_is_told_with_the_reason(name):
    assert why_misread(name)


@pytest.mark.parametrize("name", AS_WRITTEN)
def test_what_all_read_as_it_is_written_is_no_fault(name):
    assert why_misread(name) == ""


def test_pandas_reads_all_that_is_allowed_as_it_is_written():
    for name in AS_WRITTEN:
        read = pd.read_csv(io.StringIO(f"id,x\n{name},1\n"))["id"][0]
        assert str(read) == name


def test_everything_that_pandas_takes_for_a_missing_value_is_known():
    ids = [one for one in pd._libs.parsers.STR_NA_VALUES if one.replace("-", "").isalnum()]
    assert {"NA", "NULL", "null", "NaN", "nan", "-nan", "-NaN", "None"} <= set(ids)
    assert [one for one in ids if not why_misread(one)] == []


def test_capitals_make_no_other_name():
    assert one_name("Cry") == one_name("CRY") != one_name("cry_2")
