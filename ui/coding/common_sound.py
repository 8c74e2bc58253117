"""Looking for what two cameras both recorded: how the sound of the one lies to that of the other."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from annotator.media.alignment import Alignment, SoundOf, align
from annotator.media.frames import load_or_scan
from annotator.progress import Progress
from annotator.study import Session, Study
from annotator.text import shift
from ui.recordings import cache_of
from ui.session import CodingSession
from ui.tasks import Read, Wishes

_LABEL = "Comparing the sound of two cameras"
_NOTABLE_DRIFT_MS = 20
"""Half a frame: less cannot be told apart from an error of measurement."""
_CLEARLY = 10
"""From here on, how many times better the match is than the next best says no more."""


class CommonSound(QObject):
    """Compares the sound of a camera with that of the first, in the background; nothing is stored or moved.

    Args:
        session: whose cameras.
        wishes: read the recordings.
    """

    changed = Signal()
    """It has something else to say."""
    found = Signal(object)
    """The Alignment of the camera."""

    def __init__(self, session: CodingSession, wishes: Wishes) -> None:
        super().__init__(session)
        self._session, self._wishes = session, wishes
        self._search: Read | None = None
        self.words = ""
        """How far it is, or what was found; "" while nothing was looked for."""
        session.closed.connect(self.forget)

    @property
    def is_searching(self) -> bool:
        """Whether it is under way."""
        return self._search is not None

    def look(self, camera: int) -> None:
        """Begin to compare a camera, from 1."""
        study, session = self._session.study, self._session.session
        search = self._wishes.run(_LABEL, partial(compare_sound, study, session, camera), self._take)
        search.progressed.connect(lambda share: self._advance(search, share))
        search.ended.connect(lambda: self._end(search))
        self._search = search
        self._advance(search, 0.0)

    def forget(self) -> None:
        """Stop comparing, and say nothing more of what was found."""
        self._search = None
        self._wishes.drop(_LABEL)
        self._say("")

    def _advance(self, search: Read, share: float) -> None:
        if search is self._search:
            self._say(f"Comparing the sound of both cameras … {round(100 * share)} %")

    def _end(self, search: Read) -> None:
        """Whether it came to its end, failed, or was cancelled in the status bar."""
        if search is self._search:
            self._search = None
            self._say("")

    def _take(self, alignment: Alignment | None) -> None:
        if alignment is None:
            self._say("No common sound was found. Align the camera by hand, on a clap or a closing door.")
            return
        self._say(words_for(alignment))
        self.found.emit(alignment)

    def _say(self, words: str) -> None:
        self.words = words
        self.changed.emit()


def words_for(found: Alignment) -> str:
    """Say what was found and how certain it is.

    >>> print(words_for(Alignment(1280.2, 1280.0, 1280.4, 3.42, 20.0, 9, 10)))
    Found by sound: +1.280 s. 9 of 10 places agree; the match is 3.4 times better than the next best.
    >>> print(words_for(Alignment(-500.0, -475.0, -525.0, 31.0, 20.0, 24, 24)))  # doctest: +ELLIPSIS
    Found by sound: −0.500 s. 24 of 24 places agree; the match is over 10 times better than the next best. The clocks...
    """
    places = f"{found.agreeing} of {found.compared} places agree"
    times = f"over {_CLEARLY}" if found.ratio > _CLEARLY else f"{found.ratio:.1f}"
    certainty = f"{places}; the match is {times} times better than the next best."
    said = f"Found by sound: {shift(round(found.offset_ms))}. {certainty}"
    if abs(found.drift_ms) < _NOTABLE_DRIFT_MS:
        return said
    start, end = (shift(round(ms)) for ms in (found.at_start_ms, found.at_end_ms))
    return f"{said} The clocks drift apart: {start} at the start, {end} at the end; the middle is used."


def compare_sound(study: Study, session: Session, camera: int, progress: Progress) -> Alignment | None:
    """Return how a camera (from 1) lies to the first by their sound, or None where that cannot be told for certain.

    Raises:
        MediaError: if a recording is missing or cannot be opened.
    """

    def sound_of(index: int) -> SoundOf:
        recording = study.recordings.find(session, index)
        table = load_or_scan(recording, cache_of(study), progress=lambda _share: progress(0.0))
        return SoundOf(recording, table, session.cameras[index].sound_track)

    return align(sound_of(0), sound_of(camera), progress)
