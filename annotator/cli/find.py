"""`annotator find`: events and comments of all sessions."""

from argparse import Namespace

from annotator.cli.answer import Answer, ProgressBar
from annotator.errors import StudyError
from annotator.study import open_study
from annotator.study.blind import sees
from annotator.study.find import Found, Wanted, find
from annotator.study.people import check_person


def search(arguments: Namespace) -> Answer:
    """List what fits, a line each."""
    wanted = Wanted(
        words=arguments.text,
        codes=tuple(arguments.code),
        coders=tuple(arguments.coder),
        episodes=tuple(arguments.episode),
    )
    if wanted.is_empty:
        raise StudyError("It is not said what to look for.", "Give a word, or --code with the id of a code.")
    study = open_study(arguments.study)
    if strange := [code for code in wanted.codes if code not in {one.id for one in study.codebook.all_codes}]:
        raise StudyError(f"The codebook has no code {', '.join(strange)}.", "annotator codebook show lists the ids.")
    check_person(study, arguments.person)
    sight = sees(study, arguments.person)
    with ProgressBar("looking") as progress:
        found = list(find(study, wanted, progress, sight))
    return Answer(found, [_line(one) for one in found] or ["Nothing was found."])


def _line(one: Found) -> str:
    episode = f"episode {one.episode}" if one.episode else ""
    said = (one.what, one.answers, episode, one.comment)
    return f"{one.session}  {one.coder}  {one.at_ms / 1000:.3f} s  {' · '.join(part for part in said if part)}"
