"""What words of a file mean here: which code, who does it, and how its questions were answered."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from annotator.exchange.codings.asking import Asked, Place, choices, named
from annotator.exchange.codings.doubts import OUT, Choice
from annotator.exchange.codings.foreign import ForeignEvent
from annotator.model.codebook import Code, Codebook, Modifier
from annotator.text import plain

EPISODE = "episode:"
"""Before the id of an episode, where an event of the file says when that episode is."""

AS_HERE = "as here"
COMMENT = "comment"
BLANK = "blank"


_SPELLING = re.compile(r"(?<=[^\W_])[-\u2010-\u2013](?=[^\W_])|[\s_.,:;/\\()\[\]'\"]")
"""What two spellings of one name may differ in. A sign that stands alone may mean something: + and -, ?, >."""


@lru_cache(maxsize=10_000)
def folded(name: str) -> str:
    """Return what two spellings of one name have in common.

    >>> folded("Proximity seeking") == folded("proximity_seeking"), folded("Nähe (1)")
    (True, 'nähe1')
    >>> folded("Smile +") == folded("Smile -"), folded("re-unite")
    (False, 'reunite')
    """
    return _SPELLING.sub("", unicodedata.normalize("NFKC", name).casefold())


class Called:
    """Finds things by what they are called: by just that name, else by one that is spelt otherwise and is alone so.

    Args:
        names: ids, each with all that it is called.

    >>> sessions = Called([("S11", ["S11"]), ("S1_1", ["S1_1"]), ("S2", ["S2"])])
    >>> sessions.one("S11"), sessions.one("s1-1"), sessions.one("s_2")
    ('S11', '', 'S2')
    """

    def __init__(self, names: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._exact: dict[str, set[str]] = {}
        self._alike: dict[str, set[str]] = {}
        for one, its in names:
            for name in its:
                self._exact.setdefault(name, set()).add(one)
                self._alike.setdefault(folded(name), set()).add(one)

    def one(self, written: str) -> str:
        """Return the id of what a file calls so, "" where that is nothing, or several."""
        found = self._exact.get(written) or self._alike.get(folded(written)) or ()
        return next(iter(found)) if written and len(found) == 1 else ""


class Meant(NamedTuple):
    """What an event of the file is here: a code with the answer that says who does it, or an episode."""

    code: Code | None
    episode: str
    answers: Mapping[str, str]


class Words:
    """The codes, people and answers of a codebook, by how other programs may write them.

    Args:
        codebook: of the study.
        asked: is asked what is not written alike.
        nobody_named: the hashes of the files in which no event says who.
    """

    def __init__(self, codebook: Codebook, asked: Asked, nobody_named: frozenset[str]) -> None:
        self._codebook, self._asked, self._nobody_named = codebook, asked, nobody_named
        self._codes: dict[str, list[Code]] = {}
        self._offered: dict[str, tuple[Choice, ...]] = {}
        for code in codebook.all_codes:  # old codings hold retired ones
            for name in {folded(code.id), folded(code.name)}:
                self._codes.setdefault(name, []).append(code)
        self._actors = tuple(dict.fromkeys(one for code in codebook.codes for one in self.actors_of(code)))
        self._called_so = Called((one, (one,)) for one in self._actors)
        self._episodes = Called((one.id, (one.id, one.name)) for one in codebook.episodes)
        self._modifiers = codebook.modifier_by_id
        self._questions = {
            code.id: Called((one, (one, self._modifiers[one].name)) for one in code.modifiers)
            for code in codebook.all_codes
        }
        self._values = {
            one.id: Called((value.id, (value.id, value.name)) for value in one.values)
            for one in self._modifiers.values()
        }
        self._all_codes = (
            *named((code.id, code.name) for code in codebook.codes),
            *named(((EPISODE + one.id, one.name) for one in codebook.episodes), "the episode {}"),
            Choice(OUT, "leave it out"),
        )

    def actors_of(self, code: Code) -> tuple[str, ...]:
        """Return who may do it: its actor, or the values of the question that says who."""
        who = self._codebook.modifier_by_id.get(code.actor)
        return tuple(value.id for value in who.values) if who else (code.actor,) if code.actor else ()

    def named_alike(self, name: str, who: str = "") -> list[Code]:
        """Return the codes that are called so here, of the person who is named; of anybody for ""."""
        found = self._codes.get(folded(name), [])
        return [code for code in found if not who or not code.actor or who in self.actors_of(code)]

    def episode_named(self, name: str) -> str:
        """Return the id of the episode that an event is called after, "" for none."""
        word, _, of = name.partition(":")
        if folded(word) != "episode" or not of:
            return ""
        return self._episodes.one(of.strip())

    def meant(self, event: ForeignEvent, place: Place) -> Meant | None:
        """Return what an event is here; None where it is left out, or nobody has settled what it is."""
        episode = "" if event.who else self.episode_named(event.code)
        if episode and not self.named_alike(event.code):
            return Meant(None, episode, {})
        actor = self._actor(event, place)
        if actor is None:
            return None
        alike = self.named_alike(event.code, actor)
        about = (event.code, event.who)
        if len(alike) == 1 and not episode and not self._asked.told("code", about, place):
            return self._as(alike[0], actor)
        text = f"“{plain(event.code)}”{f' of {plain(event.who)}' if event.who else ''} is no code here."
        if len(alike) == 1:
            text = f"“{plain(event.code)}” is called like our {alike[0].name}."
        elif alike:
            text = f"Several codes are called “{plain(event.code)}” here."
        chosen = self._asked.ask("code", about, place, text, self._likely_first(event.code))
        if chosen.startswith(EPISODE):
            return Meant(None, chosen.removeprefix(EPISODE), {})
        code = self._codebook.code_by_id.get(chosen)
        return self._as(code, actor) if code else None

    def _likely_first(self, name: str) -> tuple[Choice, ...]:
        """Return all that a code may be here, what is called much like it first."""
        if name not in self._offered:
            alike = get_close_matches(folded(name), self._codes, n=5)
            first = {code.id for one in alike for code in self._codes[one]}
            self._offered[name] = tuple(sorted(self._all_codes, key=lambda one: one.id not in first))
        return self._offered[name]

    def _as(self, code: Code, actor: str) -> Meant:
        who = self._codebook.modifier_by_id.get(code.actor)
        return Meant(code, "", {who.id: actor} if who and actor in {one.id for one in who.values} else {})

    def _actor(self, event: ForeignEvent, place: Place) -> str | None:
        """Return who did it, "" for whoever does what its code says; None where it is left out or open."""
        if event.who and (actor := self._called_so.one(event.who)):
            return actor
        people = named(((one, one) for one in self._actors), "the {}")
        out = Choice(OUT, "leave these events out")
        as_here = Choice(AS_HERE, "whoever does it in our codebook")
        if event.who:
            text = f"Nobody in our codebook is called “{plain(event.who)}”."
            chosen = self._asked.ask("who", (event.who,), place, text, (*people, as_here, out))
        elif place.source in self._nobody_named:
            chosen = self._asked.ask("who", ("",), place, "The file names nobody.", (as_here, *people, out))
        else:
            text = f"The file does not say who did “{plain(event.code)}”; for other events it does."
            chosen = self._asked.ask("nobody", (event.code,), place, text, (*people, as_here, out))
        return {"": None, OUT: None, AS_HERE: ""}.get(chosen, chosen)

    def answers(self, event: ForeignEvent, code: Code, place: Place) -> tuple[dict[str, str], list[str]] | None:
        """Return the answers of an event by modifier, and what goes into its comment; None while one is open."""
        modifiers = [self._modifiers[one] for one in code.modifiers]
        given: dict[str, str] = {}
        told: list[str] = []
        is_open = False
        for question, answer in _one_each(event.answers):
            asked = self._questions[code.id].one(question)
            value = self._values[asked].one(answer) if asked else ""
            chosen = f"{asked}:{value}" if value else ""
            if not chosen:
                about, text = (event.code, question, answer), f"“{plain(question)}” is answered “{plain(answer)}”."
                chosen = self._asked.ask("answer", about, place, text, _answer_choices(modifiers))
            if chosen == COMMENT:
                told.append(f"{question}: {answer}")
            elif chosen and chosen != BLANK:
                asked, _, value = chosen.partition(":")
                given[asked] = value
            is_open |= not chosen
        return None if is_open else (given, told)


def _one_each(answers: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield each question once; several answers to it are one that is asked about."""
    all_of: dict[str, dict[str, None]] = {}
    for question, answer in answers:
        all_of.setdefault(question, {})[answer] = None
    return ((question, "; ".join(given)) for question, given in all_of.items())


def _answer_choices(modifiers: Iterable[Modifier]) -> tuple[Choice, ...]:
    values = ((f"{one.id}:{value.id}", f"{one.name}: {value.name}") for one in modifiers for value in one.values)
    return (*named(values), *choices((BLANK, "leave it blank"), (COMMENT, "write it into the comment")))
