"""What can be done with one event: its menu, and the line in which its comment is written."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from annotator.model import commands
from annotator.model.codebook import Modifier
from annotator.model.commands.segments import name_segment
from annotator.model.history import Edit
from annotator.model.items import Event, Segment
from ui.session import CodingSession


def event_menu(session: CodingSession, event: Event, comment: Callable[[Event], None], parent: QWidget) -> QMenu:
    """Return the menu of an event; what makes no sense for it is disabled.

    Args:
        session: where it is done.
        event: the event.
        comment: called to have a comment written.
        parent: who owns the menu.
    """
    menu = QMenu(parent)
    coding, codebook, now_ms = session.coding, session.codebook, session.position_ms
    code = codebook.code_by_id[event.code]
    later = next_alike(session, event)

    def add(text: str, make: Callable[[], Edit], *, enabled: bool = True) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(lambda: session.do(make))
        action.setEnabled(enabled)
        return action

    can_start = event.end_ms is None or code.is_point or now_ms < event.end_ms
    can_end = not code.is_point and now_ms > event.start_ms
    add("Set start to playhead", lambda: commands.trim(coding, codebook, event.id, start_ms=now_ms), enabled=can_start)
    add("Set end to playhead", lambda: commands.trim(coding, codebook, event.id, end_ms=now_ms), enabled=can_end)
    can_split = not code.is_point and event.covers(now_ms) and now_ms > event.start_ms
    add("Split at playhead", lambda: commands.split(coding, codebook, event.id, now_ms), enabled=can_split)
    alike = [event.id, *([] if later is None else [later.id])]
    add("Merge with next", lambda: commands.merge(coding, codebook, alike), enabled=later is not None)
    menu.addSeparator()
    for modifier_id in code.modifiers:
        _add_modifier(menu, session, event, codebook.modifier_by_id[modifier_id])
    menu.addAction("Comment …").triggered.connect(lambda: comment(event))
    unsure = add("Unsure", lambda: commands.flag_unsure(coding, event.id, unsure=not event.unsure))
    unsure.setCheckable(True)
    unsure.setChecked(event.unsure)
    menu.addSeparator()
    add("Delete", lambda: session.deletion([event]))
    return menu


def next_alike(session: CodingSession, event: Event) -> Event | None:
    """Return the next event of the same code, if it is a state that may be merged with this one."""
    if session.codebook.code_by_id[event.code].is_point:
        return None
    alike = session.coding.events_of([event.code])
    return next((one for one in alike if (one.start_ms, one.id) > (event.start_ms, event.id)), None)


def _add_modifier(menu: QMenu, session: CodingSession, event: Event, modifier: Modifier) -> None:
    choices = menu.addMenu(modifier.name.capitalize())
    held = event.modifiers.get(modifier.id)
    for value in modifier.values:
        choice = choices.addAction(value.name)
        choice.setCheckable(True)
        choice.setChecked(value.id == held)
        # A second choice of the same value takes it away.
        wanted = None if value.id == held else value.id
        choice.triggered.connect(
            lambda _checked=False, wanted=wanted: session.do(
                lambda: commands.modify(session.coding, session.codebook, event.id, modifier.id, wanted)
            )
        )


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
