"""A page shown before something happens: what a change does to codings, or what of a file was understood."""

from collections.abc import Callable

from annotator.exchange.templates import ImportedCodebook
from annotator.model.codebook import Codebook
from annotator.model.codebook.draft import Draft
from annotator.model.codebook.migration_steps import Retire, told
from annotator.model.codebook.references import Reference
from annotator.study.codebook_change import CodingChange, StudyChange
from annotator.text import count
from ui.widgets.review_page import ReviewPage

_MOST_CODINGS = 30


def change_review(
    changed: StudyChange, draft: Draft, do: Callable[[], object], back: Callable[[], object]
) -> ReviewPage:
    """Return the page that says what saving the codebook does to the codings of the study."""
    steps, answers = draft.steps, changed.unasked
    problems = [f"{one.what} {one.hint}" for one in changed.problems]
    codings = [f"{one.session} by {one.coder}: {_said_of(one)}" for one in changed.codings[:_MOST_CODINGS]]
    if more := len(changed.codings) - len(codings):
        codings.append(f"and {more} more codings")
    if problems:
        lead = "It cannot be saved like this. Nothing was changed."
    elif changed.items:
        lead = f"It changes {changed.summary}: all of them, or none. Every change is recorded in the coding's history."
    elif changed.waiting:
        lead = (
            f"No coding changes yet: {changed.waiting} events and intervals wait for their coders to choose, and stay "
            "as they are until then. Checks lists them, and can recode all of them at once."
        )
    elif answers:
        number = answers.total()
        stay = "was given stays with its event" if number == 1 else "were given stay with their events"
        lead = f"{count(number, 'answer')} that {stay} and in the tables; new events will not be asked."
    elif any(isinstance(step, Retire) for step in steps):
        lead = "No coding changes: the events of a retired code stay as they are, and can be read and exported."
    else:
        lead = "No coding changes: nothing is coded with what these steps change."
    no_longer = [f"{_asked(draft.codebook, one)}: {count(n, 'answer')}" for one, n in answers.items()]
    named = [told(step) for step in steps]
    parts = (("Conflicts", problems), ("Steps", named), ("No longer asked", no_longer), ("Codings", codings))
    title = "What this changes in the study"
    do_text = "Save and change the codings" if changed.items else "Save"
    return ReviewPage(title, lead, parts, "" if problems else do_text, do, back)


def import_review(found: ImportedCodebook, do: Callable[[], object], back: Callable[[], object]) -> ReviewPage:
    """Return the page that says what was understood of a file, and what was not."""
    faults = [f"{one.what}. {one.remedy}" for one in found.draft.faults]
    codes = count(len(found.draft.codebook.codes), "code")
    lead = f"{codes} were understood. Rules that the file does not give are yours to write."
    parts = (
        ("Taken over", found.understood),
        ("Not taken over", found.left_out),
        ("To check", found.doubts),
        ("To mend", faults),
    )
    return ReviewPage(f"Import: {found.draft.codebook.name}", lead, parts, "Open as a new codebook", do, back)


def _said_of(one: CodingChange) -> str:
    """Say what becomes of one coding."""
    parts = [f"{count(one.items, 'item')} changed"] if one.items or not (one.waiting or one.unasked) else []
    if one.waiting:
        parts.append(f"{one.waiting} wait for the coder to choose and stay as they are until then")
    if one.unasked:
        parts.append(f"{count(one.unasked.total(), 'answer')} no longer asked for")
    return ", ".join(parts)


def _asked(codebook: Codebook, answer: Reference) -> str:
    """Name a question and the code that it is no longer asked of."""
    _, code, modifier = answer
    names = codebook.code_by_id, codebook.modifier_by_id
    return f"“{names[1][modifier].name if modifier in names[1] else modifier}” of {names[0][code].name}"
