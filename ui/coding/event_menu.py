"""What can be done with the events that are selected in the table."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from annotator.model import commands
from annotator.model.codebook import Modifier
from annotator.model.items import Event
from ui.actions import Actions
from ui.session import CodingSession


def event_menu(session: CodingSession, actions: Actions, events: Sequence[Event], parent: QWidget) -> QMenu:
    """Return the menu for these events, the current one first."""
    menu, first = QMenu(parent), events[0]
    _add(menu, "Go to its start", lambda: session.jump(first.start_ms))
    if first.end_ms not in (None, first.start_ms):
        _add(menu, "Go to its end", lambda: session.jump(first.end_ms or first.start_ms))
    menu.addSeparator()
    for name in ("set_start", "set_end", "move_to_now", "comment"):
        menu.addAction(actions[name])
    if len(events) == 1:
        _add_for_one(menu, session, first)
    else:
        _add_for_several(menu, session, events)
    return menu


def _add_for_one(menu: QMenu, session: CodingSession, event: Event) -> None:
    coding, codebook, now_ms = session.coding, session.codebook, session.position_ms
    split = _add(
        menu, "Split at playhead", lambda: session.do(lambda: commands.split(coding, codebook, event.id, now_ms))
    )
    split.setEnabled(event.covers(now_ms) and event.start_ms < now_ms)
    code = codebook.code_by_id.get(event.code)
    for name in code.modifiers if code is not None else ():
        _add_modifier(menu, session, event, codebook.modifier_by_id[name])
    unsure = _add(menu, "Unsure", lambda: toggle_unsure(session, event))
    unsure.setCheckable(True)
    unsure.setChecked(event.unsure)
    menu.addSeparator()
    _add(menu, "Delete", lambda: session.do(lambda: session.deletion([event])))


def _add_for_several(menu: QMenu, session: CodingSession, events: Sequence[Event]) -> None:
    coding, codebook, ids = session.coding, session.codebook, [event.id for event in events]
    menu.addSeparator()
    merge = _add(menu, "Merge", lambda: session.do(lambda: commands.merge(coding, codebook, ids)))
    merge.setEnabled(len({event.code for event in events}) == 1)
    _add(menu, f"Delete {len(events)} events", lambda: session.do(lambda: session.deletion(events)))


def _add_modifier(menu: QMenu, session: CodingSession, event: Event, modifier: Modifier) -> None:
    choices = menu.addMenu(modifier.name)
    held = event.modifiers.get(modifier.id)
    for value, name in [*((value.id, value.name) for value in modifier.values), (None, "not set")]:
        choice = _add(choices, name, partial(set_modifier, session, event, modifier.id, value))
        choice.setCheckable(True)
        choice.setChecked(value == held)


def set_modifier(session: CodingSession, event: Event, modifier: str, value: str | None) -> None:
    """Set a modifier of an event, or take it away with None."""
    session.do(lambda: commands.modify(session.coding, session.codebook, event.id, modifier, value))


def toggle_unsure(session: CodingSession, event: Event) -> None:
    """Say that the coder is not sure of an event, or is after all."""
    session.do(lambda: commands.flag_unsure(session.coding, event.id, unsure=not event.unsure))


def _add(menu: QMenu, text: str, handler: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda: handler())  # noqa: PLW0108 - triggered also says whether it is checked
    return action
