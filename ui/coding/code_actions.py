"""What the keys and menus of the Code workspace do to the coding that is open."""

from collections.abc import Callable, Mapping
from functools import partial

from annotator.errors import EditError
from annotator.model.items import END_OF_LAST_EPISODE
from ui.actions import EPISODE_KEYS, Actions
from ui.coding.aligning import Aligning
from ui.coding.cameras import Cameras
from ui.coding.playing import Playing
from ui.session import CodingSession

Handlers = Mapping[str, Callable[[], object]]


def play_handlers(session: CodingSession, playing: Playing) -> Handlers:
    """Return what moves the recording, by the ids of the actions."""
    return {
        "play": playing.toggle,
        "frame_back": partial(playing.step, -1),
        "frame_forward": partial(playing.step, 1),
        "second_back": partial(playing.skip, -1000),
        "second_forward": partial(playing.skip, 1000),
        "five_back": partial(playing.skip, -5000),
        "five_forward": partial(playing.skip, 5000),
        "shuttle_back": partial(playing.shuttle, -1),
        "shuttle_pause": playing.pause,
        "shuttle_forward": partial(playing.shuttle, 1),
        "slower": playing.slower,
        "faster": playing.faster,
        "replay": playing.replay,
        "mute": playing.mute,
        "loop": playing.toggle_loop,
        "loop_from": playing.loop_from,
        "loop_to": playing.loop_to,
        "start": partial(session.jump, 0),
        "end": partial(session.jump, session.duration_ms),
    }


def camera_handlers(cameras: Cameras, aligning: Aligning) -> Handlers:
    """Return what changes how the cameras are shown and when they begin, by the ids of the actions."""
    return {
        "swap_cameras": cameras.swap,
        "cameras_side_by_side": cameras.toggle_side_by_side,
        "reset_picture": cameras.reset,
        "align": aligning.begin,
        "align_by_sound": aligning.find,
        "align_frame_back": partial(aligning.shift, -1),
        "align_frame_forward": partial(aligning.shift, 1),
        "align_second_back": partial(aligning.shift_ms, -1000),
        "align_second_forward": partial(aligning.shift_ms, 1000),
        "align_back": aligning.take_back,
    }


def edit_handlers(session: CodingSession) -> Handlers:
    """Return what changes the coding or the selection, by the ids of the actions."""
    return {
        "undo": session.undo,
        "redo": session.redo,
        "previous_event": session.select_previous,
        "next_event": session.select_next,
        "set_start": session.set_selected_start,
        "set_end": session.set_selected_end,
    }


def episode_handlers(session: CodingSession) -> Handlers:
    """Return what goes to an episode and what marks where it begins, by the ids of the actions."""
    handlers: dict[str, Callable[[], object]] = {"mark_episode_end": partial(session.mark_episode, END_OF_LAST_EPISODE)}
    for number, episode in enumerate(session.codebook.episodes[:EPISODE_KEYS], start=1):
        handlers[f"episode_{number}"] = partial(go_to_episode, session, episode.id, number)
        handlers[f"mark_episode_{number}"] = partial(session.mark_episode, episode.id)
    return handlers


def go_to_episode(session: CodingSession, episode: str, number: int) -> None:
    """Jump to the start of an episode, or say how to mark it."""
    if any(span.episode == episode for span in session.episodes()):
        session.go_to_episode(episode)
    else:
        hint = f"Go to where it begins and press Ctrl+{number}."
        session.tell(EditError(f"The start of episode {episode} is not marked yet.", hint))


def bind_all(actions: Actions, handlers: Handlers) -> None:
    """Let the actions do this from now on."""
    for action_id, handler in handlers.items():
        actions.bind(action_id, handler)
        actions.switch(action_id, on=True)


def switch_off(actions: Actions, handlers: Handlers) -> None:
    """Let the actions do nothing until they are bound again."""
    for action_id in handlers:
        actions.bind(action_id, lambda: None)
        actions.switch(action_id, on=False)
