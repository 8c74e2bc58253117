"""One page of the workspace: a list of entries at the left, the fields of the chosen one at the right."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from annotator.errors import EditError, UserError
from annotator.model.codebook.draft import move, remove
from annotator.model.codebook.entries import new_entry
from annotator.model.codebook.lines import Path
from annotator.model.codebook.renames import delete_code
from annotator.model.codebook.text import entry_fields
from ui.codebook.changes import field_change, shown_fields
from ui.codebook.entry_list import EntryList
from ui.codebook.form import EntryForm
from ui.codebook.open_codebook import Change, OpenCodebook
from ui.codebook.sections import Section, entries_of, rows_of
from ui.widgets.parts import button, column, label, line, panel, row

LIST_WIDTH = 380


class EntriesPage(QWidget):
    """Lists the entries of a few tables and changes them.

    Args:
        book: what is open.
        sections: the tables.
        tell: shows what was refused.
    """

    refused = Signal(object)

    def __init__(self, book: OpenCodebook, sections: Sequence[Section]) -> None:
        super().__init__()
        self.book, self.sections = book, tuple(sections)
        self.list = EntryList()
        self.list.setAccessibleName(sections[0].heading or "About")
        self._forms = QStackedWidget()
        self.forms = {section.table: EntryForm(section.specs) for section in sections}
        self.title, self.use = label("", "title"), label("", "dim")
        self.buttons = row(spacing=6)
        self._changing: list[QWidget] = []
        self._path: Path = ()
        self._nothing = label("", "dim", wrap=True)
        self._nothing.setContentsMargins(24, 18, 24, 0)
        self._nothing.setMaximumWidth(700)
        self._lay_out()
        self._join()

    @property
    def section(self) -> Section:
        """The table of the entry that is chosen."""
        tables = {section.table: section for section in self.sections}
        path = self._path
        return tables.get(path) or tables.get(path[:-1]) or self.sections[0]

    @property
    def path(self) -> Path | None:
        """The entry that is chosen; None where there is none."""
        return self._path if self._is_there(self._path) else None

    @property
    def form(self) -> EntryForm:
        """The form that is shown."""
        return self.forms[self.section.table]

    def show_draft(self) -> None:
        """Show the draft as it stands."""
        if not self.book.is_open:
            return
        rows = rows_of(self.book, self.sections)
        if self._path == () and () not in self.forms:
            self._path = next((one.path for one in rows if one.path is not None), ())
        self.list.show_rows(rows, self._path)
        self._path = self.list.path if self.list.path is not None else self._path
        self._show_entry()
        for one in self._changing:
            one.setEnabled(not self.book.is_read_only)
        self.list.may_drag = not self.book.is_read_only

    def choose(self, path: Path) -> None:
        """Choose an entry; a longer path also names the field to go to."""
        entry = next((path[:length] for length in range(len(path), -1, -1) if self._is_there(path[:length])), None)
        if entry is None:
            return
        self._path = entry
        self.show_draft()
        if len(path) > len(entry) and isinstance(path[len(entry)], str):
            self.form.focus_field(str(path[len(entry)]))

    def add(self, section: Section | None = None) -> None:
        """Add an entry behind the chosen one."""
        wanted = section or self.section
        section = next((one for one in (wanted, *self.sections) if one.can_be_added), None)
        if section is None:
            self.refused.emit(EditError("There is nothing to add on this page.", "Go to another page: F5."))
            return
        count = len(entries_of(self.book.codebook, section.table))
        is_chosen = not section.is_single and self._path[:-1] == section.table and self.path is not None
        place = int(self._path[-1]) + 1 if is_chosen else count
        if self.book.do(self._new(section, place)):
            self.choose(section.table if section.is_single else (*section.table, place))
            self.form.focus_field("name")

    def delete(self) -> None:
        """Take the chosen entry out, where nothing is coded with it."""
        path, section = self.path, self.section
        if path is None or not path:
            return
        entry = entries_of(self.book.codebook, section.table)[0 if section.is_single else int(path[-1])]
        if section.reference and (used := self.book.use_text(section.reference, entry.id)):
            self.refused.emit(EditError(f"{entry.name} is used: {used}.", self.instead_of_deleting(section)))
            return
        if section.table == ("code",):
            self.book.do(lambda draft: delete_code(draft, entry.id))
            return
        name = getattr(entry, "name", section.one)
        self.book.do(lambda draft: remove(draft, path, f"delete {name}"))

    def shift(self, by: int) -> None:
        """Move the chosen entry up (−1) or down (1)."""
        path = self.path
        if path is None or not path or not isinstance(path[-1], int):
            return
        place = self.list.place_of(path)
        target = place - 1 if by < 0 else place + 2
        self.drop(place, target)

    def drop(self, row_from: int, row_before: int) -> None:
        """Move the entry of a row to before another row."""
        path = self.list.rows[row_from].path
        if path is None or not path or not isinstance(path[-1], int):
            return
        table, place = path[:-1], path[-1]
        to = self._place_at(table, place, row_before)
        if to != place and self.book.do(lambda draft: move(draft, table, place, to, "order")):
            self.choose((*table, to))

    def instead_of_deleting(self, section: Section, /) -> str:
        """Say what to do with an entry that is used."""
        return "Keep it." if section.reference != "scale" else "Retire it: its ratings stay readable."

    def add_button(
        self, text: str, handler: Callable[[], object], tip: str, kind: str = "quiet", icon: str = ""
    ) -> None:
        """Put a button above the form."""
        made = button(text, handler, kind, icon, tip)
        self.buttons.addWidget(made)
        self._changing.append(made)

    def _new(self, section: Section, place: int, /) -> Change:
        return lambda draft: new_entry(draft, section.table, f"New {section.one}", place)

    def _place_at(self, table: Path, place: int, row_before: int) -> int:
        below = [one.path for one in self.list.rows[row_before:] if one.path is not None and one.path[:-1] == table]
        to = int(below[0][-1]) if below else len(entries_of(self.book.codebook, table))
        return to - 1 if to > place else to

    def _is_there(self, path: Path) -> bool:
        table = next((one.table for one in self.sections if path == one.table and one.is_single), path[:-1])
        if path and not isinstance(path[-1], int) and table != path:
            return False
        if table not in self.forms or not self.book.is_open:
            return False
        count = len(entries_of(self.book.codebook, table))
        return count > 0 if table == path else isinstance(path[-1], int) and path[-1] < count

    def _show_entry(self) -> None:
        path = self.path
        self._forms.setVisible(path is not None)
        self._nothing.setVisible(path is None)
        if path is None:
            self.title.setText(f"No {self.sections[0].one} yet")
            self._nothing.setText(self.sections[0].empty)
            self.use.hide()
            return
        section = self.section
        fields = entry_fields(self.book.draft.text, path)
        self._forms.setCurrentWidget(self.form)
        self.form.show_entry(self.book.codebook, shown_fields(fields), read_only=self.book.is_read_only)
        self.form.show_faults(self._faults(path))
        self.title.setText(str(fields.get("name") or section.heading))
        used = self.book.use_text(section.reference, str(fields.get("id"))) if section.reference else ""
        self.use.setText(used)
        self.use.setVisible(bool(used))

    def _faults(self, path: Path) -> dict[str, str]:
        found: dict[str, str] = {}
        for at, fault in self.book.draft.fault_places():
            if at[: len(path)] == path and len(at) > len(path):
                found.setdefault(str(at[len(path)]), f"{fault.what}. {fault.remedy}")
        return found

    def _edit(self, name: str, value: object) -> None:
        path = self.path
        if path is None:
            return
        try:
            change = field_change(self.book, self.section, path, name, value)
        except UserError as error:
            self.refused.emit(error)
            self.show_draft()
            return
        self.book.do(change, typing=f"{path}{name}")

    def _follow(self) -> None:
        """Follow the draft while this page is seen; it is brought up to date when it is shown."""
        if self.isVisible():
            self.show_draft()

    def _choose_row(self, path: Path) -> None:
        self._path = path
        self.book.history.stop_typing()
        self._show_entry()

    def _join(self) -> None:
        self.list.chosen.connect(self._choose_row)
        self.list.moved.connect(self.drop)
        self.book.changed.connect(self._follow)
        self.book.use_known.connect(self._follow)
        for form in self.forms.values():
            form.edited.connect(self._edit)
            self._forms.addWidget(form)

    def _lay_out(self) -> None:
        for section in self.sections:
            if section.can_be_added:
                text = f"Add {section.one}"
                self.add_button(text, partial(self.add, section), f"{text} below the selected one", icon="add")
        if any(section.can_be_added for section in self.sections):
            self.add_button("Delete", self.delete, "Delete it, if nothing is coded with it")
        head = row(column(self.title, self.use, spacing=0), None, self.buttons, margins=(24, 12, 16, 10))
        right = column(head, line(), self._forms, self._nothing, None, spacing=0)
        right.setStretch(2, 1000)  # the form takes all there is; without one the head stays on top
        if () in self.forms:
            self.setLayout(right)
            return
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(panel(column(self.list, spacing=0, margins=(0, 6, 0, 6))))
        body = QWidget()
        body.setLayout(right)
        split.addWidget(body)
        split.setSizes([LIST_WIDTH, 900])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        self.setLayout(column(split, spacing=0))
