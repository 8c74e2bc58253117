"""Changing the codebook of a study: what would change in its codings, and then all of it or nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import tomlkit

from annotator.errors import CodebookError, EditError, StudyError, UserError
from annotator.model.codebook import Codebook
from annotator.model.codebook.file import codebook_hash, parse_codebook
from annotator.model.codebook.migration import migrate, undecided
from annotator.model.codebook.migration_steps import (
    Rename,
    RenameModifier,
    RenameScale,
    SplitByChoice,
    SplitByModifier,
    Step,
    check_steps,
    targets,
)
from annotator.model.codebook.references import Reference, Use, described, lost, named_by, unasked, use_of
from annotator.model.coding import Coding
from annotator.model.history import Edit, History
from annotator.model.items import Submission
from annotator.progress import Progress
from annotator.study.codebook_pending import JournalLineToAdd, PendingChange, carry_out, finish_change
from annotator.study.files import read_text
from annotator.study.journal import edit_line, read_journal
from annotator.study.lock import changing
from annotator.study.open_coding import utc_now
from annotator.study.renamed_rules import rename_rules
from annotator.study.settings import CODEBOOK_FILE, STUDY_FILE, check_settings, parse_study_text
from annotator.study.study import Study
from annotator.text import count

NewIds = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class CodingChange:
    """What a change of the codebook does to one coding.

    Attributes:
        session, coder: whose coding it is.
        edit: the one Edit that takes it along.
        waiting: events for which the coder still has to choose; until then they stay as they are.
        unasked: answers to what a code is no longer asked, by ("answer", code, modifier); they stay with their events.
    """

    session: str
    coder: str
    edit: Edit
    waiting: int
    unasked: Counter[Reference] = field(default_factory=Counter)

    @property
    def items(self) -> int:
        """How many events, ratings and records change."""
        return sum(not isinstance(change.after, Submission) for change in self.edit.changes)


@dataclass(frozen=True, slots=True)
class StudyChange:
    """What a change of the codebook does to a study.

    Attributes:
        codings: the codings it changes, or in which somebody has to choose.
        problems: why it cannot be done; nothing is done while there is one.
    """

    codings: tuple[CodingChange, ...] = ()
    problems: tuple[UserError, ...] = ()

    @property
    def items(self) -> int:
        """How many events, ratings and records change in all codings."""
        return sum(one.items for one in self.codings)

    @property
    def summary(self) -> str:
        """What changes, in words.

        >>> StudyChange().summary
        'nothing changes in the codings'
        """
        kinds = Counter(type(one.after).__name__ for coding in self.codings for one in coding.edit.changes)
        words = {
            "Event": "event",
            "Rating": "rating",
            "IntervalRecord": "interval record",
            "Classification": "classification",
        }
        counts = [count(kinds[kind], word) for kind, word in words.items() if kinds[kind]]
        if not counts:
            return "nothing changes in the codings"
        codings = sum(bool(one.items) for one in self.codings)
        return f"{' and '.join(counts)} in {codings} coding{'s' * (codings > 1)}"

    @property
    def unasked(self) -> Counter[Reference]:
        """How many answers all codings hold to what a code is no longer asked, by ("answer", code, modifier)."""
        return sum((one.unasked for one in self.codings), Counter())

    @property
    def waiting(self) -> int:
        """For how many events of all codings somebody has to choose."""
        return sum(one.waiting for one in self.codings)


def codebook_use(study: Study, progress: Progress | None = None) -> dict[Reference, Use]:
    """Return how often the codings of a study that can be read use what the codebook names."""
    unreadable = {(one.session, one.coder) for one in study.unreadable(rounds=True)}
    readable = (one for one in _codings(study, progress) if one not in unreadable)
    return use_of(study.read_coding(session, coder) for session, coder in readable)


def preview_change(study: Study, text: str, steps: Sequence[Step], progress: Progress | None = None) -> StudyChange:
    """Return what a new text of the codebook and its steps would change; nothing is changed."""
    try:
        _check_own(study)
        new = parse_codebook(text, CODEBOOK_FILE, in_use=study.codebook_text)
        check_steps(study.codebook, new, steps)
    except (CodebookError, StudyError) as error:
        return StudyChange(problems=(error,))
    changes: list[CodingChange] = []
    unreadable = study.unreadable(rounds=True)
    problems: list[UserError] = [one.problem for one in unreadable]
    problems += _settings_problems(study, new, steps)
    for session, coder in _codings(study, progress):
        if (session, coder) in {(one.session, one.coder) for one in unreadable}:
            continue
        try:
            changes.append(_change_of(study.read_coding(session, coder), study.codebook, new, steps))
        except EditError as error:
            problems.append(EditError(f"Session {session}, coder {coder}: {error.what}", error.hint))
    touched = tuple(one for one in changes if one.edit.changes or one.waiting or one.unasked)
    return StudyChange(touched, tuple(problems))


def apply_change(study: Study, text: str, steps: Sequence[Step], progress: Progress | None = None) -> StudyChange:
    """Give a study a new codebook, and change every coding to fit; open the study again afterwards.

    Names, rules, colours and keys may change while somebody codes. Where ids go or steps are taken, every coding must
    be closed.

    Raises:
        CodebookError: if the text or the steps are wrong.
        EditError: if a coding cannot be taken along.
        StudyError: if the study came in a package, a coding is open elsewhere, the codebook was changed meanwhile, or
            something cannot be written; nothing is changed then.
        JournalError: if a coding cannot be read.
    """
    _check_own(study)
    new = parse_codebook(text, CODEBOOK_FILE, in_use=study.codebook_text)
    check_steps(study.codebook, new, steps)
    finish_change(study.folder)  # another program may have been cut off since the study was opened
    with ExitStack() as held:
        held.enter_context(changing(study.folder / CODEBOOK_FILE))
        before = read_text(study.folder / CODEBOOK_FILE)
        if codebook_hash(before) != study.codebook_hash:
            raise StudyError(f"{CODEBOOK_FILE} was changed by another program.", "Open the study again.")
        codings = list(_codings(study, None))
        if not steps and named_by(study.codebook) <= named_by(new):
            carry_out(study.folder, PendingChange(before, study.codebook.version, text, keeps_before=bool(codings)))
            return StudyChange()
        for session, coder in codings:
            held.enter_context(study.open_coding(session, coder)).flush()  # brings back what was kept elsewhere
        changed = preview_change(study, text, steps, progress)
        if changed.problems:
            raise changed.problems[0]
        lines = tuple(_line(study, one) for one in changed.codings if one.edit.changes)
        held.enter_context(changing(study.folder / STUDY_FILE))
        settings = _settings_after(read_text(study.folder / STUDY_FILE), steps)
        carry_out(study.folder, PendingChange(before, study.codebook.version, text, settings, lines, bool(codings)))
        return changed


def _check_own(study: Study) -> None:
    if study.said.handed_out is not None:
        what = "This study came in a package, and its codebook belongs to the study that it is coded for."
        raise StudyError(what, "Ask for the change there. Nothing was changed.")


def _codings(study: Study, progress: Progress | None) -> list[tuple[str, str]]:
    ids = [session.id for session in study.sessions()]
    found = []
    for done, session in enumerate(ids, start=1):
        found += [(session, coder) for coder in study.codings_of(session)]
        if progress is not None:
            progress(done / len(ids))
    return found


def _settings_after(text: str, steps: Sequence[Step]) -> str:
    """Return the text of study.toml in which codes, modifiers and scales have the ids that the steps gave them."""
    codes = {step.code: targets(step) for step in steps if isinstance(step, Rename | SplitByChoice | SplitByModifier)}
    scales = {step.scale: (step.into,) for step in steps if isinstance(step, RenameScale)}
    document: Any = tomlkit.parse(text)
    analysis = document.get("analysis", {})
    if analysis.get("crying_code") in codes:
        analysis["crying_code"] = codes[analysis["crying_code"]][0]
    _rename(analysis.get("checks", {}), "scales", scales)
    _rename(analysis, "code_with", {step.modifier: (step.into,) for step in steps if isinstance(step, RenameModifier)})
    rename_rules(analysis.get("measures", {}), codes, steps)
    for coder in document.get("coder", {}).values():
        _rename(coder, "hold", codes)
        _rename(coder, "codes", codes)
    return tomlkit.dumps(document)


def _rename(table: Any, field: str, new_ids: NewIds) -> None:
    named = list(table.get(field, ()))
    if set(named) & set(new_ids):
        table[field] = [new for one in named for new in new_ids.get(one, (one,))]


def _settings_problems(study: Study, new: Codebook, steps: Sequence[Step]) -> list[UserError]:
    """Return what of the study besides its codings would mean nothing any more."""
    locked = {mark.episode for session in study.sessions() for mark in session.episodes}
    problems: list[UserError] = []
    if gone := sorted(one for one in locked if one in study.codebook.episode_by_id and one not in new.episode_by_id):
        what = f"A session has a locked boundary of episode {gone[0]}."
        problems.append(StudyError(what, "Keep the episode, or unlock the boundaries first."))
    try:
        settings = parse_study_text(_settings_after(read_text(study.folder / STUDY_FILE), steps))
        check_settings(settings.analysis, new)
    except StudyError as error:
        problems.append(error)
    return problems


def _change_of(coding: Coding, old: Codebook, new: Codebook, steps: Sequence[Step]) -> CodingChange:
    edit = migrate(coding, old, new, steps)
    after = Coding(coding.session, coding.coder, coding.items.values())
    History(after).do(edit)
    if gone := lost(after, old, new):
        raise EditError(f"It uses {described(gone[0])}.", "Keep it, or rename, split or retire it instead.")
    waiting, answers = len(undecided(coding, steps)), unasked(after, old, new)
    return CodingChange(coding.session, coding.coder, edit, waiting, answers)


def _line(study: Study, change: CodingChange) -> JournalLineToAdd:
    journal = read_journal(study.folder / "sessions" / change.session / f"{change.coder}.jsonl")
    line = edit_line(change.edit, len(journal.edits) + 1, utc_now(), journal.lines[-1])
    return JournalLineToAdd(change.session, change.coder, line)
