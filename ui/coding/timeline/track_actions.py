"""What the keys do to the tracks of the timeline: fold, move and hide them, and select what they show."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from annotator.errors import EditError
from annotator.model.codebook import Code
from ui.arrangement import AS_IN_CODEBOOK, Arrangement
from ui.coding.timeline.timeline import Timeline
from ui.settings import ARRANGEMENTS, Settings


def track_handlers(timeline: Timeline) -> dict[str, Callable[[], object]]:
    """Return what arranges the tracks, by the ids of the actions."""
    return {
        "select_seen": partial(select_seen, timeline),
        "select_code": partial(select_code, timeline),
        "fold_group": partial(fold_group, timeline),
        "fold_all": partial(fold_all, timeline),
        "track_up": partial(move_track, timeline, -1),
        "track_down": partial(move_track, timeline, 1),
        "hide_empty": partial(hide_empty, timeline),
        "hide_track": partial(hide_track, timeline),
        "show_tracks": partial(show_tracks, timeline),
        "tracks_as_in_codebook": partial(timeline.arrange, AS_IN_CODEBOOK),
    }


def remember_tracks(timeline: Timeline, settings: Settings) -> None:
    """Arrange the tracks as the user has left them for this codebook on this machine, and keep what changes."""
    name = timeline.session.codebook.id

    def keep(arrangement: Arrangement) -> None:
        settings.put(ARRANGEMENTS, settings.get(ARRANGEMENTS) | {name: arrangement})

    timeline.arrange(settings.get(ARRANGEMENTS).get(name, AS_IN_CODEBOOK))
    timeline.arranged.connect(keep)


def select_seen(timeline: Timeline) -> None:
    """Select all events of the tracks that are not folded, as far as the view reaches."""
    scene = timeline.scene
    codes = [lane.code.id for lane in scene.lanes.tracks if lane.code is not None]
    scene.session.select_many(scene.tracks.within(codes, scene.view.start_ms, scene.view.end_ms))


def select_code(timeline: Timeline) -> None:
    """Select all events of the code whose track is meant."""
    code = meant_code(timeline)
    if code is not None:
        timeline.session.select_many(event.id for event in timeline.session.coding.events_of([code.id]))


def fold_group(timeline: Timeline) -> None:
    """Fold or unfold the group of the track that is meant."""
    code = meant_code(timeline)
    if code is not None:
        timeline.arrange(timeline.scene.arrangement_toggling(code.group))


def fold_all(timeline: Timeline) -> None:
    """Fold all groups, or unfold them where all are folded."""
    is_unfolded = any(not group.is_folded for group in timeline.scene.groups())
    names = timeline.session.codebook.groups
    timeline.arrange(timeline.arrangement.with_folded(names, folded=is_unfolded))


def move_track(timeline: Timeline, step: int) -> None:
    """Move the track that is meant up (-1) or down (1) among those of its group."""
    code = meant_code(timeline)
    if code is None:
        return
    alike = [one.id for group in timeline.scene.groups() if group.name == code.group for one in group.codes]
    place = alike.index(code.id) + step
    if 0 <= place < len(alike):
        others = [one for one in alike if one != code.id]
        before = others[place] if place < len(others) else ""
        timeline.arrange(timeline.arrangement.with_code(timeline.session.codebook, code.id, before))


def hide_empty(timeline: Timeline) -> None:
    """Hide the tracks of codes without events, or show them again."""
    timeline.arrange(replace(timeline.arrangement, hides_empty=not timeline.arrangement.hides_empty))


def hide_track(timeline: Timeline) -> None:
    """Hide the track that is meant, until something is marked on it or all are shown again."""
    code = meant_code(timeline)
    if code is not None:
        timeline.arrange(timeline.arrangement.with_hidden([code.id], hidden=True))


def show_tracks(timeline: Timeline) -> None:
    """Show the hidden tracks again."""
    timeline.arrange(replace(timeline.arrangement, hidden=frozenset()))


def meant_code(timeline: Timeline) -> Code | None:
    """Return the code whose head was right-clicked, else that of the selected event."""
    event = timeline.session.selected_event
    if timeline.chosen_code:
        return timeline.session.codebook.code_by_id[timeline.chosen_code]
    if event is None:
        timeline.session.tell(EditError("No event is selected.", "Select one on the track you mean."))
        return None
    return timeline.scene.code(event)
