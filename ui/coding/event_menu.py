"""The menus of the right mouse button and the menu key: the same words, order and keys as in the menus above."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from annotator.model import commands
from annotator.model.codebook import Codebook
from annotator.model.items import Event
from ui.actions import EPISODE_KEYS, Actions
from ui.coding.event_edits import set_modifier, shared_modifiers
from ui.session import CodingSession

_OF_EVENTS = (
    ("go_to_event", "go_to_event_end", "loop"),
    ("set_start", "set_end", "move_to_now"),
    ("recode", "answer", "unsure", "comment"),
    ("split", "merge"),
    ("copy", "cut", "duplicate", "delete"),
)

_OF_HEADS = (
    ("select_code",),
    ("fold_group", "fold_all"),
    ("track_up", "track_down", "hide_track"),
    ("show_tracks", "hide_empty", "tracks_as_in_codebook"),
    ("show_rules",),
)
_OF_GROUPS = (("fold_group", "fold_all"), ("show_tracks", "hide_empty", "tracks_as_in_codebook"))
_OF_GROUND = (
    ("play", "paste"),
    ("loop_from", "loop_to", "loop"),
    ("select_seen", "select_all"),
    ("zoom_in", "zoom_out", "zoom_all", "spectrogram"),
)
_OF_PICTURE = (
    ("play",),
    ("save_still", "save_still_shown"),
    ("picture_aids", "reset_picture"),
    ("swap_cameras", "cameras_side_by_side", "align", "align_by_sound"),
    ("full_screen",),
)


def event_menu(session: CodingSession, actions: Actions, parent: QWidget) -> QMenu:
    """Return the menu of the selected events, wherever they were clicked; what makes no sense for them is disabled."""
    menu = _menu(actions, _OF_EVENTS, parent)
    _insert_modifiers(menu, session, actions)
    senseless = [name for name, makes_sense in _senses(session).items() if not makes_sense]
    for name in senseless:
        actions.switch(name, on=False)
        menu.aboutToHide.connect(partial(actions.switch, name, on=True))
    return menu


def head_menu(actions: Actions, parent: QWidget) -> QMenu:
    """Return the menu of a track whose head was clicked."""
    return _menu(actions, _OF_HEADS, parent)


def group_menu(actions: Actions, parent: QWidget) -> QMenu:
    """Return the menu of a group of tracks whose heading was clicked."""
    return _menu(actions, _OF_GROUPS, parent)


def ground_menu(actions: Actions, parent: QWidget) -> QMenu:
    """Return the menu of a moment of the timeline, where the playhead is."""
    menu = _menu(actions, _OF_GROUND, parent)
    marks = QMenu(actions.specs["mark_episode_1"].submenu, menu)
    marks.addActions([actions[f"mark_episode_{number}"] for number in range(1, EPISODE_KEYS + 1)])
    marks.addAction(actions["mark_episode_end"])
    menu.insertMenu(actions["select_seen"], marks)
    menu.insertSeparator(actions["select_seen"])
    return menu


def picture_menu(actions: Actions, parent: QWidget) -> QMenu:
    """Return the menu of the picture."""
    return _menu(actions, _OF_PICTURE, parent)


def _menu(actions: Actions, parts: tuple[tuple[str, ...], ...], parent: QWidget) -> QMenu:
    """Return a menu of actions of the window, with their words and keys and a line between the parts."""
    menu = QMenu(parent)
    for part in parts:
        menu.addSeparator()
        menu.addActions([actions[name] for name in part])
    return menu


def pop_up(menu: QMenu, at: QPoint) -> None:
    """Open a menu at a place of the screen; it is gone once it closes."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(at)


def toggle_unsure(session: CodingSession, event: Event) -> None:
    """Say that the coder is not sure of an event, or is after all."""
    session.do(lambda: commands.flag_unsure(session.coding, event.id, unsure=not event.unsure))


def _insert_modifiers(menu: QMenu, session: CodingSession, actions: Actions) -> None:
    """Offer the answers to what is asked of all selected events; those that they have are ticked."""
    events = session.selected_events
    for modifier in shared_modifiers(session):
        choices = QMenu(modifier.name.capitalize(), menu)
        held = {event.modifiers.get(modifier.id) for event in events}
        for value, name in [*((value.id, value.name) for value in modifier.values), (None, "not set")]:
            choice = choices.addAction(name, partial(set_modifier, session, modifier.id, value))
            choice.setCheckable(True)
            choice.setChecked(held == {value})
        menu.insertMenu(actions["unsure"], choices)


def _senses(session: CodingSession) -> dict[str, bool]:
    """Return of some actions whether they make sense for the selected events, with the playhead where it is."""
    events, event, codebook, now_ms = (
        session.selected_events,
        session.selected_event,
        session.codebook,
        session.position_ms,
    )
    if event is None:
        return {}
    is_point = event.start_ms == event.end_ms
    return {
        "go_to_event_end": event.end_ms is not None and not is_point,
        "set_start": is_point or event.end_ms is None or now_ms < event.end_ms,
        "set_end": not is_point and now_ms > event.start_ms,
        "answer": event.code in codebook.code_by_id and bool(codebook.code_by_id[event.code].modifiers),
        "split": any(one.covers(now_ms) and one.start_ms < now_ms for one in events),
        "merge": not is_point and _can_merge(session, codebook),
    }


def _can_merge(session: CodingSession, codebook: Codebook) -> bool:
    events = session.selected_events
    if len({event.code for event in events}) > 1 or events[0].code not in codebook.code_by_id:
        return False
    last = session.coding.events_of([events[0].code])[-1]
    return len(events) > 1 or last.id != events[0].id
