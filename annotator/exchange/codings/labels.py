"""An event in one line of text, for formats that have no more than a label: `code [question = answer; ...] // comment`.

What of a name could be taken for a part of this form stands in it as in an address of the web: %5B is “[”.
"""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from annotator.exchange.codings.foreign import Answers, ForeignEvent

_FORM = re.compile(r"(?P<code>[^\[]+?)(?: \[(?P<answers>[^\]]*)\])?(?: // (?P<comment>.+))?", re.DOTALL)
_QUOTED = re.compile("(?:%[0-9A-F]{2})+")
_ALWAYS = r"%(?=[0-9A-F]{2})|[\x00-\x1f\x7f\x85\u2028\u2029]|^\s|\s$"
_IN_CODE, _IN_QUESTION, _IN_ANSWER = (re.compile(f"{_ALWAYS}|{one}") for one in (r"\[|/(?=/)", r"[=;\]]", r"[;\]]"))
_IN_COMMENT = re.compile(_ALWAYS)
_IN_PERSON = re.compile(r"(?:(?<=\s)|^)-(?=\s|$)")
_BETWEEN = " - "

_FEW = 20
_LONGEST = 120


class Label(NamedTuple):
    """What a label says."""

    code: str
    answers: Answers
    comment: str


def label_of(event: ForeignEvent) -> str:
    """Return an event as a label, in one line.

    >>> label_of(ForeignEvent("look", 0, 40, answers=(("at", "mother"), ("how", "long")), comment="or so"))
    'look [at = mother; how = long] // or so'
    """
    label = quoted(event.code, _IN_CODE)
    if event.answers:
        answers = (f"{quoted(one, _IN_QUESTION)} = {quoted(answer, _IN_ANSWER)}" for one, answer in event.answers)
        label += f" [{'; '.join(answers)}]"
    return f"{label} // {quoted(event.comment, _IN_COMMENT)}" if event.comment else label


def label_in(text: str) -> Label:
    r"""Return what a label says; a text that is not of this form is a code as it is.

    >>> label_in("look [at = mother] // or%0Aso")
    Label(code='look', answers=(('at', 'mother'),), comment='or\nso')
    >>> label_in("look [loud]").code
    'look [loud]'
    """
    found = _FORM.fullmatch(text)
    if found is None:
        return Label(text, (), "")
    answers = []
    for part in found["answers"].split("; ") if found["answers"] is not None else ():
        question, is_one, answer = part.partition(" = ")
        if not (is_one and question and answer):
            return Label(text, (), "")
        answers.append((unquoted(question), unquoted(answer)))
    return Label(unquoted(found["code"]), tuple(answers), unquoted(found["comment"] or ""))


def with_person(who: str, label: str) -> str:
    """Return a label with whoever did it before it.

    >>> with_person("infant", "looks - away"), with_person("", "cries")
    ('infant - looks %2D away', 'cries')
    """
    label = quoted(label, _IN_PERSON)
    return f"{quoted(quoted(who, _IN_CODE), _IN_PERSON)}{_BETWEEN}{label}" if who else label


def person_in(text: str) -> tuple[str, str]:
    """Return who stands before a label, "" for nobody, and the label.

    >>> person_in("infant - looks %2D away"), person_in("cries")
    (('infant', 'looks %2D away'), ('', 'cries'))
    """
    who, is_there, label = text.partition(_BETWEEN)
    return (unquoted(who), label) if is_there and who.strip() and label.strip() else ("", text)


def quoted(text: str, what: re.Pattern[str]) -> str:
    """Return a text in which each sign that the pattern finds stands as its bytes in UTF-8."""
    return what.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), text)


def unquoted(text: str) -> str:
    """Return a text with the signs back that quoted took out; what is no such sign stays."""
    return _QUOTED.sub(_sign, text)


def are_codes(labels: Iterable[str], different: Collection[str], few: int = _FEW) -> bool:
    """Return whether labels are names of codes, and not what somebody said: names are short and come again.

    Args:
        labels: all of them.
        different: the same, each once.
        few: so many different ones are names, however seldom each comes.
    """
    if any(len(one) > _LONGEST for one in different):
        return False
    return len(different) <= few or 2 * len(different) <= sum(1 for _ in labels)


def _sign(found: re.Match[str]) -> str:
    try:
        return bytes.fromhex(found[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return found[0]
