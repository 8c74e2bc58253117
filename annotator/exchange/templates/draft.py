"""The draft of a codebook, made of a coding scheme as another program knows it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from annotator.exchange.templates.actors import guessed_actor
from annotator.exchange.templates.keys import answer_keys, given_keys
from annotator.exchange.templates.scheme import Scheme, SchemeCode, SchemeModifier, check_count
from annotator.model.codebook import Codebook
from annotator.model.codebook.changes import TO_WRITE, blank_codebook, id_from
from annotator.model.codebook.checks import NO_CODE
from annotator.model.codebook.draft import Draft, draft_of
from annotator.model.codebook.text import add_entries, set_fields
from annotator.model.toml import LONGEST_TEXT
from annotator.text import plain, some

_COLORS = ("#4aa3df", "#e4604e", "#57b894", "#e9a23b", "#8a7df0", "#c86fa4", "#7f9a3d", "#4fb0b5", "#b0794b", "#8a93a3")
_MOST_QUESTIONS = 10_000
_MOST_ANSWERS = 2000
_MOST_LETTERS = 300_000
_MOST_TOLD = 200
_LONGEST_DEFINITION = 4000

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ImportedCodebook:
    """The draft of a codebook, and what became of the file.

    Attributes:
        draft: it has rules still to be written.
        understood: what was taken over, a sentence each.
        left_out: what was not, and why.
        doubts: what the file does not settle and somebody must look at.
    """

    draft: Draft
    understood: tuple[str, ...]
    left_out: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def codebook_of(scheme: Scheme, file_name: str, actor: str = "") -> ImportedCodebook:
    """Return the draft of a codebook that says what the scheme says.

    Args:
        scheme: what the file says.
        file_name: what messages call the file.
        actor: who does what neither the file nor a name says; "" leaves that to be filled in.

    Raises:
        FormatError: if it has more codes or answers than a codebook can hold.
    """
    _check_size(scheme, file_name)
    said = f"Imported from {scheme.program}"
    text = set_fields(
        blank_codebook(plain(scheme.name) or "Imported"),
        (),
        {
            "description": f"{said}: {len(scheme.codes)} codes.",
            "source": said,
            "ends": TO_WRITE,
            "lab_decides": ["Definitions, onset and offset rules that the imported file did not give."],
        },
    )
    notes, doubts = list(scheme.left_out), list(scheme.doubts)
    codes = _with_actors([_plain_code(code) for code in scheme.codes], actor, doubts)
    channels = _ids((code.channel, code.channel) for code in codes if code.channel)
    keys = given_keys([(code.name, code.key) for code in codes], notes)
    modifiers = _Modifiers(codes, keys, notes)
    text = add_entries(text, ("channel",), ({"id": one, "name": name} for name, one in channels.items()))
    text = add_entries(text, ("modifier",), modifiers.entries)
    text = add_entries(text, ("code",), _codes(codes, keys, said, channels, modifiers))
    check_count(file_name, len(text), "letters", LONGEST_TEXT)
    draft = draft_of(text, label=said.lower())
    return ImportedCodebook(draft, _understood(draft), _told(notes), _told(doubts))


def with_more_codes(
    text: str, codebook: Codebook, codes: Sequence[SchemeCode], said: str
) -> tuple[str, tuple[str, ...]]:
    """Return the text of a codebook with further codes, their questions and channels, and what somebody must look at.

    Args:
        text: the codebook as TOML.
        codebook: what it says.
        codes: as another program knows them.
        said: where they come from, as their source.

    Raises:
        FormatError: if there are more than a codebook can hold.
    """
    _check_size(Scheme("", "", list(codes)), said)
    notes: list[str] = []
    codes = [_plain_code(code) for code in codes]
    had = [one.key for one in codebook.codes if one.key]
    keys = given_keys([(code.name, code.key) for code in codes], notes, had)
    taken = {*codebook.code_by_id, *codebook.modifier_by_id, *(one.id for one in codebook.channels)}
    channels = _ids(((code.channel, code.channel) for code in codes if code.channel), taken)
    modifiers = _Modifiers(codes, [*had, *keys], notes, taken)
    text = add_entries(text, ("channel",), ({"id": one, "name": name} for name, one in channels.items()))
    text = add_entries(text, ("modifier",), modifiers.entries)
    entries = _codes(codes, keys, said, channels, modifiers, taken)
    return add_entries(text, ("code",), entries), _told(notes)


def _told(sentences: Iterable[str]) -> tuple[str, ...]:
    once = list(dict.fromkeys(sentences))
    more = (f"And {len(once) - _MOST_TOLD} more of this kind.",) if len(once) > _MOST_TOLD else ()
    return (*(plain(one, 2000) for one in once[:_MOST_TOLD]), *more)


def _check_size(scheme: Scheme, file_name: str) -> None:
    check_count(file_name, len(scheme.codes))
    check_count(file_name, sum(len(code.modifiers) for code in scheme.codes), "questions", _MOST_QUESTIONS)
    asked = {one for code in scheme.codes for one in code.modifiers}
    check_count(file_name, sum(len(one.values) for one in asked), "answers", _MOST_ANSWERS)
    check_count(file_name, sum(len(code.definition) for code in scheme.codes), "letters of definitions", _MOST_LETTERS)


def _plain_code(code: SchemeCode) -> SchemeCode:
    modifiers = tuple(
        SchemeModifier(plain(one.name) or "question", tuple((plain(name) or "answer", key) for name, key in one.values))
        for one in code.modifiers
    )
    return replace(
        code,
        name=plain(code.name) or "code",
        group=plain(code.group) or "Codes",
        key=plain(code.key),
        definition=plain(code.definition, _LONGEST_DEFINITION),
        actor=plain(code.actor),
        channel=plain(code.channel),
        modifiers=modifiers,
    )


def _with_actors(codes: Sequence[SchemeCode], actor: str, doubts: list[str]) -> list[SchemeCode]:
    """Return the codes with whoever does them; who is not named is guessed aloud, given, or left open."""
    made = []
    guessed, unknown = [], []
    for code in codes:
        guess = "" if code.actor else guessed_actor(code.name) or guessed_actor(code.group)
        made.append(replace(code, actor=code.actor or guess or actor))
        if guess:
            guessed.append(f"{code.name}: {guess}")
        elif not made[-1].actor:
            unknown.append(code.name)
    if guessed:
        doubts.append(f"Who does it is guessed from the name. {some(guessed)}.")
    if unknown:
        doubts.append(f"The file does not say who does it, so the actor is left for you to fill in: {some(unknown)}.")
    return made


class _Modifiers:
    """The questions of all codes, each once: two that differ only in the order of their answers are one."""

    def __init__(
        self, codes: Sequence[SchemeCode], keys: Sequence[str], notes: list[str], taken: Iterable[str] = ()
    ) -> None:
        asked = {_question(one): one for code in reversed(codes) for one in reversed(code.modifiers)}
        self._ids = _ids(((key, asked[key].name) for code in codes for key in map(_question, code.modifiers)), taken)
        self.entries = [_modifier(self._ids[key], asked[key], keys, notes) for key in self._ids]

    def ids_of(self, code: SchemeCode) -> list[str]:
        """Return the ids of what a code asks."""
        return list(dict.fromkeys(self._ids[_question(one)] for one in code.modifiers))


def _question(modifier: SchemeModifier) -> tuple[str, frozenset[str]]:
    return modifier.name, frozenset(name for name, _ in modifier.values)


def _modifier(modifier_id: str, modifier: SchemeModifier, taken: Sequence[str], notes: list[str]) -> dict[str, Any]:
    keys = answer_keys(modifier.values, taken, notes, modifier.name)
    ids: list[str] = []
    for name, _ in modifier.values:
        ids.append(id_from(name, ids))
    values = [
        {"id": one, "name": name, "key": key or None}
        for one, (name, _), key in zip(ids, modifier.values, keys, strict=True)
    ]
    return {"id": modifier_id, "name": modifier.name, "values": values}


def _ids(things: Iterable[tuple[_T, str]], taken: Iterable[str] = ()) -> dict[_T, str]:
    """Return an id for each thing, from its name, that is not taken."""
    ids: dict[_T, str] = {}
    used = set(taken)
    for thing, name in things:
        if thing not in ids:
            ids[thing] = id_from(name, used)
            used.add(ids[thing])
    return ids


def _codes(
    codes: Sequence[SchemeCode],
    keys: Sequence[str],
    source: str,
    channels: dict[str, str],
    modifiers: _Modifiers,
    taken: Iterable[str] = (),
) -> Iterator[dict[str, Any]]:
    ids = {*taken, *channels.values(), NO_CODE}
    for place, (code, key) in enumerate(zip(codes, keys, strict=True)):
        code_id = id_from(code.name, ids)
        ids.add(code_id)
        yield {
            "id": code_id,
            "name": code.name,
            "key": key or None,
            "kind": code.kind,
            "group": code.group,
            "channel": channels.get(code.channel) if code.kind == "state" else None,
            "color": code.color or _COLORS[place % len(_COLORS)],
            "actor": code.actor,
            "definition": code.definition or TO_WRITE,
            "onset": TO_WRITE,
            "offset": TO_WRITE if code.kind == "state" else None,
            "source": source,
            "modifiers": modifiers.ids_of(code) or None,
        }


def _understood(draft: Draft) -> tuple[str, ...]:
    codebook = draft.codebook
    states = sum(not code.is_point for code in codebook.codes)
    lines = [f"{states} states and {len(codebook.codes) - states} points in {len(codebook.groups)} groups"]
    lines += [
        f"{codebook.channel_name(channel)}: {some(code.name for code in codes)} exclude each other"
        for channel, codes in codebook.state_channels.items()
        if codes[0].channel
    ]
    lines += [f"Asked: {one.name} ({some(value.name for value in one.values)})" for one in codebook.modifiers]
    return tuple(lines)
