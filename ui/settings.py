"""What this computer remembers between two runs, all of it. Nothing here changes a result: that lives in the study."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
import platformdirs
from PySide6.QtCore import QSettings

from annotator.exchange.codings.mapping import Mapping
from annotator.media.aids import PictureAids
from annotator.media.sound_shape import SoundShape
from annotator.report.results.chosen import Filters
from ui.arrangement import Arrangement

APP = "strange-situation-annotator"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One remembered value: its key in the file, its type, what it is at first, what it is for."""

    key: str
    type: Any
    default: T
    text: str


@dataclass(frozen=True, slots=True)
class TableLook:
    """How the table of sessions was left.

    Attributes:
        sorted_by: id of the column, see ui.study.session_columns.
        is_descending: the other way round.
        widths: of the columns that somebody has drawn, in pixels.
        selected: ids of the sessions that were selected.
        words: what was typed to find.
        due: what the sessions were waiting for, see ui.study.session_filter.
        chips: variables and what they had to be.
    """

    sorted_by: str = "session"
    is_descending: bool = False
    widths: dict[str, int] = field(default_factory=dict)
    selected: tuple[str, ...] = ()
    words: str = ""
    due: str = "all"
    chips: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SessionLook:
    """How a session is watched. Cameras go by the fingerprints of their recordings: places change when one is removed.

    Attributes:
        aids_of: of each camera, as far as there are any.
        is_side_by_side: whether all cameras are of one size.
        large_camera: the camera that is large otherwise; "" is the first.
        sound: gain, balance and channels.
    """

    aids_of: dict[str, PictureAids] = field(default_factory=dict)
    is_side_by_side: bool = False
    large_camera: str = ""
    sound: SoundShape = field(default_factory=SoundShape)


GEOMETRY = Setting("window/geometry", bytes, b"", "Size and place of the window")
THEME = Setting("window/theme", str, "dark", "dark or light")
LAYOUTS: Setting[dict[str, bytes]] = Setting(
    "window/layouts", dict[str, bytes], {}, "Where the dividers stand, by their names"
)
KEYS: Setting[dict[str, tuple[str, ...]]] = Setting(
    "window/keys", dict[str, tuple[str, ...]], {}, "Keys the user has chosen, by action"
)
AGREE_PAGE = Setting("agree/page", str, "agree_workbench", "Page of Agree last shown, by its action")
RESULTS_PAGE = Setting("results/page", str, "sample", "Page of Results last shown")
RESULTS_FILTERS: Setting[dict[str, Filters]] = Setting(
    "results/filters", dict[str, Filters], {}, "What the results were of last, by study folder"
)
RESULTS_WIDTHS: Setting[dict[str, int]] = Setting(
    "results/widths", dict[str, int], {}, "Widths that columns of results were given, by their heads, in pixels"
)
VOLUME = Setting("player/volume", int, 80, "Loudness of the recordings, in percent")
REPLAY_MS = Setting("player/replay_ms", int, 2000, "How far back 'jump back and play' goes, in ms")
LOOP_LEAD_MS = Setting("player/loop_lead_ms", int, 2000, "How long before an event its loop begins, in ms")
STEP_SOUND = Setting("player/step_sound", bool, False, "Whether the sound of each frame is heard while stepping")
LOOKS: Setting[dict[str, SessionLook]] = Setting(
    "code/looks", dict[str, SessionLook], {}, "Picture aids, cameras and sound, by study folder and session"
)
TABLES: Setting[dict[str, TableLook]] = Setting(
    "study/tables", dict[str, TableLook], {}, "How the table of sessions was left, by study folder"
)
LAYOUT = Setting("code/layout", str, "balanced", 'Layout of the Code workspace; "" as dragged')
PICTURE_SHAPE = Setting(
    "code/picture_shape", int, 1778, "Width of the last recording's picture, in thousandths of its height"
)
PICTURE_IS_OUT = Setting("code/picture_window", bool, False, "Whether the picture is in a window of its own")
PICTURE_PLACE = Setting(
    "code/picture_window_place", bytes, b"", "Size, place and full screen of the window of the picture"
)
SPECTROGRAM = Setting("code/spectrogram", bool, False, "Whether the timeline shows the spectrogram")
ARRANGEMENTS: Setting[dict[str, Arrangement]] = Setting(
    "timeline/tracks", dict[str, Arrangement], {}, "Order and folding of the tracks, by codebook"
)
KEYBOARD = Setting("codebook/keyboard", str, "QWERTY", "Keyboard that the Codebook workspace draws")
EXPORT = Setting(
    "study/export",
    tuple[str, bool, bool],
    ("csv", False, False),
    "How tables were exported last: format, decimal comma, whether the folder is opened afterwards",
)
PERSON = Setting("study/person", str, "", "Who works at this computer: the id of a lead or a coder")
RECENT_STUDIES: Setting[tuple[str, ...]] = Setting(
    "study/recent", tuple[str, ...], (), "Study folders, the last opened first"
)
MAPPINGS: Setting[dict[str, Mapping]] = Setting(
    "study/mappings", dict[str, Mapping], {}, "What was settled when codings were imported last, by study folder"
)
LAST_CODING: Setting[dict[str, tuple[str, str]]] = Setting(
    "study/last_coding", dict[str, tuple[str, str]], {}, "Session and coder last open, by study folder"
)
FOLDERS: Setting[dict[str, str]] = Setting(
    "window/folders", dict[str, str], {}, "Where files were chosen last, by their kind as the dialog has it"
)

