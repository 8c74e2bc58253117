"""The Code workspace: opens a coding, joins its panels to the keys, and lets it go again."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from annotator.errors import EditError
from annotator.media.aids import NO_AIDS
from annotator.media.peaks import peaks
from annotator.media.spectrogram import COLUMNS_PER_SECOND, spectrogram
from annotator.model.keymap import FIRST_STROKE
from annotator.progress import Progress
from annotator.study import Session, Study
from ui.actions import Actions, shown_key
from ui.coding.by_name import ByName
from ui.coding.code_actions import (
    Handlers,
    bind_all,
    camera_handlers,
    edit_handlers,
    episode_handlers,
    play_handlers,
    switch_off,
)
from ui.coding.event_edits import event_handlers
from ui.coding.layouts import Layout
from ui.coding.panels import CodingPanels
from ui.coding.timeline import ZOOM_STEP, track_handlers
from ui.messages import Messages
from ui.recordings import FIND_IT, cache_of
from ui.session import CodingSession
from ui.settings import SPECTROGRAM, Settings
from ui.tasks import Reads, Saves, Wishes
from ui.theme import undressed
from ui.widgets.parts import column, label


class CodeWorkspace(QWidget):
    """Shows one open coding at a time and lets its coder work on it."""

    find_wanted = Signal()
    """The user wants to say where the missing recording of the session is."""
    chips_changed = Signal()
    """The chips say something else."""

    def __init__(self, actions: Actions, messages: Messages, settings: Settings, reads: Reads, saves: Saves) -> None:
        super().__init__()
        self._actions, self._messages, self._settings, self._saves = actions, messages, settings, saves
        self._wishes = Wishes(reads)
        self._has_read_sound = self._has_spectrum = False
        self.session: CodingSession | None = None
        self.panels: CodingPanels | None = None
        self._handlers: Handlers = {}
        self._empty: QLabel = label("Open a session in the Study workspace to code it.", "dim")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._layout = column(self._empty)
        self.setLayout(self._layout)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Code")
        actions.ran.connect(self._end_waiting)

    def open(self, session: CodingSession) -> None:
        """Show a coding, instead of the one before."""
        self.close_session()
        self.session = session
        self._empty.hide()
        with undressed():
            shared = (self._actions, self._settings, self._messages, self._saves, self._wishes)
            self.panels = panels = CodingPanels(session, *shared, self)
            self._layout.addWidget(panels)
        panels.lay_out()
        panels.video.find_wanted.connect(self.find_wanted)
        panels.heads.pressed.connect(self.press_code)
        panels.side.chips_changed.connect(self.chips_changed)
        panels.side.left.connect(self.setFocus)
        panels.aligning.changed.connect(self._follow_aligning)
        panels.tracks.chosen.connect(self._hear_track)
        session.edited.connect(self._show_history)
        for changed in (session.edited, session.selection_changed):
            changed.connect(self._show_doubt)
        session.moved.connect(self._read_sound)
        self._handlers = self._all_handlers(session, panels)
        bind_all(self._actions, self._handlers)
        self._show_history()
        self._show_doubt()
        if panels.video.has_picture:  # it came while the panels were built
            self._read_sound()

    def close_session(self) -> None:
        """Let go of the coding; whoever opened it closes it."""
        if self.session is None or self.panels is None:
            return
        self.panels.remember_layout()
        self.session.edited.disconnect(self._show_history)
        for changed in (self.session.edited, self.session.selection_changed):
            changed.disconnect(self._show_doubt)
        self.session.moved.disconnect(self._read_sound)
        self._wishes.drop_all()
        self._has_read_sound = self._has_spectrum = False
        switch_off(self._actions, self._handlers)
        self._handlers = {}  # they hold the coding, and with it the frames of its recordings
        self._layout.removeWidget(self.panels)
        self.panels.hide()  # without a parent, Qt would dress each part of them once more before it deletes them
        self.panels.deleteLater()
        self.session = self.panels = None
        self._empty.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the keyboard: left to itself, Qt gives it to the first field, and a code key would be text."""
        super().showEvent(event)
        self.setFocus()

    def takes_key(self, key: str) -> bool:
        """Say whether a key means anything now: an awaited answer, a stroke of a code's key, a step of the pass."""
        if self.session is None or self.panels is None or self.panels.aligning.is_on:
            return False
        side = self.panels.side
        if key == FIRST_STROKE or (side.second_stroke.is_awaited and _is_letter(key)):
            return True
        return side.takes_key(key) or bool(self._codes_of(key)) or self._is_stray(key)

    def press_key(self, key: str) -> None:
        """Do what a key means: an answer, a step of the pass that is on, or a code, perhaps with its second stroke."""
        if self.panels is None:
            return
        side = self.panels.side
        if key == FIRST_STROKE:
            side.second_stroke.begin()
            return
        began = side.second_stroke.end()
        if began is not None and _is_letter(key):
            key = f"{FIRST_STROKE} {key}"
        if side.recoding.is_on:
            self._recode(key)
        elif side.takes_key(key):
            side.press_key(key)
        elif codes := self._codes_of(key):
            if len(codes) == 1:
                side.passes.press_code(codes[0], began)
            else:
                self._say_shared(key, codes)
        else:
            self._say_stray(key)

    def press_code(self, code_id: str) -> None:
        """Do what a click on a code means."""
        if self.panels is not None:
            self.panels.side.second_stroke.end()
        if self.panels is not None and self.panels.side.recoding.is_on:
            self.panels.side.recoding.take(code_id)
        elif self.panels is not None:
            self.panels.side.passes.click_code(code_id)

    def _recode(self, key: str) -> None:
        """Take the one key that recoding waits for; where no code has it, nothing changes."""
        if self.panels is not None and len(codes := self._codes_of(key)) == 1:
            self.panels.side.recoding.take(codes[0])
        elif self.panels is not None:
            self.panels.side.recoding.cancel()
            self._say_stray(key)

    def _end_waiting(self, action_id: str) -> None:
        """Recoding and a second stroke wait for one key: whatever else is done in between ends it."""
        if self.panels is not None:
            self.panels.side.second_stroke.end()
        if self.panels is not None and action_id not in ("recode", "fix_check", "fix_check_otherwise"):
            self.panels.side.recoding.cancel()

    def _say_stray(self, key: str) -> None:
        self._messages.note(f"No code uses the key {shown_key(key)}.", "F1 shows all keys.")

    @property
    def chips(self) -> tuple[str, ...]:
        """What the top bar should say of the coding."""
        return self.panels.side.chips if self.panels is not None else ()

    @property
    def keys_top(self) -> int:
        """The y from which on the keys of the codes stand, in px: no message may cover them."""
        timeline = self.panels.timeline if self.panels is not None else None
        return timeline.mapTo(self, QPoint(0, 0)).y() if timeline is not None else self.height()

    def _codes_of(self, key: str) -> list[str]:
        """Return the code that a key marks in this pass, else one elsewhere; several where the pass has several."""
        if self.session is None or self.panels is None:
            return []
        having = [code.id for code in self.session.codebook.codes if code.key == key]
        in_pass = self.panels.side.marking.codes
        return [code for code in having if code in in_pass] or having[:1]

    def _say_shared(self, key: str, codes: Sequence[str]) -> None:
        assert self.session is not None
        names = " and ".join(self.session.codebook.code_by_id[code].name for code in codes)
        what = f"{shown_key(key)} marks {names}, each in its own pass."
        self._messages.note(what, "Ctrl+PgDown goes to the next pass.")

    def _is_stray(self, key: str) -> bool:
        """Whether it is a letter that means nothing here: whoever hits it must hear that nothing was marked."""
        return _is_letter(key) and self._actions.with_key(key) is None

    def _all_handlers(self, session: CodingSession, panels: CodingPanels) -> Handlers:
        rest: dict[str, Callable[[], object]] = {
            "delete": session.delete_selected,
            "deselect": partial(_deselect, session, panels),
            "mark_by_name": partial(_mark_by_name, session, panels),
            "go_to_time": panels.transport.time_field.edit,
            "picture_aids": panels.transport.open_picture,
            "sound_options": panels.transport.open_sound,
            "save_still": partial(self._save_still, as_shown=False),
            "save_still_shown": partial(self._save_still, as_shown=True),
            "spectrogram": self._toggle_spectrogram,
            **_in_sight(panels),
            "comment": panels.write_comment,
            "event_menu": panels.open_event_menu,
            "show_rules": panels.show_rules,
            "zoom_in": partial(panels.timeline.zoom, ZOOM_STEP),
            "zoom_out": partial(panels.timeline.zoom, 1 / ZOOM_STEP),
            "zoom_all": panels.timeline.zoom_whole,
            "picture_window": panels.toggle_picture_window,
            **{f"layout_{layout}": partial(panels.use_layout, layout) for layout in get_args(Layout)},
            **event_handlers(session),
            **track_handlers(panels.timeline),
        }
        moving, editing = play_handlers(session, panels.playing), edit_handlers(session)
        showing = camera_handlers(panels.cameras, panels.aligning)
        return {**moving, **showing, **editing, **episode_handlers(session), **panels.side.handlers(), **rest}

    def _follow_aligning(self) -> None:
        """While a camera is aligned, Enter keeps it and Escape leaves it; nothing is coded."""
        if self.panels is None:
            return
        aligning = self.panels.aligning
        theirs = {"set_start": aligning.keep, "deselect": aligning.leave}
        bind_all(self._actions, theirs if aligning.is_on else {name: self._handlers[name] for name in theirs})

    def _save_still(self, *, as_shown: bool) -> None:
        """Write the large camera's frame on the screen as a picture."""
        session, panels = self.session, self.panels
        if session is None or panels is None or session.player is None:
            return
        camera, at_ms = panels.cameras.large, session.position_ms
        picture = session.player.pictures[camera]
        if picture is not None and picture.sound_only:
            session.tell(EditError("This recording has no picture, only sound.", "There is nothing to be saved."))
            return
        if camera in session.player.missing:
            session.tell(EditError(f"The recording of camera {camera + 1} was not found.", FIND_IT))
            return
        if picture is None:
            session.tell(EditError("This camera shows nothing at this moment.", "Go to another one."))
            return
        aids = panels.cameras.aids(camera) if as_shown else NO_AIDS
        study, session_id = session.study, session.session.id
        self._saves.run(
            "Saving the picture",
            lambda _progress: study.save_still(session_id, at_ms, picture, camera, aids),
            lambda path: self._messages.done(f"The picture was saved as {path.name}.", f"It is in {path.parent}."),
        )

    def _read_sound(self) -> None:
        """Have the waveform made, once: not before the first picture, which is wanted sooner."""
        if not self._has_read_sound and self.session is not None and self.panels is not None:
            self._has_read_sound = True
            self._draw_sound()
            self.panels.tracks.count()

    def _hear_track(self, camera: int) -> None:
        """Show the sound of the track that is heard now."""
        if camera == 0:
            self._has_spectrum = False
            self._draw_sound()

    def _draw_sound(self) -> None:
        if self.session is not None and self.panels is not None:
            study, session, timeline = self.session.study, self.session.session, self.panels.timeline
            self._wishes.run(
                "Reading the sound",
                lambda progress: read_peaks(study, session, progress),
                self.panels.show_peaks,
                # What is wrong with the recording stands in the picture's place already.
                failed=lambda _problem: timeline.set_peaks(np.empty(0, np.float32)),
            )
            if self.panels.video.is_sound_only:
                self._make_spectrogram()
            if self._settings.get(SPECTROGRAM):
                self._show_spectrogram(on=True)

    def _toggle_spectrogram(self) -> None:
        """Show the spectrogram or hide it; it is made the first time it is wanted."""
        if self.panels is not None:
            wanted = not self.panels.timeline.scene.has_spectrum
            self._settings.put(SPECTROGRAM, wanted)
            self._show_spectrogram(on=wanted)

    def _show_spectrogram(self, *, on: bool) -> None:
        if self.session is None or self.panels is None:
            return
        self.panels.show_spectrogram(on=on)
        if on:
            self._make_spectrogram()

    def _make_spectrogram(self) -> None:
        if self.session is not None and self.panels is not None and not self._has_spectrum:
            self._has_spectrum = True
            study, session, panels = self.session.study, self.session.session, self.panels
            self._wishes.run(
                "Making the spectrogram",
                lambda progress: read_spectrogram(study, session, progress),
                lambda levels: panels.show_spectrum(levels, COLUMNS_PER_SECOND),
                failed=lambda _problem: panels.show_spectrum(np.empty((0, 1), np.uint8), COLUMNS_PER_SECOND),
            )

    def _show_history(self) -> None:
        """Say in the menu what undo and redo would do."""
        if self.session is None:
            return
        history = self.session.opened.history
        for name, edit in (("undo", history.next_undo), ("redo", history.next_redo)):
            self._actions.switch(name, on=edit is not None)
            self._actions[name].setText(f"{name.capitalize()} {edit.label}" if edit is not None else name.capitalize())
        is_submitted = self.session.coding.is_submitted
        self._actions["submit"].setText("Reopen the coding" if is_submitted else "Submit the coding")

    def _show_doubt(self) -> None:
        """Say in the menu whether the key makes the selected events unsure, or sure again."""
        events = self.session.selected_events if self.session is not None else ()
        is_doubted = bool(events) and all(event.unsure for event in events)
        self._actions["unsure"].setText("Sure after all" if is_doubted else "Unsure")


