"""Ids that a statistics program or a spreadsheet turns into something else when it reads a table."""

import re

_MISSING = {"na", "nan", "null", "none"}
_LOGICAL = {"true", "false"}
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
_LONG = "january|february|march|april|june|july|august|september|october|november|december"
_NAMED_DATE = re.compile(rf"(?:\d{{1,4}}[-._]?)?(?:{_MONTHS}|{_LONG})[-._]?\d{{0,4}}(?:[-._]\d{{1,4}})?", re.IGNORECASE)
_PARTS = re.compile(r"(\d{1,4})([-.])(\d{1,2})(?:\2(\d{1,4}))?")
_NUMBER = re.compile(r"[-.]?\d[\d_]*\.?\d*(?:[eEdD][-]?\d+)?|0[xX][0-9a-fA-F]+")
_DIGITS_KEPT = 15


def why_misread(name: str) -> str:
    """Return why a table read by R, pandas, SPSS or Excel would not keep this id as it is; "" where all keep it.

    >>> why_misread("NA"), why_misread("S001"), why_misread("12"), why_misread("KM")
    ('R and pandas read it as a missing value', '', '', '')
    >>> why_misread("T"), why_misread("1e5"), why_misread("007"), why_misread("3-4"), why_misread("MAR1")
    ... # doctest: +NORMALIZE_WHITESPACE
    ('R reads it as true or false', 'it is read as a number and written differently',
     'it is read as a number and written differently', 'a spreadsheet reads it as a date',
     'a spreadsheet reads it as a date')
    """
    small = name.lower()
    reasons = {
        "R and pandas read it as a missing value": small in _MISSING,
        "R reads it as true or false": small in _LOGICAL or name in {"T", "F"},
        "R and pandas read it as a number without end": small.strip("-") in {"inf", "infinity"},
        "a spreadsheet reads it as a date": _is_date(name),
        "it is read as a number and written differently": _is_other_number(name),
        "a spreadsheet reads it as a formula": name.startswith("-"),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _is_other_number(name: str) -> bool:
    is_kept = name.isdecimal() and len(name) <= _DIGITS_KEPT and str(int(name)) == name
    return _NUMBER.fullmatch(name) is not None and not is_kept


def _is_date(name: str) -> bool:
    found = _PARTS.fullmatch(name)
    if found is None:
        return any(sign.isdecimal() for sign in name) and _NAMED_DATE.fullmatch(name) is not None
    first, middle, last = int(found[1]), int(found[3]), found[4]
    if last is None:
        return (first <= 31 and middle <= 12) or (first <= 12) or (1900 <= first <= 9999 and middle <= 12)
    return max(min(first, middle), 1) <= 12 and middle <= 31
