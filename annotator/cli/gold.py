"""`annotator gold`: the codings that a lab has declared its standard."""

from argparse import Namespace

from annotator.cli.answer import Answer
from annotator.errors import StudyError
from annotator.study import open_study
from annotator.study.gold import declare_gold, gold_of, gold_problems, golds, take_gold_back
from annotator.study.settings import GoldMark


def gold(arguments: Namespace) -> Answer:
    """Declare a coding the gold standard of its session, take that back, or list them all.

    Raises:
        StudyError: if there is no such coding, or it is not submitted.
    """
    study, session, coder = open_study(arguments.study), arguments.session, arguments.coder
    if session is not None and arguments.remove:
        mark = gold_of(study, session)
        if mark is not None and coder not in (None, mark.coder):
            raise StudyError(f"The gold standard of {session} is the coding of {mark.coder}.", "Name that coder.")
        take_gold_back(study, session)
    elif session is not None and coder is not None:
        study.session(session)  # complains here if it is not there
        declare_gold(study, session, coder)
    elif session is not None or arguments.remove:
        raise StudyError("It is not said which coding.", "Name a session and a coder, such as S001 KM.")
    marks, problems = golds(study), [str(problem) for problem in gold_problems(study)]
    lines = [*map(gold_line, marks), *problems] or ["No coding is declared the gold standard of its session."]
    return Answer({"gold": marks, "problems": problems}, lines)


def gold_line(mark: GoldMark) -> str:
    """Return a mark as a line of text."""
    by = f", declared by {mark.who}" if mark.who else ""
    return f"gold standard: {mark.session} as coded by {mark.coder}, since {mark.at:%Y-%m-%d %H:%M} UTC{by}"
