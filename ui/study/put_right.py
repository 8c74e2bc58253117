"""What puts a study right, from the table and its panel: names, the bin, episode boundaries, variables and notes."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from annotator.errors import UserError
from annotator.progress import Progress
from annotator.study import Study
from annotator.study.bin import (
    Removed,
    remove_coder,
    remove_coding,
    remove_session,
    remove_sessions,
    restore,
    restore_all,
)
from annotator.study.boundaries import lock_boundaries, marks_of
from annotator.study.renaming import move_coding, rename_coder, rename_session, rename_study
from annotator.study.settings import CONSENSUS, VariableType
from annotator.study.variables import Values, remove_variable, set_notes, set_variables
from annotator.text import count, listed
from ui.actions import Actions
from ui.messages import Messages
from ui.study.deeds import Deed, Deeds, Names
from ui.study.overview import CodingState, SessionRow
from ui.study.study_page import CANNOT_WRITE, StudyPage

_CHAIN = (
    "The journals keep the old id in their first line, so that their chain still holds; study.toml says the new one."
)
_IN_BIN = "It lies in the bin of the study, and counts nowhere."
_NO_SESSION = "Choose a session in the table."
_NO_CODER = "Choose a cell in the column of a coder."
_NOT_CODED = "There is no coding in the chosen cell."
_NOTHING = "There is nothing to take back."
_SHOWN_VALUE = 30
_NAMED = 3


class PutRight(QObject):
    """Asks for what is needed, and has the deeds done.

    Args:
        actions: what the menus offer.
        deeds: does it, and takes it back.
        page: the table, which says what is chosen, and the panel, which asks.
        messages: told what cannot be done.
    """

    bin_wanted = Signal()
    copy_wanted = Signal()
    table_wanted = Signal()
    """The page of the bin, of another copy, of a table with variables is to be shown."""

    def __init__(self, actions: Actions, deeds: Deeds, page: StudyPage, messages: Messages) -> None:
        super().__init__(page)
        self._actions, self._deeds, self._page, self._messages = actions, deeds, page, messages
        self._study: Study | None = None
        self._ask = page.detail.name
        self._bind()
        page.table.chosen.connect(lambda *_: self.switch())
        page.table.selected.connect(self.switch)
        deeds.last_changed.connect(self.switch)
        detail = page.detail
        detail.variables.typed.connect(self.set_variable)
        detail.variables.add_wanted.connect(self.add_variable)
        detail.variables.remove_wanted.connect(self.remove_variable)
        detail.variables.import_wanted.connect(self.table_wanted)
        detail.notes.typed.connect(self.set_notes)

    def open(self, study: Study | None) -> None:
        """Be about another study."""
        self._study = study
        self._ask.hide()
        self._deeds.begin(study)
        self.switch()

    def switch(self) -> None:
        """Offer what can be done with what is chosen."""
        study, row, state = self._study, self._row, self._state
        session_id, coder = self._page.table.place
        session = row.session if row is not None else None
        may_write = study is not None and study.is_writable
        cannot = "" if may_write or study is None else CANNOT_WRITE
        is_here = not self._page.isHidden()
        is_coder = bool(coder) and coder != CONSENSUS
        is_coded = state is not None and state.is_begun
        for action_id, on, why in (
            ("rename_study", True, ""),
            ("take_in", True, ""),
            ("import_variables", True, ""),
            ("add_variable", True, ""),
            ("rename_session", session is not None, _NO_SESSION),
            ("remove_session", row is not None, _NO_SESSION),
            ("lock_boundaries", session is not None, _NO_SESSION),
            ("rename_coder", is_coder, _NO_CODER),
            ("remove_coder", is_coder, _NO_CODER),
            ("move_coding", is_coder and is_coded, _NOT_CODED),
            ("remove", is_coded if coder else row is not None, _NOT_CODED),
        ):
            self._actions.switch(action_id, on=may_write and is_here and on, why=cannot or why)
        self._actions.switch("undo_deed", on=may_write and bool(self._deeds.last), why=cannot or _NOTHING)
        self._actions.switch("show_bin", on=study is not None)
        words = {
            "remove": f"Remove the coding by {coder}"
            if coder
            else f"Remove {len(self._several)} sessions"
            if self._several
            else f"Remove session {session_id}",
            "rename_coder": f"Rename coder {coder}…" if is_coder else "Rename coder…",
            "remove_coder": f"Remove coder {coder}" if is_coder else "Remove coder",
            "rename_session": f"Rename session {session_id}…" if session_id else "Rename session…",
            "remove_session": f"Remove session {session_id}" if session_id else "Remove session",
            "lock_boundaries": "Unlock episode boundaries"
            if session is not None and session.episodes
            else "Lock episode boundaries",
            "undo_deed": f"Undo: {self._deeds.last}" if self._deeds.last else "Undo",
        }
        for action_id, text in words.items():
            self._actions[action_id].setText(text.replace("&", "&&"))

    def rename_session(self) -> None:
        """Ask for another id of the chosen session."""
        study, old = self._study, self._page.table.session_id
        if study is None or not old:
            return

        def rename(new: str) -> None:
            self._do(
                Deed(
                    f"rename session {old} to {new}",
                    lambda progress: rename_session(study, old, new, progress),
                    lambda _none: (f"Session {old} is called {new} now.", "Its codings follow."),
                    lambda _none, progress: rename_session(study, new, old, progress),
                    "",
                    lambda session, coder: (new if session == old else session, coder),
                    lambda session, coder: (old if session == new else session, coder),
                )
            )

        self._ask.ask(f"New id of session {old}", old, "Rename", rename, hint=_CHAIN)

    def rename_coder(self) -> None:
        """Ask for another id of the coder of the chosen cell."""
        study, old = self._study, self._page.table.place[1]
        if study is None or not old:
            return

        def rename(new: str) -> None:
            self._do(
                Deed(
                    f"rename coder {old} to {new}",
                    lambda progress: rename_coder(study, old, new, progress),
                    lambda _none: (f"Coder {old} is called {new} now.", "In all sessions, settings and consensus."),
                    lambda _none, progress: rename_coder(study, new, old, progress),
                    "",
                    lambda session, coder: (session, new if coder == old else coder),
                    lambda session, coder: (session, old if coder == new else coder),
                )
            )

        self._ask.ask(f"New id of coder {old}", old, "Rename", rename, hint=_CHAIN)

    def rename_study(self) -> None:
        """Ask for another name of the study."""
        study = self._study
        if study is None:
            return
        old = study.name

        def rename(new: str) -> None:
            self._do(
                Deed(
                    f"rename the study to {new}",
                    lambda _progress: rename_study(study, new),
                    lambda _none: (f"The study is called {new} now.", "Its folder keeps its name."),
                    lambda _none, _progress: rename_study(study, old),
                    "",
                    lambda session, coder: (session, coder),
                    lambda session, coder: (session, coder),
                )
            )

        self._page.detail.show()
        self._ask.ask("New name of the study", old, "Rename", rename, hint="Its folder keeps its name.")

    def move_coding(self) -> None:
        """Ask for the session that the chosen coding belongs to."""
        study, (old, coder) = self._study, self._page.table.place
        if study is None or not coder:
            return

        def move(new: str) -> None:
            self._do(
                Deed(
                    f"move the coding of {old} by {coder} to {new}",
                    lambda _progress: move_coding(study, old, coder, new),
                    lambda doubts: (f"What {coder} had coded of {old} is the coding of {new} now.", _listed(doubts)),
                    lambda _doubts, _progress: move_coding(study, new, coder, old),
                    "",
                    lambda *name: (new, coder) if name == (old, coder) else name,
                    lambda *name: (old, coder) if name == (new, coder) else name,
                )
            )

        others = [one for one in self._page.session_ids if one != old]
        head = f"The session that this coding of {old} by {coder} belongs to"
        hint = f"Times stay as they are. {coder} can then code {old} anew."
        self._ask.ask(head, "", "Move", move, hint=hint, known=others)

    def remove(self) -> None:
        """Remove what is chosen: a coding, or, in the columns about them, a session or all that are selected."""
        study, (session_id, coder) = self._study, self._page.table.place
        if not coder and self._several:
            self._remove_sessions(self._several)
        elif not coder:
            self.remove_session()
        elif study is not None:
            self._remove(
                f"remove the coding of {session_id} by {coder}",
                lambda _progress: remove_coding(study, session_id, coder),
                f"What {coder} had coded of {session_id} was removed{_events(self._state)}.",
                lambda *name: None if name == (session_id, coder) else name,
            )

    def remove_session(self) -> None:
        """Put the chosen session into the bin."""
        study, row = self._study, self._row
        if study is not None and row is not None:
            session_id = row.id
            self._remove(
                f"remove session {session_id}",
                lambda progress: remove_session(study, session_id, progress),
                f"Session {session_id} was removed{_codings(row)}.",
                lambda session, coder: None if session == session_id else (session, coder),
            )

    def _remove_sessions(self, ids: Sequence[str]) -> None:
        """Put several sessions into the bin, each by itself, all or none; they come back together."""
        study = self._study
        assert study is not None, "there is something to remove"
        coded = sum(len(row.begun()) for row in map(self._page.overview.row, ids) if row is not None)
        with_codings = f"with {count(coded, 'coding')}" if coded else "in which nothing was coded"
        self._do(
            Deed(
                f"remove {len(ids)} sessions",
                lambda progress: remove_sessions(study, ids, progress),
                lambda _removed: (f"{_some(ids)} were removed, {with_codings}.", "They lie in the bin of the study."),
                lambda removed, progress: restore_all(study, removed, progress),
                "",
                lambda session, coder: None if session in ids else (session, coder),
                lambda session, coder: (session, coder),
            )
        )

    def remove_coder(self) -> None:
        """Put the coder of the chosen cell into the bin, with all they have coded."""
        study, coder = self._study, self._page.table.place[1]
        if study is not None and coder:
            coded = self._page.coded_by(coder)
            self._remove(
                f"remove coder {coder}",
                lambda progress: remove_coder(study, coder, progress),
                f"Coder {coder} was removed, with {count(coded, 'coding')}.",
                lambda session, other: None if other == coder else (session, other),
            )

    def lock(self) -> None:
        """Let the boundaries of the chosen coder hold for all, or those that are locked for nobody."""
        study, row = self._study, self._row
        session = row.session if row is not None else None
        if study is None or row is None or session is None:
            return
        session_id = session.id
        if session.episodes:
            self._do(
                Deed(
                    f"unlock the episode boundaries of {session_id}",
                    lambda _progress: lock_boundaries(study, session_id, ()),
                    lambda _marks: (f"In {session_id}, each coder's own episode boundaries count.", ""),
                    lambda marks, _progress: lock_boundaries(study, session_id, marks),
                    session_id,
                )
            )
            return
        chosen = self._page.table.place[1]
        marked = [coder for coder, state in row.codings.items() if state.episodes]
        coder = chosen if chosen in marked else marked[0] if len(marked) == 1 else ""
        if not coder:
            hint = "Choose the cell of a coder who has marked them." if marked else "Nobody has marked them yet."
            self._messages.note(f"It is not said whose episode boundaries are to hold for {session_id}.", hint)
            return
        self._do(
            Deed(
                f"lock the episode boundaries of {session_id}",
                lambda _progress: lock_boundaries(study, session_id, marks_of(study, session_id, coder)),
                lambda _marks: (
                    f"In {session_id}, {coder}'s episode boundaries hold for all.",
                    "Codings stay as they are.",
                ),
                lambda marks, _progress: lock_boundaries(study, session_id, marks),
                session_id,
            )
        )

    def set_variable(self, session_id: str, name: str, value: str) -> None:
        """Set a variable of one session."""
        shown = value if len(value) <= _SHOWN_VALUE else f"{value[:_SHOWN_VALUE]}…"
        self.set_variables({session_id: {name: value}}, {}, f"{name} of {session_id} = {shown or 'nothing'}")

    def set_variables(self, values: Values, types: Mapping[str, VariableType], what: str, said: str = "") -> None:
        """Set variables of sessions; said is told once it is done."""
        study = self._study
        if study is None:
            return
        types_before = {name: study.variable_types.get(name) for name in types}
        self._do(
            Deed(
                what,
                lambda progress: set_variables(study, values, types, progress),
                lambda _before: (said, ""),
                lambda before, progress: set_variables(study, before, types_before, progress),
            )
        )

    def add_variable(self, name: str, kind: VariableType) -> None:
        """Let the study have one more variable."""
        self.set_variables({}, {name: kind}, f"add the variable {name}")

    def remove_variable(self, name: str) -> None:
        """Take a variable away from all sessions."""
        study = self._study
        if study is None:
            return
        kind = study.variable_types.get(name)
        self._do(
            Deed(
                f"remove the variable {name}",
                lambda _progress: remove_variable(study, name),
                lambda before: (f"The variable {name} was removed from {count(len(before), 'session')}.", ""),
                lambda before, progress: set_variables(study, before, {name: kind}, progress),
            )
        )

    def set_notes(self, session_id: str, notes: str) -> None:
        """Set the notes of a session."""
        study = self._study
        if study is not None:
            self._do(
                Deed(
                    f"notes of {session_id}",
                    lambda _progress: set_notes(study, session_id, notes),
                    lambda _before: ("", ""),
                    lambda before, _progress: set_notes(study, session_id, before),
                )
            )

    def _remove(self, what: str, do: Callable[[Progress], Removed], said: str, names: Names) -> None:
        study = self._study
        assert study is not None, "there is something to remove"
        self._do(
            Deed(
                what,
                do,
                lambda _removed: (said, _IN_BIN),
                lambda removed, progress: restore(study, removed.name, progress),
                "",
                names,
                lambda session, coder: (session, coder),
            )
        )

    def _do(self, deed: Deed) -> None:
        asked = self._ask.isVisible()
        self._deeds.do(deed, lambda _result: self._ask.leave(), self._ask.complain if asked else None)

    @property
    def _several(self) -> tuple[str, ...]:
        """The sessions that are selected, where these are more than one."""
        ids = self._page.table.selected_ids
        return ids if len(ids) > 1 else ()

    @property
    def _row(self) -> SessionRow | None:
        return self._page.chosen_row

    @property
    def _state(self) -> CodingState | None:
        return self._page.state_of(*self._page.table.place)

    def _bind(self) -> None:
        for action_id, do in (
            ("rename_session", self.rename_session),
            ("rename_coder", self.rename_coder),
            ("rename_study", self.rename_study),
            ("move_coding", self.move_coding),
            ("remove", self.remove),
            ("remove_session", self.remove_session),
            ("remove_coder", self.remove_coder),
            ("lock_boundaries", self.lock),
            ("add_variable", self._page.detail.variables.ask),
            ("import_variables", self.table_wanted.emit),
            ("show_bin", self.bin_wanted.emit),
            ("take_in", self.copy_wanted.emit),
            ("undo_deed", self._deeds.undo),
        ):
            self._actions.bind(action_id, do)


def _events(state: CodingState | None) -> str:
    if state is None or state.problem or state.gold is not None:
        return ""
    return f": {count(state.events, 'event')}{', submitted' if state.is_submitted else ''}"


def _codings(row: SessionRow) -> str:
    begun = row.begun()
    if row.session is None:
        return ""
    if not begun:
        return ", in which nothing was coded"
    return f", with the {'codings' if len(begun) > 1 else 'coding'} of {', '.join(begun)}"


def _some(ids: Sequence[str]) -> str:
    return listed([*ids[:_NAMED], f"{len(ids) - _NAMED} more"] if len(ids) > _NAMED else ids)


def _listed(doubts: Sequence[UserError]) -> str:
    more = f" And {len(doubts) - 2} more like these." if len(doubts) > 2 else ""
    return "".join(f"{one} " for one in doubts[:2]).rstrip() + more
