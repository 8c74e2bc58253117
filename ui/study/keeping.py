"""What a lab has to know of a study that it keeps or gives on: all changes, what may tell too much, what is due."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cached_property

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from annotator.study import Study
from annotator.study.retention import due, remove_references, set_retention
from annotator.study.share_check import Finding, share_check
from annotator.study.trail import Done, changes
from annotator.study.verifying import Verified, verify_study
from annotator.text import count
from ui.actions import Actions
from ui.file_dialogs import Ask
from ui.messages import Messages
from ui.study.new_study import documents
from ui.study.rows_page import RowsPage
from ui.tasks import Reads, Saves

_MOST_SHOWN = 20_000
_REMOVE = "Take away where they lie"
_Said = tuple[list[tuple[str, str, int]], int]


class Keeping(QObject):
    """Everything of the menu Keep and share.

    Args:
        pages: where its pages are shown; they are made when they are first wanted.
        actions: the table of actions.
        messages: told what was found and done.
        reads: runs what changes nothing.
        saves: runs what does.
        ask: the dialogs.
    """

    left = Signal()
    """A page was left: the study is to be shown again."""

    def __init__(
        self, pages: QStackedWidget, actions: Actions, messages: Messages, reads: Reads, saves: Saves, ask: Ask
    ) -> None:
        super().__init__(pages)
        self._pages, self._actions, self._messages = pages, actions, messages
        self._reads, self._saves, self._ask = reads, saves, ask
        self._study: Study | None = None
        self._found: list[Done] = []
        for action_id, do in (
            ("audit", lambda: self._begin(self.audit, self._look_at_changes)),
            ("verify_study", self._verify),
            ("share_check", lambda: self._begin(self.share, self._look_at_share)),
            ("retention", lambda: self._begin(self.recordings, self._look_at_retention)),
        ):
            actions.bind(action_id, do)

    @cached_property
    def audit(self) -> RowsPage:
        """All changes."""
        made = RowsPage(
            "All changes",
            "Steps of the audit trail and edits of all codings, the newest first. Times are UTC. Comments, notes and "
            "names of recordings stand as … here and in the table that is saved.",
            [("When", 170), ("Who", 80), ("Session", 90), ("Coder", 80), ("What", 250), ("From", 0), ("To", 0)],
            [("Session", "Session"), ("Coder", "Coder"), ("Since", "Since, such as 2026-11-29"), ("What", "What")],
            [("Save as a table…", self._save_changes)],
        )
        return self._add(made, self._look_at_changes)

    @cached_property
    def share(self) -> RowsPage:
        """What may tell who was recorded."""
        about = (
            "What in the study may tell who was recorded or who works in the lab. The program knows no names: it says "
            "where there may be one. Recordings show faces and hold voices, whatever stands here."
        )
        return self._add(RowsPage("Before it is given away", about, [("Where", 180), ("What", 0), ("What to do", 0)]))

    @cached_property
    def recordings(self) -> RowsPage:
        """Until when recordings may be kept."""
        about = (
            "The last day on which the recordings of a session may be kept. What is due can be taken out of the study: "
            "it no longer says where the recordings lie, with a line in the audit trail. Delete the files yourself."
        )
        made = RowsPage(
            "How long recordings are kept",
            about,
            [("Session", 180), ("Until", 140), ("Recordings", 0)],
            [("Last day", "Last day of the chosen session, such as 2036-12-31")],
            [("Take out what is due…", self._remove_due)],
        )
        return self._add(made, self._set_day)

    def open(self, study: Study | None) -> None:
        """Look at this study from now on, or at none."""
        self._study = study
        for action_id in ("audit", "verify_study", "share_check", "retention"):
            self._actions.switch(action_id, on=study is not None)

    def _add(self, page: RowsPage, asked: Callable[[], None] | None = None) -> RowsPage:
        page.left.connect(self.left)
        if asked is not None:
            page.asked.connect(asked)
        self._pages.addWidget(page)
        return page

    def _begin(self, page: RowsPage, look: Callable[[], None]) -> None:
        self._actions["show_study"].trigger()
        self._pages.setCurrentWidget(page)
        page.table.setFocus()
        look()

    def _look_at_changes(self) -> None:
        study, said = self._study, {name: field.text().strip() for name, field in self.audit.fields.items()}
        if study is None:
            return
        try:
            day = said["Since"]
            since = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC) if day else None
        except ValueError:
            self._messages.note(f"“{said['Since']}” is not a date.", "Write year, month and day: 2026-11-29.")
            return
        self._reads.run(
            "Looking at all changes",
            lambda _progress: list(
                changes(study, session=said["Session"], coder=said["Coder"], since=since, what=said["What"])
            ),
            lambda found: self._show_changes(study, found),
        )

    def _show_changes(self, study: Study, found: list[Done]) -> None:
        if study is self._study:
            self._found = found
            newest = found[: -_MOST_SHOWN - 1 : -1]
            rows = [
                (f"{one.at:%Y-%m-%d %H:%M:%S}", one.who, one.session, one.coder, one.what, one.old, one.new)
                for one in newest
            ]
            few = f", the newest {_MOST_SHOWN:,} shown" if len(found) > len(rows) else ""
            self.audit.show_rows(rows, f"{count(len(found), 'change')}{few}")

    def _save_changes(self) -> None:
        from annotator.exchange.audit_csv import export_audit  # noqa: PLC0415 - what makes tables takes long to import

        found = self._found
        out = self._ask.save(self._pages, "Save changes", documents() / "changes.csv", "Table (*.csv)")
        if out is not None:
            self._reads.run(
                "Writing the changes",
                lambda _progress: export_audit(found, out),
                lambda _none: self._messages.done(f"Wrote {out.name}."),
            )

    def _verify(self) -> None:
        study = self._study
        if study is not None:
            self._reads.run("Verifying", lambda progress: verify_study(study, progress), self._verified)

    def _verified(self, found: Verified) -> None:
        if found.problems:
            lines = [str(one) for one in found.problems[:5]]
            self._messages.warn(f"{count(len(found.problems), 'problem')} in this study.", "\n".join(lines))
        else:
            read = f"{count(found.codings, 'coding')}, {count(found.edits, 'edit')}, {count(found.steps, 'step')}."
            self._messages.done("All of it is as it was written.", "\n".join([read, *found.remarks]))

    def _look_at_share(self) -> None:
        study = self._study
        if study is not None:
            self._reads.run("Looking through the study", lambda _progress: share_check(study), self._show_share)

    def _show_share(self, found: tuple[Finding, ...]) -> None:
        rows = [(one.where, one.what, one.hint) for one in found]
        self.share.show_rows(rows, count(len(rows), "finding") if rows else "Nothing was found that names people.")

    def _look_at_retention(self) -> None:
        study = self._study
        if study is not None:
            self._reads.run("Looking through the study", lambda _progress: _kept(study), self._show_retention)

    def _show_retention(self, said: _Said) -> None:
        rows, passed = said
        self.recordings.show_rows(
            [(session_id, day or "no day", words) for session_id, day, words in _worded(rows)],
            f"{count(passed, 'session')} due." if passed else "Nothing is due.",
        )

    def _set_day(self) -> None:
        study, field = self._study, self.recordings.fields["Last day"]
        index, typed = self.recordings.table.currentIndex(), field.text().strip()
        if study is None or not typed:
            return
        if not index.isValid():
            self._messages.note("No session is chosen.", "Choose one in the table.")
            return
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            self._messages.note(f"“{typed}” is not a date.", "Write year, month and day: 2036-12-31.")
            return
        field.clear()
        session_id = self.recordings.model.rows[index.row()][0]
        self._saves.run(
            "Setting how long recordings are kept",
            lambda _progress: set_retention(study, {session_id: day}),
            lambda _before: self._look_at_retention(),
        )

    def _remove_due(self) -> None:
        study = self._study
        if study is not None:
            self._reads.run(
                "Looking through the study",
                lambda _progress: [one.session for one in due(study, study.now().date())],
                lambda sessions: self._ask_to_remove(study, sessions),
            )

    def _ask_to_remove(self, study: Study, sessions: list[str]) -> None:
        if not sessions:
            self._messages.note("Nothing is due.", "Only what was to be kept until a day that has passed is taken out.")
            return
        what = f"Take out where the recordings of {count(len(sessions), 'session')} lie?"
        hint = f"{', '.join(sessions)}. It cannot be undone. Codings stay, and no file is deleted."
        if self._ask.choice(self._pages, what, hint, [_REMOVE]) == _REMOVE:
            self._saves.run(
                "Taking recordings out",
                lambda _progress: remove_references(study, sessions),
                self._removed,
            )

    def _removed(self, cameras: int) -> None:
        what = f"The study no longer names the place of {count(cameras, 'recording')}."
        self._messages.done(what, "Delete the files yourself. The audit trail says what was done.")
        self._look_at_retention()


def _kept(study: Study) -> _Said:
    passed = {one.session for one in due(study, study.now().date())}
    rows = []
    for one in study.sessions():
        there = sum(not camera.removed for camera in one.cameras)
        rows.append((one.id, "" if one.keep_until is None else one.keep_until.isoformat(), there))
    rows.sort(key=lambda row: (row[0] not in passed, row[0]))
    return rows, len(passed)


def _worded(rows: list[tuple[str, str, int]]) -> list[tuple[str, str, str]]:
    today = date.today().isoformat()
    return [(one, day, _words(there, is_due=bool(day) and day < today)) for one, day, there in rows]


def _words(there: int, *, is_due: bool) -> str:
    return f"{count(there, 'recording')}{', due' if is_due else ''}" if there else "taken out"
