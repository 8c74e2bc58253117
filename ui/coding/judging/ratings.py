"""The ratings panel: the grid of all cells and, below it, all that helps to rate the chosen one."""

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QLineEdit, QScrollArea, QSizePolicy, QWidget

from annotator.errors import EditError
from annotator.measures.evidence import evidence_for
from annotator.model import commands
from annotator.model.items import Cell, Event, Rating, fresh_id
from annotator.model.judging import asked_cells, cell_name, events_outside, points_text
from ui.coding.judging.anchors import Anchors
from ui.coding.judging.evidence_figures import EvidenceFigures
from ui.coding.judging.evidence_list import EvidenceList
from ui.coding.judging.points import PointTyping
from ui.coding.judging.rating_cells import CellModel
from ui.coding.judging.rating_grid import RatingGrid
from ui.session import CodingSession
from ui.widgets.elided import Elided
from ui.widgets.parts import button, column, label, line, name_field, row

_SOON_MS = 40
_LOW, _HIGH = 420, 500
_EDGES = (10, 4, 12, 10)
_KEYS = "Arrows: cell · Digits: point · . half · N not ratable · Del clear · Enter comment · E link · U next · Esc back"
_FROM_LAB = "The anchors of this scale come from your manual: enter them in the codebook."


class RatingsPanel(QWidget):
    """Rates by keys and clicks; each step is one edit, which undo takes back."""

    counted = Signal(str)
    """How far the ratings are, for the tab: “12/36”."""
    left = Signal()
    """The coder wants to go back to the recording."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self._session, self._typing = session, PointTyping()
        self._cell: Cell | None = None
        self.cells = CellModel(session)
        self.grid = RatingGrid(self.cells)
        self.heading, self.state = Elided(""), label("", "dim")
        self.heading.setProperty("kind", "strong")
        self.definition = label("", "dim", wrap=True)
        self.comment = QLineEdit(placeholderText="Comment")
        self.anchors, self.figures = Anchors(), EvidenceFigures()
        self._beside = _Beside(self.figures)
        self.events = EvidenceList(session, "Events as evidence")
        self.setAccessibleName("Ratings")
        self.setLayout(column(self.grid, line(), self._anchored(), self._below(), spacing=0))
        self._connect()
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.show_now)
        session.edited.connect(self._soon.start)
        self._choose(self.grid.cell)
        self.show_now()

    @property
    def rating(self) -> Rating | None:
        """The rating of the chosen cell; None while it is unset."""
        return self.cells.rating(self._cell) if self._cell is not None else None

    def take_keyboard(self) -> None:
        """Let the keys rate from now on."""
        self.grid.setFocus()

    def choose(self, cell: Cell) -> None:
        """Choose a cell."""
        self.grid.choose(cell)

    def show_now(self) -> None:
        """Show the ratings as they stand."""
        self.cells.refresh()
        self._show_progress()
        if self.isVisible():
            self._show_cell()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was edited while the panel was not seen."""
        super().showEvent(event)
        self._show_cell()

    def link_selected(self) -> None:
        """Link the selected event to the chosen rating, or take its link back."""
        event = self._session.selected_event
        if event is None:
            self._session.tell(EditError("No event is selected.", "Click one in the timeline or in the list below."))
        else:
            linked = self.rating.evidence if self.rating is not None else ()
            self._link(event.id, is_linked=event.id not in linked)

    def _anchored(self) -> QLayout:
        """Return what is always in sight below the grid: the cell, its anchors, the figures as far as they reach."""
        sides = row(self.anchors, self._beside, spacing=14)
        sides.setStretch(0, 3)
        sides.setStretch(1, 2)
        said = row(self.heading, self.state, spacing=10)
        said.setStretch(0, 1)
        return column(said, sides, spacing=4, margins=(10, 6, 12, 4))

    def _below(self) -> QScrollArea:
        name_field(self.comment, "Comment on the rating")
        link = button("Link the selected event", self.link_selected, "quiet", tip="Use it as evidence (E)")
        link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        clips = row(label("Events: click to go there, tick to link", "heading"), None, link, spacing=6)
        keys = label(_KEYS, "dim", wrap=True)
        body = QWidget()
        body.setLayout(column(self.comment, clips, self.events, self.definition, keys, None, spacing=7, margins=_EDGES))
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        scroll.setMinimumHeight(1)
        return scroll

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the rows of the grid lower where the anchors need the room; where there is room, leave those uncut."""
        super().resizeEvent(event)
        self.anchors.show_whole(whole=event.size().height() >= _HIGH)
        self.grid.show_low(low=event.size().height() < _LOW)

    def _connect(self) -> None:
        grid = self.grid
        grid.chosen.connect(self._choose)
        grid.typed.connect(self._type)
        grid.not_ratable.connect(lambda: self._rate(None))
        grid.unset.connect(self._unset)
        grid.comment_wanted.connect(self._edit_comment)
        grid.link_wanted.connect(self.link_selected)
        grid.left.connect(self.left)
        self.anchors.clicked.connect(self._rate)
        self.events.linked.connect(lambda event_id, is_linked: self._link(event_id, is_linked=is_linked))
        self.comment.editingFinished.connect(self._keep_comment)
        self.comment.returnPressed.connect(self.take_keyboard)

    def _choose(self, cell: Cell | None) -> None:
        if self.comment.isModified():
            self._keep_comment()  # what was typed is said of the cell before
        self._typing.forget()
        self._cell = cell
        if cell is None:
            return
        scale = self._session.codebook.scale_by_id[cell.scale]
        self.anchors.show_scale(scale, scale.anchors, not_ratable=scale.not_ratable)
        from_lab = _FROM_LAB if scale.anchors_from_lab and not scale.anchors else ""
        self.definition.setText("\n".join(filter(None, (scale.licensed_text or scale.definition, from_lab))))
        self.heading.say(cell_name(self._session.codebook, cell))
        self._show_cell()

    def _type(self, key: str) -> None:
        if self._cell is None:
            return
        scale = self._session.codebook.scale_by_id[self._cell.scale]
        given = self.rating.value if self.rating is not None else None
        value = self._typing.press(key, scale, given)
        if value is None:
            self._session.tell(EditError(f"{scale.name} runs from {points_text(scale)}.", "Type one of its points."))
        elif value != given:
            self._rate(value)

    def _rate(self, value: float | None) -> None:
        if value is None:
            self._typing.forget()
        self._say(value=value)

    def _say(self, **said: object) -> None:
        """Give the chosen cell a rating with what is said, the rest as it was."""
        cell, session = self._cell, self._session
        if cell is None:
            return
        blank = Rating(id=fresh_id(), scale=cell.scale, episode=cell.episode, target=cell.target, value=None)
        rating = replace(self.rating or blank, **said)
        session.do(lambda: commands.rate(session.coding, session.codebook, rating))
        self.show_now()

    def _unset(self) -> None:
        cell, session = self._cell, self._session
        self._typing.forget()
        if cell is not None:
            session.do(lambda: commands.unrate(session.coding, session.codebook, cell))
            self.show_now()

    def _edit_comment(self) -> None:
        if self.comment.isEnabled():
            self.comment.setFocus()
            self.comment.selectAll()
        else:
            self._session.tell(EditError("This cell is not rated yet.", "Rate it first, or press N: not ratable."))

    def _keep_comment(self) -> None:
        rating, text = self.rating, self.comment.text().strip()
        self.comment.setModified(False)
        if rating is not None and text != rating.comment:
            self._say(comment=text)

    def _link(self, event_id: str, *, is_linked: bool) -> None:
        rating = self.rating
        if rating is None:
            self._session.tell(EditError("This cell is not rated yet.", "Rate it first, then link its evidence."))
            self._show_cell()
            return
        others = tuple(one for one in rating.evidence if one != event_id)
        self._say(evidence=(*others, event_id) if is_linked else others)

    def _show_progress(self) -> None:
        asked = asked_cells(self._session.codebook)
        given = [rating for cell in asked if (rating := self.cells.rating(cell)) is not None]
        not_ratable = sum(rating.value is None for rating in given)
        words = f"{len(given)} of {len(asked)} rated"
        self.grid.progress.setText(f"{words},\n{not_ratable} not ratable" if not_ratable else words)
        self.counted.emit(f"{len(given)}/{len(asked)}")

    def _show_cell(self) -> None:
        cell, rating, session = self._cell, self.rating, self._session
        if cell is None:
            return
        self.state.setText(self.cells.said(cell))
        self.anchors.show_value(rating.value if rating is not None else None, is_set=rating is not None)
        self.comment.setEnabled(rating is not None)
        if not self.comment.hasFocus() or not self.comment.isModified():
            self.comment.setText(rating.comment if rating is not None else "")
        unseen = session.study.settings.measures.unseen
        evidence = evidence_for(cell, session.coding, session.codebook, session.episodes(), unseen)
        self.figures.show_evidence(evidence, cell.episode)
        self._beside.updateGeometry()
        linked = rating.evidence if rating is not None else ()
        events = _with_linked(evidence.events if evidence is not None else (), linked, session)
        outside = events_outside(session.coding, rating, session.episodes()) if rating is not None else ()
        self.events.show_events(events, linked, "None in this episode.", {event.id for event in outside})


def _with_linked(events: tuple[Event, ...], linked: tuple[str, ...], session: CodingSession) -> list[Event]:
    """Return the events, with the linked ones of other codes and episodes, in order of start."""
    found = {event.id: event for event in events}
    for event_id in linked:
        event = session.coding.event(event_id)
        if event is not None:
            found[event_id] = event
    return sorted(found.values(), key=lambda event: (event.start_ms, event.id))


class _Beside(QScrollArea):
    """Holds the figures: as wide as they need, as high as there is room."""

    def __init__(self, figures: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self._figures = figures
        self.setWidget(figures)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def minimumSizeHint(self) -> QSize:
        """The width of the figures and of the bar that scrolls them."""
        return QSize(self._figures.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), 1)
