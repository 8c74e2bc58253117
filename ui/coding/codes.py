"""The code panel: every code by its group, lit while it is on, and what its rules are."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from annotator.model.codebook import Code
from annotator.model.items import Event
from ui.coding.code_rules import CodeRules
from ui.coding.question import Question
from ui.session import CodingSession
from ui.widgets.code_columns import COLUMN_WIDTH, CodeColumns
from ui.widgets.code_row import ROW_HEIGHT, CodeRow
from ui.widgets.parts import column, line
from ui.widgets.swatch import code_styles

_TALLEST, _LOW_WINDOW = 330, 780


class CodesPanel(QWidget):
    """Shows the codebook; a click on a code does what its key does."""

    pressed = Signal(str)
    """A code was clicked: its id."""

    def __init__(self, session: CodingSession, question: Question) -> None:
        super().__init__()
        self._session = session
        styles = code_styles(session.codebook)
        self.rows = {code.id: CodeRow(code, styles[code.id]) for code in session.codebook.codes}
        self.rules = CodeRules(session.codebook, question)
        self._codes = CodeColumns([(name, [self.rows[code.id] for code in codes]) for name, codes in self._groups()])
        for code_id, code_row in self.rows.items():
            code_row.clicked.connect(partial(self._press, code_id))
            code_row.hovered.connect(self.rules.hover)
        self.setLayout(column(_Room(self._codes), line(), self.rules, spacing=0))
        self.setAccessibleName("Codes")

    def sizeHint(self) -> QSize:
        """Room for all codes, small where they are many, and for the rules, so that some events are seen below."""
        codes_height = min(self._codes.natural_height, max(_TALLEST, self._codes.least_height))
        return QSize(2 * COLUMN_WIDTH, codes_height + self.rules.full_height + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room of the rules to the codes where they would else have to be scrolled to."""
        super().resizeEvent(event)
        self._share_room()
        self.updateGeometry()

    def _share_room(self) -> None:
        self.rules.show_small(small=self._codes.least_height > self.height() - self.rules.full_height - 1)

    def minimumSizeHint(self) -> QSize:
        """Room for all codes in their smallest rows, unless the window is low or they are too many: then for a few."""
        least = self._codes.least_height + self.rules.small_height + 1
        is_roomy = self.window().height() >= _LOW_WINDOW and least <= _TALLEST
        return QSize(200, least if is_roomy else 4 * ROW_HEIGHT + self.rules.full_height)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for room again: it depends on how high the window is."""
        super().showEvent(event)
        self.updateGeometry()

    def show_on(self, on_now: dict[str, Event], at_ms: int) -> None:
        """Light the codes that are on at at_ms, and put out the others."""
        for code_id, code_row in self.rows.items():
            event = on_now.get(code_id)
            code_row.show_on(at_ms - event.start_ms if event is not None else None)

    def show_ticked(self, codes: frozenset[str]) -> None:
        """Tick these codes, and no others."""
        for code_id, code_row in self.rows.items():
            code_row.show_ticked(ticked=code_id in codes)

    def show_pass(self, codes: frozenset[str]) -> None:
        """Show the codes of the pass only."""
        for code_id, code_row in self.rows.items():
            code_row.is_in_pass = code_id in codes
        self._codes.hide_left_out()
        self._share_room()

    def flash(self, code_id: str) -> None:
        """Say that a code was pressed, and show its rules."""
        self.rows[code_id].flash()
        self.rules.show_code(code_id)

    def _press(self, code_id: str, _is_checked: bool = False) -> None:
        self.pressed.emit(code_id)

    def _groups(self) -> list[tuple[str, tuple[Code, ...]]]:
        return list(self._session.codebook.groups.items())


class _Room(QScrollArea):
    """Lets the codes know how much room there is; what does not fit is scrolled to."""

    def __init__(self, codes: CodeColumns) -> None:
        super().__init__(widgetResizable=True)
        self._codes = codes
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(codes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of the room that there would be without a scroll bar, which only comes where it is not enough."""
        super().resizeEvent(event)
        self._codes.show_in(self.maximumViewportSize())
