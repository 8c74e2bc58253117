"""Who does it, where a file does not say so: a guess from the name that is told, or a doubt that is left."""

import re
from collections.abc import Mapping
from types import MappingProxyType

_WORDS: Mapping[str, str] = MappingProxyType({
    "infant": r"infants?|bab(?:y|ies)|child|chi|kid|toddler",
    "mother": r"mothers?|mom|mum|mommy|mama",
    "father": r"fathers?|dad|daddy|papa",
    "caregiver": r"caregivers?|parents?|cg",
    "stranger": r"strangers?",
})  # fmt: skip
_BEGINS: Mapping[str, str] = MappingProxyType({
    "infant": r"infant|baby|child(?!ish)",
    "mother": r"mother|mom(?!en)|mum(?!b)",
    "father": r"father|dad(?!a)",
    "caregiver": r"caregiver|parent(?!he)",
    "stranger": r"stranger",
})  # fmt: skip


def guessed_actor(name: str) -> str:
    """Return who a name speaks of, "" where it speaks of nobody or of several.

    >>> guessed_actor("momobject"), guessed_actor("Gaze@CHI"), guessed_actor("looks at mother"), guessed_actor("moment")
    ('mother', 'infant', 'mother', '')
    >>> guessed_actor("mother takes infant")
    ''
    """
    words = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name[:200]).lower())
    found = {actor for actor, pattern in _WORDS.items() if any(re.fullmatch(pattern, word) for word in words)}
    found |= {actor for actor, pattern in _BEGINS.items() if words and re.match(pattern, words[0])}
    return found.pop() if len(found) == 1 else ""
