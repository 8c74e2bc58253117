"""Looks through all codings of a study for events and comments, without opening one after the other."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from annotator.errors import UserError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span, episode_at
from annotator.model.items import (
    Classification,
    EpisodeMark,
    Event,
    IntervalRecord,
    Item,
    Rating,
    Segment,
    Settlement,
)
from annotator.model.judging import cell_name
from annotator.progress import Progress
from annotator.study.blind import Sight
from annotator.study.files import read_bytes
from annotator.study.journal import MOST_BYTES
from annotator.study.session import Session
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken

_ESCAPED = frozenset('"\\\t')
"""Signs that stand otherwise in a journal."""


class Wanted(Struct, frozen=True, kw_only=True):
    """What is looked for.

    words: each has to occur, whatever its case, in the comment, in the name or id of the code, in an answer, in the
    coder or in the session; "" asks nothing. codes, coders, episodes: ids; none: all.
    """

    words: str = ""
    codes: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    episodes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked, so that nothing is found."""
        return not (self.words.split() or self.codes or self.coders or self.episodes)


class Found(Struct, frozen=True, kw_only=True):
    """One event, or another item with a comment.

    at_ms: its moment in ms of session time; of what is about the session as a whole, 0. what: its code, or what it is,
    as people call it. answers: values of its modifiers. episode: the one that it begins in, "" outside all.
    """

    session: str
    coder: str
    at_ms: int
    what: str
    answers: str = ""
    episode: str = ""
    comment: str = ""


def find(
    study: Study, wanted: Wanted, progress: Progress = lambda _share: None, sight: Sight | None = None
) -> Iterator[Found]:
    """Yield what fits, in order of session, coder and time, as it is found. What cannot be read is left out.

    Args:
        study: the study.
        wanted: what is looked for.
        progress: told the share of sessions that are looked through, 0 to 1; it may raise to break off.
        sight: what the person who asks sees of the study; None: everything.
    """
    ids = () if wanted.is_empty else study.session_ids()
    for done, session_id in enumerate(ids, start=1):
        session = unless_broken(study.session, session_id)
        if isinstance(session, Session):
            for coder in study.coders_of(session_id):
                is_wanted = not wanted.coders or coder in wanted.coders
                if is_wanted and (sight is None or sight.coding(session_id, coder)):
                    yield from _in_coding(study, session, coder, wanted)
        progress(done / len(ids))


def _in_coding(study: Study, session: Session, coder: str, wanted: Wanted) -> Iterator[Found]:
    words = [word for word in wanted.words.casefold().split() if word not in f"{session.id} {coder}".casefold()]
    if not _may_hold(study, session.id, coder, words, wanted.codes):
        return
    try:
        read = study.reading(session, coder, keep=False)
    except UserError:  # Study says so beside the coding
        return
    for item in sorted(read.coding.items.values(), key=_at_ms):
        found = _found(study.codebook, read.coding, item, read.spans)
        if found is not None and _fits(item, found, wanted, words):
            yield found


def _may_hold(study: Study, session_id: str, coder: str, words: Sequence[str], codes: Sequence[str]) -> bool:
    """Whether the text of a journal has what is looked for: to replay it takes a hundred times as long."""
    try:
        text = read_bytes(study.journal_path(session_id, coder), MOST_BYTES).decode(errors="replace").casefold()
    except (OSError, UserError):
        return False
    needles = [[word, *_ids_named(study.codebook, word)] for word in words if not _ESCAPED & set(word)]
    if codes:
        needles.append([code.casefold() for code in codes])
    return all(any(needle in text for needle in either) for either in needles)


def _ids_named(codebook: Codebook, word: str) -> Iterator[str]:
    """Yield the ids of what has a word in its name; journals hold ids."""
    named = [
        *((code.id, code.name) for code in codebook.all_codes),
        *((scale.id, scale.name) for scale in codebook.scales),
        *((value.id, value.name) for modifier in codebook.modifiers for value in modifier.values),
    ]
    yield from (one.casefold() for one, name in named if word in name.casefold())
    yield from (name for name in _KINDS.values() if word in name)


_KINDS: dict[type[Item], str] = {
    Segment: "segment",
    IntervalRecord: "interval",
    Classification: "classification",
    EpisodeMark: "episode",
    Settlement: "settlement",
}
"""What items are called; in a journal too."""


def _found(codebook: Codebook, coding: Coding, item: Item, spans: Sequence[Span]) -> Found | None:
    comment = getattr(item, "comment", "")
    if isinstance(item, Event):
        code = next((one for one in codebook.all_codes if one.id == item.code), None)
        what = item.code if code is None else code.name
        answers = ", ".join(_answer_name(codebook, *one) for one in item.modifiers.items())
    elif comment:
        what, answers = _name(codebook, item), ""
    else:
        return None
    at_ms = _at_ms(item)
    episode = episode_at(spans, at_ms)
    return Found(
        session=coding.session,
        coder=coding.coder,
        at_ms=at_ms,
        what=what,
        answers=answers,
        episode="" if episode is None else episode.episode,
        comment=comment,
    )


def _name(codebook: Codebook, item: Item) -> str:
    if isinstance(item, Rating):
        return cell_name(codebook, item.cell)
    if isinstance(item, EpisodeMark):
        return f"episode {item.episode}"
    return next((name for kind, name in _KINDS.items() if isinstance(item, kind)), "comment")


def _answer_name(codebook: Codebook, modifier_id: str, value: str) -> str:
    modifier = next((one for one in codebook.modifiers if one.id == modifier_id), None)
    return next((one.name for one in modifier.values if one.id == value), value) if modifier is not None else value


def _fits(item: Item, found: Found, wanted: Wanted, words: Sequence[str]) -> bool:
    code = item.code if isinstance(item, Event) else ""
    if wanted.codes and code not in wanted.codes:
        return False
    if wanted.episodes and found.episode not in wanted.episodes:
        return False
    ids = " ".join([code, *item.modifiers.values()]) if isinstance(item, Event) else ""
    text = f"{found.what} {ids} {found.answers} {found.comment}".casefold()
    return all(word in text for word in words)


def _at_ms(item: Item) -> int:
    moment: int = getattr(item, "start_ms", 0)
    return moment
