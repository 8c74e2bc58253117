"""Ids that a table keeps as they are: what pandas, R and spreadsheets take for something else, and which are one.

Sources: pandas STR_NA_VALUES and its true and false values; R type.convert; readr and vroom (T, t, True, true, ...);
the dates and numbers that Excel makes of what it opens.
"""

import re

_MISSING = frozenset({"na", "nan", "null"})
_TRUTH = frozenset({
    "t", "f", "true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso", "vero", "waar", "onwaar",
    "verdadeiro",
})  # fmt: skip
_MONTHS = (
    "jan(?:uary|uar|v|vier)?|feb(?:ruary|ruar)?|fev|mar(?:ch)?|maerz|mrt|apr(?:il)?|avr(?:il)?|abr|may|mei|jun[ei]?|"
    "juin|jul[yi]?|juil|aug(?:ust)?|aout|ago|sep(?:t|tember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|dic|ene"
)
_INFINITY = re.compile(r"[+-]?inf(?:inity)?|[+-]nan")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[ed][+-]?[0-9]+)?-?|0x[0-9a-f]+")
_DATE_OF_NUMBERS = re.compile(r"([0-9]{1,4})[-.]([0-9]{1,2})(?:[-.]([0-9]{1,4}))?")
_DATE_WITH_MONTH = re.compile(
    rf"(?:[0-9]{{1,4}}[-.]?(?:{_MONTHS})|(?:{_MONTHS})[-.]?[0-9]{{1,4}})(?:[-.]?[0-9]{{1,4}})?"
)


def why_misread(name: str) -> str:
    """Return what a statistics program or a spreadsheet takes this id for, "" if all read it as it is written.

    A whole number without zeros in front is read as that number, and nothing of it is lost.

    >>> why_misread("NA"), why_misread("mar-1"), why_misread("007")
    ('R and pandas read it as a missing value', 'Excel reads it as a date', 'it is read as a number and rewritten')
    >>> why_misread("cry"), why_misread("7"), why_misread("none")
    ('', '', '')
    """
    folded = name.casefold()
    if folded in _MISSING or name == "None" or _INFINITY.fullmatch(folded):
        return "R and pandas read it as a missing value" if "inf" not in folded else "it is read as infinity"
    if folded in _TRUTH:
        return "R, pandas or Excel reads it as true or false"
    if _is_date(folded):
        return "Excel reads it as a date"
    if _NUMBER.fullmatch(folded) and not _WHOLE.fullmatch(folded):
        return "it is read as a number and rewritten"
    return "a spreadsheet reads it as a formula" if name[:1] in {"=", "+", "-", "@"} else ""


def _is_date(name: str) -> bool:
    """Whether Excel makes a date of it: 3-4, 12-2024, 2024.05.01, mar-1; 101-1 stays what it is."""
    found = _DATE_OF_NUMBERS.fullmatch(name)
    if found is None:
        return _DATE_WITH_MONTH.fullmatch(name) is not None
    first, second, third = int(found[1]), int(found[2]), found[3]
    if third is not None:
        return min(first, second) <= 12 and second <= 31
    return first <= 31 or (first >= 1900 and second <= 12)


def one_name(name: str) -> str:
    """Return the name as programs see it to which the case of letters is nothing: SPSS, SQL, files on Windows and Mac.

    >>> one_name("Cry") == one_name("cry")
    True
    """
    return name.casefold()
