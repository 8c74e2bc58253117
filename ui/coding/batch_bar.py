"""Below the event table: what can be said of several selected events in one step."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QPushButton

from annotator.errors import EditError
from annotator.model.commands import batch, several
from annotator.model.history import Edit
from annotator.model.items import Event
from annotator.text import count
from ui.coding.event_edits import NOTHING_SELECTED, flag_unsure, recode, set_modifier, shared_modifiers
from ui.session import CodingSession
from ui.widgets.number_field import NumberField
from ui.widgets.parts import button, column, label, row

_MOST_FRAMES = 9999


class BatchBar(QFrame):
    """Shown while two or more events are selected, in the table or on the timeline. Every step is one undo."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self._session = session
        self.setAccessibleName("Edit the selected events")
        self.heading = label(kind="heading")
        self.codes = self._menu("Code", self._fill_codes, "Give all of them another code")
        self.modifiers = self._menu("Modifiers", self._fill_modifiers, "Set a modifier for all of them")
        self.unsure = button("Unsure", self._flag, tip="Mark all of them as unsure, or clear the mark")
        self.unsure.setCheckable(True)
        self.comment = CommentField()
        self.comment.returnPressed.connect(self._comment)
        self.frames = NumberField("Shift", "fr", 1, _MOST_FRAMES, step=1)
        self.frames.show_value(1)
        self.frames.setToolTip("How many frames Earlier and Later shift them by")
        self.frames.setFixedWidth(78)
        self.frames.returnPressed.connect(self.frames.clearFocus)
        self.earlier = button(
            "Earlier", partial(self._shift, -1), tip="Shift the selected events earlier by this many frames"
        )
        self.later = button("Later", partial(self._shift, 1), tip="Shift the selected events later by this many frames")
        self.to_now = button("To now", self.move_to_now, tip="Shift them so that the first starts at the playhead")
        for one in (self.unsure, self.earlier, self.later, self.to_now):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        above = row(self.heading, None, self.codes, self.modifiers, self.unsure, spacing=6)
        below = row(self.comment, self.frames, self.earlier, self.later, self.to_now, spacing=6)
        self.setLayout(column(above, below, self.frames.complaint, spacing=6, margins=(15, 8, 10, 8)))
        session.selection_changed.connect(self.show_selection)
        session.edited.connect(self.show_selection)
        self.show_selection()

    def show_selection(self) -> None:
        """Say how many are selected; hide where it is one or none."""
        events = self._session.selected_events if len(self._session.selected_ids) > 1 else ()
        is_wanted = len(events) > 1
        if is_wanted:
            self.heading.setText(f"{count(len(events), 'event')} selected")
            self.codes.setEnabled(len(self._kinds(events)) == 1)
            self.modifiers.setEnabled(bool(shared_modifiers(self._session)))
            self.unsure.setChecked(all(event.unsure for event in events))
            if not self.comment.hasFocus():
                texts = {event.comment for event in events}
                self.comment.setText(texts.pop() if len(texts) == 1 else "")
        self.setVisible(is_wanted)

    def move_to_now(self) -> None:
        """Shift the selected events so that the first of them starts at the frame on the screen."""
        events, now_ms = self._session.selected_events, self._session.position_ms
        if not events:
            self._session.tell(NOTHING_SELECTED)
            return
        by_ms = now_ms - events[0].start_ms
        self._move(by_ms, self._session.frame_near)

    def _shift(self, way: int) -> None:
        if self.frames.check():
            self._move(0, partial(frames_away, self._session, frames=way * int(self.frames.value or 0)))

    def _move(self, by_ms: int, on_frame: several.OnFrame) -> None:
        session, ids = self._session, self._ids()

        def make() -> Edit:
            edit = several.move_many(session.coding, session.codebook, ids, by_ms, on_frame=on_frame)
            moved = [change.after for change in edit.changes if isinstance(change.after, Event)]
            if any((event.end_ms or event.start_ms) > session.duration_ms for event in moved):
                raise EditError("There is no room after the last event.", "The recording ends here.")
            return edit

        session.do(make)

    def _flag(self) -> None:
        flag_unsure(self._session)
        self.show_selection()

    def _comment(self) -> None:
        self.comment.clearFocus()
        text = self.comment.text()
        ids = self._ids()
        self._session.do(lambda: batch.comment_many(self._session.coding, ids, text))
        self.show_selection()

    def _ids(self) -> list[str]:
        return [event.id for event in self._session.selected_events]

    def _fill_codes(self, menu: QMenu) -> None:
        kinds = self._kinds(self._session.selected_events)
        for code in self._session.codebook.codes:
            if {code.kind} == kinds:
                menu.addAction(code.name_and_key, partial(recode, self._session, code.id))

    def _fill_modifiers(self, menu: QMenu) -> None:
        for modifier in shared_modifiers(self._session):
            choices = menu.addMenu(modifier.name)
            for value in modifier.values:
                choices.addAction(value.name, partial(set_modifier, self._session, modifier.id, value.id))
            choices.addAction("not set", partial(set_modifier, self._session, modifier.id, None))

    def _kinds(self, events: Sequence[Event]) -> set[str]:
        codes = self._session.codebook.code_by_id
        return {codes[event.code].kind if event.code in codes else "" for event in events}

    def _menu(self, text: str, fill: Callable[[QMenu], None], tip: str) -> QPushButton:
        made = QPushButton(text)
        made.setProperty("kind", "menu")
        made.setToolTip(tip)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(made)

        def refill() -> None:
            menu.clear()
            fill(menu)

        menu.aboutToShow.connect(refill)
        made.setMenu(menu)
        return made


class CommentField(QLineEdit):
    """Enter gives the comment to all; Esc gives the keyboard back and changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Comment for all")
        self.setAccessibleName("Comment for all selected events")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)


def frames_away(session: CodingSession, ms: int, frames: int) -> int:
    """Return the moment of the frame so many frames after the one at ms; the end counts as one more frame.

    Raises:
        EditError: if the recording has no such frame, or its frames are not listed yet.
    """
    times = session.frame_times_ms()
    edges = np.append(times, session.duration_ms) if len(times) and times[-1] < session.duration_ms else times
    if not len(edges):
        raise EditError("The frames of the recording are still being listed.", "Try again in a moment.")
    place = int(np.searchsorted(edges, ms, side="right")) - 1 + frames
    if not 0 <= place < len(edges):
        raise EditError("The recording does not have that many frames there.", "Shift by fewer frames.")
    return int(edges[place])
