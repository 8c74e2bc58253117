"""The menu of a segment, and the line in which the comment of an event is written."""

from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from annotator.model import commands
from annotator.model.commands.segments import name_segment
from annotator.model.items import Event, Segment
from ui.session import CodingSession


def segment_menu(session: CodingSession, segment: Segment, parent: QWidget) -> QMenu:
    """Return the menu of a segment: what it shows can be said there, too."""
    menu = QMenu(parent)
    menu.addAction("Go to its start", lambda: session.jump(segment.start_ms))
    names = menu.addMenu("Give it a code")
    names.setEnabled(segment.end_ms is not None)
    for code in session.codebook.codes:
        if not code.is_point:
            make = partial(name_segment, session.coding, session.codebook, segment.id, code.id)
            names.addAction(code.name_and_key, partial(session.do, make))
    menu.addSeparator()
    menu.addAction("Delete", lambda: session.do(lambda: commands.delete(session.coding, [segment.id])))
    return menu


class CommentLine(QLineEdit):
    """Writes the comment of one event, in place. Enter or a click elsewhere keeps it, Esc does not."""

    def __init__(self, session: CodingSession, event: Event, where: QRect, parent: QWidget) -> None:
        super().__init__(event.comment, parent)
        self._session, self._event, self._is_open = session, event, True
        self.setPlaceholderText("Comment")
        self.setAccessibleName("Comment")
        self.setGeometry(where)
        self.editingFinished.connect(self._keep)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave without a change on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _keep(self) -> None:
        if self._is_open:
            session, event, text = self._session, self._event, self.text().strip()
            self._leave()
            if text != event.comment:
                session.do(lambda: commands.comment(session.coding, event.id, text))

    def _leave(self) -> None:
        self._is_open = False
        if (timeline := self.parentWidget()) is not None:
            timeline.setFocus()
        self.close()
