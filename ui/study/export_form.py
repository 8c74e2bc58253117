"""The form for an export: format, sessions, coders, and what goes along."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotator.exchange.exporting import EXPORTS, lost_in
from annotator.exchange.wanted import Wanted
from annotator.study import Study
from ui.messages import Messages
from ui.settings import EXPORT, Settings
from ui.tasks import Reads
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.forms import Choices, FormPage, form_grid
from ui.widgets.parts import button, column, label, name_field, row

_ROWS_SHOWN = 6

_Names = tuple[tuple[str, ...], tuple[str, ...]]
"""Sessions and coders."""


class ExportForm(QWidget):
    """Shows what can be chosen of an export. Format and decimal comma are those of the last one on this computer.

    Sessions and coders are all of them each time, and comments none: nobody leaves something out, or lets out what
    identifies people, because of what was chosen another day.
    """

    wanted = Signal(Wanted)
    """An export is to be made."""
    cancelled = Signal()

    def __init__(self, messages: Messages, settings: Settings, reads: Reads) -> None:
        super().__init__()
        self._messages, self._settings, self._reads = messages, settings, reads
        self._study: Study | None = None
        self._wanted_sessions: Sequence[str] | None = None
        self.format, self.about = ChoiceBox(), label("", "dim", wrap=True)
        name_field(self.format, "Format")
        for one, (name, _) in EXPORTS.items():
            self.format.addItem(name, one)
        self.lost = label("", "dim", wrap=True)
        self.comma = QCheckBox("Semicolons and decimal commas, for Excel in German or French")
        self.comments = QCheckBox("The coders' comments, which may identify people")
        self.opens = QCheckBox("Open the folder afterwards")
        self.sessions, self.coders = _SessionList(), Choices("Coders")
        self.format.currentIndexChanged.connect(self._show_format)
        self._page = FormPage("Export", self._fields(), "Choose a folder…", self._go, self.cancelled.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)

    @property
    def opens_folder(self) -> bool:
        """Whether the folder is to be opened once the tables are in it."""
        return self.opens.isChecked()

    def begin(self, study: Study, sessions: Sequence[str] | None = None) -> None:
        """Offer what this study has, with some sessions ticked or all; as long as it is not known, all is exported."""
        self._study, self._wanted_sessions = study, sessions
        last, comma, opens = self._settings.get(EXPORT)
        self.format.setCurrentIndex(max(self.format.findData(last), 0))
        self.comma.setChecked(comma)
        self.opens.setChecked(opens)
        self.comments.setChecked(False)
        self.sessions.offer(())
        self.coders.offer((), ())
        self._show_format()
        self._reads.run("Looking through the study", lambda _progress: _names(study), self._show_names)
        self.format.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter go on, and Escape cancel."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        else:
            super().keyPressEvent(event)

    def _show_names(self, names: _Names) -> None:
        sessions, coders = names
        self.sessions.offer(sessions, self._wanted_sessions)
        self.coders.offer([(one, one) for one in coders], coders)

    def _show_format(self) -> None:
        known = str(self.format.currentData())
        self.about.setText(f"{EXPORTS[known][1]}.")
        lost = lost_in(known)
        self.lost.setText("\n".join(["These files do not hold everything:", *(f"• {one}" for one in lost)]))
        self.lost.setVisible(bool(lost))
        self.comma.setEnabled(known == "csv")
        self.comma.setToolTip("" if known == "csv" else "Only CSV is written with commas")

    def _go(self) -> None:
        known = str(self.format.currentData())
        self._settings.put(EXPORT, (known, self.comma.isChecked(), self.opens.isChecked()))
        coders = self.coders.chosen
        if self.sessions.chosen == () or (self.coders.count and not coders):
            self._messages.note("Nothing would be exported.", "Tick at least one session and one coder.")
            return
        self.wanted.emit(
            Wanted(
                format=known,
                sessions=self.sessions.chosen,
                coders=None if len(coders) == self.coders.count else coders,
                comments=self.comments.isChecked(),
                decimal_comma=self.comma.isChecked() and known == "csv",
            )
        )

    def _fields(self) -> QVBoxLayout:
        about = (
            "Paths and names of files stay out. What is left out of tables, and why, stands in the table “excluded”."
        )
        return column(
            label(about, "dim", wrap=True),
            6,
            form_grid(
                (
                    "Format",
                    "Tables, or files of another program",
                    column(self.format, self.about, self.lost, self.comma, spacing=6),
                ),
                ("Sessions", "All are exported unless you untick some", self.sessions),
                ("Coders", "All are exported unless you untick some; the consensus is one of them", self.coders),
                ("Along with them", "Left out unless you ask for it", self.comments),
                ("Then", "The folder is new and lies in the one you choose", self.opens),
            ),
            spacing=14,
        )


class _SessionList(QWidget):
    """The sessions, each with a box; how many are chosen stands above."""

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.count = label("")
        name_field(self.list, "Sessions")
        self.list.itemChanged.connect(lambda _item: self._show_count())
        self.all = button("All", lambda: self._tick(on=True), tip="Tick every session")
        self.none = button("None", lambda: self._tick(on=False), tip="Untick every session")
        layout = column(row(self.count, None, self.all, self.none), self.list, spacing=6)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        self.setFocusProxy(self.list)

    @property
    def chosen(self) -> tuple[str, ...] | None:
        """The ids whose boxes are ticked; None where all are."""
        ticked = [one.text() for one in self._items() if one.checkState() == Qt.CheckState.Checked]
        return None if len(ticked) == self.list.count() else tuple(ticked)

    def offer(self, sessions: Sequence[str], ticked: Sequence[str] | None = None) -> None:
        """Offer these, some of them ticked or all."""
        self.list.clear()
        for one in sessions:
            item = QListWidgetItem(one)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_on = ticked is None or one in ticked
            item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        rows = min(max(len(sessions), 1), _ROWS_SHOWN)
        self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), 20) + 2 * self.list.frameWidth())
        self._show_count()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _tick(self, *, on: bool) -> None:
        for one in self._items():
            one.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _show_count(self) -> None:
        chosen = self.chosen
        known = self.list.count()
        self.count.setText(f"All {known}" if chosen is None else f"{len(chosen)} of {known}")


def _names(study: Study) -> _Names:
    sessions = study.session_ids()
    others = {coder for one in study.sessions() for coder in study.coders_of(one.id)}
    return tuple(sessions), tuple(dict.fromkeys([*study.coders, *sorted(others)]))
