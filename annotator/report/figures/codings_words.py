"""What figures of results say of the codings they were made from."""

from collections import Counter
from collections.abc import Iterable, Sequence

from annotator.model.codebook import Codebook
from annotator.study.tables import CodedSession
from annotator.text import count

WHOLE_SESSION = "whole session"


def episode_name(codebook: Codebook, episode: str) -> str:
    """Return what an episode is called where there is little room: its id, and a word unless the id is that word.

    "" is the whole session.
    """
    known = codebook.episode_by_id.get(episode)
    if not episode or known is None:
        return episode or WHOLE_SESSION
    return known.short if known.short.casefold() == episode.casefold() else f"{episode} {known.short}"


def rule_name(rule: str) -> str:
    """Return what a rule of the lab is called in words: its id, which has no spaces.

    >>> rule_name("distress_contact")
    'distress contact'
    """
    return rule.replace("_", " ")


def codings_sentence(codings: Sequence[CodedSession]) -> str:
    """Return how many sessions of whom these are, and how many of them are not submitted."""
    sessions = len({one.session.id for one in codings})
    coders = list(dict.fromkeys(one.coding.coder for one in codings))
    unfinished = sum(not one.coding.is_submitted for one in codings)
    waiting = f", {unfinished} not submitted" if unfinished else ""
    who = ", ".join(coders)
    return f"{count(sessions, 'session')}, {count(len(codings), 'coding')} ({who}){waiting}."


def reasons_sentence(reasons: Iterable[str]) -> str:
    """Return why there was no number, and how often; "" where there always was one."""
    counted = Counter(reasons)
    said = ", ".join(f"{reason} ({times})" for reason, times in counted.most_common())
    return f"Without a number: {said}." if said else ""