def _is_letter(key: str) -> bool:
    letter = key.removeprefix("Shift+")
    return len(letter) == 1 and letter.isalpha()


def _in_sight(panels: CodingPanels) -> Handlers:
    """Return what the event table does; where something is typed or looked for in it, it is shown first."""

    def show_then(step: Callable[[], object]) -> None:
        panels.side.show_events()
        step()

    shown = ("filter_events", "find_next", "find_previous")
    handlers = panels.events.handlers()
    return {**handlers, **{name: partial(show_then, handlers[name]) for name in shown}}


def read_peaks(study: Study, session: Session, progress: Progress) -> NDArray[np.float32]:
    """Return the loudest sample (0 to 1) of every 10 ms of the reference camera's sound.

    Raises:
        MediaError: if the recording is missing or cannot be opened.
    """
    track = session.cameras[0].sound_track
    found = peaks(study.recordings.find(session, 0), cache_dir=cache_of(study), progress=progress, sound_track=track)
    loudest = np.maximum(np.abs(found.low.astype(np.float32)), np.abs(found.high.astype(np.float32)))
    return (loudest / 32768).astype(np.float32)


def read_spectrogram(study: Study, session: Session, progress: Progress) -> NDArray[np.uint8]:
    """Return how loud each band of the reference camera's sound is (see annotator.media.spectrogram).

    Raises:
        MediaError: if the recording is missing or cannot be opened.
    """
    return spectrogram(
        study.recordings.find(session, 0),
        cache_dir=cache_of(study),
        progress=progress,
        sound_track=session.cameras[0].sound_track,
    ).levels


def _mark_by_name(session: CodingSession, panels: CodingPanels) -> None:
    moment = session.moment()  # before anything else: the recording may be running
    made = ByName(session.codebook, panels.side.passes.click_code, panels)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    made.open_at(moment, panels.transport)


def _deselect(session: CodingSession, panels: CodingPanels) -> None:
    """Wait for no second stroke, do not recode, else end the question, the filter, the selection, the loop."""
    if panels.side.second_stroke.end() is not None:
        return
    if panels.side.recoding.is_on:
        panels.side.recoding.cancel()
    elif panels.question.modifier is not None:
        panels.question.skip()
    elif panels.events.filter_box.text():
        panels.events.filter_box.clear()
    elif session.selected_ids or panels.playing.loop is None:
        session.select("")
    else:
        panels.playing.repeat(None)