_RECENT = 8


class Settings:
    """Reads and writes the settings file; a value that does not fit its type counts as not there.

    Args:
        folder: where the file is; the user's own settings folder if not given.
    """

    def __init__(self, folder: Path | None = None) -> None:
        file = (folder or config_folder()) / "settings.ini"
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    def get(self, setting: Setting[T]) -> T:
        """Return the value, or what it is at first."""
        text = self._store.value(setting.key)
        if not isinstance(text, str):
            return setting.default
        try:
            value: T = msgspec.json.decode(text, type=setting.type)
        except msgspec.MsgspecError:
            return setting.default
        return value

    def put(self, setting: Setting[T], value: T) -> None:
        """Remember a value."""
        self._store.setValue(setting.key, msgspec.json.encode(value).decode())

    def layout(self, name: str) -> bytes:
        """Return where the dividers of a splitter stood (QSplitter.restoreState), b"" at first."""
        return self.get(LAYOUTS).get(name, b"")

    def put_layout(self, name: str, state: bytes) -> None:
        """Remember where the dividers of a splitter stand (QSplitter.saveState)."""
        layouts = self.get(LAYOUTS)
        self.put(LAYOUTS, layouts | {name: state})

    def remember_study(self, folder: Path) -> None:
        """Put a study at the head of the recent ones."""
        others = (one for one in self.get(RECENT_STUDIES) if one != str(folder))
        self.put(RECENT_STUDIES, (str(folder), *others)[:_RECENT])

    def forget_study(self, folder: Path) -> None:
        """Take a study off the recent ones."""
        self.put(RECENT_STUDIES, tuple(one for one in self.get(RECENT_STUDIES) if one != str(folder)))

    def save(self) -> None:
        """Write the file now."""
        self._store.sync()


def config_folder() -> Path:
    """Return where settings live: $ANNOTATOR_CONFIG_DIR, or the user's settings folder."""
    return _folder("ANNOTATOR_CONFIG_DIR", platformdirs.user_config_path(APP, appauthor=False))


def log_folder() -> Path:
    """Return where logs are kept: $ANNOTATOR_LOG_DIR, or the user's log folder."""
    return _folder("ANNOTATOR_LOG_DIR", platformdirs.user_log_path(APP, appauthor=False))


def cache_folder() -> Path:
    """Return what may be deleted at any time: $ANNOTATOR_CACHE_DIR, or the user's cache folder."""
    return _folder("ANNOTATOR_CACHE_DIR", platformdirs.user_cache_path(APP, appauthor=False))


def _folder(variable: str, usual: Path) -> Path:
    return Path(os.environ.get(variable) or usual)
