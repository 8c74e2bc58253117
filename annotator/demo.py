"""The sample study: the drawn session that ships, ready to code, beside a coding of the truth to compare with.

Both coders have rated and classified it already, so that there is something to compare. What they say is made up: it
shows what ratings look like, and says nothing about how a Strange Situation is rated.
"""

import os
import sys
from importlib.resources import files
from pathlib import Path

import msgspec

from annotator.model.codebook import Codebook
from annotator.model.codebook.file import shipped_codebooks
from annotator.model.history import Change, Edit
from annotator.model.items import END_OF_LAST_EPISODE, Cell, Classification, EpisodeMark, Event, Item, Rating
from annotator.model.judging import asked_cells
from annotator.study import Study, create_study, open_study
from annotator.study.settings import STUDY_FILE, CoderSettings

SESSION = "S001"
CODERS = ("KM", "JT")
TRUTH_CODER = "truth"
STUDY_NAME = "sample-study"

_RATED = {
    "proximity_seeking": ("2465121", "2455111"),
    "contact_maintaining": ("1345111", "13441n1"),
    "resistance": ("1113133", "1123134"),
    "avoidance": ("31313", "21323"),
    "search_behaviour": ("564", "554"),
    "distance_interaction": ("432322n", "332-21n"),
}
"""Made up: what KM and JT gave the cells of each scale, in the codebook's order; n is not ratable, - is not rated."""

_CLASSIFIED = (
    Classification(id="sample-class", primary="B", subgroup="B3", disorganisation=2, confidence="high"),
    Classification(id="sample-class", primary="B", subgroup="B2", disorganisation=3, confidence="medium"),
)
"""Made up, as the ratings."""


class _Camera(msgspec.Struct):
    file: str
    offset_ms: int


class _Episode(msgspec.Struct):
    episode: str
    start_ms: int
    end_ms: int


class _TrueEvent(msgspec.Struct):
    code: str
    start_ms: int
    end_ms: int
    modifiers: dict[str, str] = {}


class Truth(msgspec.Struct):
    """What was drawn into a sample recording, to the frame; times are ms of session time, half-open."""

    cameras: list[_Camera]
    episodes: list[_Episode]
    events: list[_TrueEvent]

    def codes(self) -> tuple[str, ...]:
        """Return the ids of the codes that were drawn: the pass in which the sample is coded."""
        return tuple(dict.fromkeys(event.code for event in self.events))

    def items(self) -> list[Item]:
        """Return the truth as the items of a coding."""
        marks = [EpisodeMark(id=f"episode-{e.episode}", episode=e.episode, start_ms=e.start_ms) for e in self.episodes]
        last = EpisodeMark(id="episode-end", episode=END_OF_LAST_EPISODE, start_ms=self.episodes[-1].end_ms)
        events = [
            Event(id=f"event-{n:03d}", code=e.code, start_ms=e.start_ms, end_ms=e.end_ms, modifiers=e.modifiers)
            for n, e in enumerate(self.events)
        ]
        return [*marks, last, *events]


def read_truth(file: Path) -> Truth:
    """Read the truth that was written beside a drawn recording."""
    return msgspec.json.decode(file.read_bytes(), type=Truth)


def sample_truth_file() -> Path:
    """Return the truth file of the sample recording that ships."""
    return Path(str(files("sample_videos"))) / "strange_situation.truth.json"


def sample_study(out_dir: Path) -> Path:
    """Return the sample study in out_dir, made there unless it is there already; what was coded in it stays.

    Raises:
        StudyError: if out_dir cannot be written to.
    """
    folder = out_dir / STUDY_NAME
    # Step by step, each only where it is missing: a first run that was interrupted is completed by the next.
    if not (folder / STUDY_FILE).exists():
        create_study(folder, "Sample study", shipped_codebooks()["strange_situation"])
    study = open_study(folder)
    truth = read_truth(sample_truth_file())
    for coder in (*CODERS, TRUTH_CODER):
        if coder not in study.coders:
            study.add_coder(coder)
            study.save_coder_settings(coder, CoderSettings(codes=truth.codes()))
    if not study.sessions():
        study.add_session(SESSION, [(sample_truth_file().parent / one.file, one.offset_ms) for one in truth.cameras])
    for coder in CODERS:
        _begin(study, coder, "made-up ratings and class of the sample", made_up_judgements(study, coder))
    _begin(study, TRUTH_CODER, "what was drawn", truth.items())
    return folder


def made_up_judgements(study: Study, coder: str) -> list[Item]:
    """Return the ratings and the classification that a coder of the sample begins with."""
    place = CODERS.index(coder)
    ratings = [
        Rating(id=f"sample-{scale}-{n}", scale=scale, episode=cell.episode, target=cell.target, value=_value(said))
        for scale, by_coder in _RATED.items()
        for n, (cell, said) in enumerate(zip(_cells(study.codebook, scale), by_coder[place], strict=False))
        if said != "-"
    ]
    return [*ratings, _CLASSIFIED[place]]


def _cells(codebook: Codebook, scale: str) -> list[Cell]:
    return [cell for cell in asked_cells(codebook) if cell.scale == scale]


def _value(said: str) -> float | None:
    return None if said == "n" else float(said)


def _begin(study: Study, coder: str, label: str, items: list[Item]) -> None:
    if coder not in study.coders_of(SESSION):
        with study.open_coding(SESSION, coder) as opened:
            opened.history.do(Edit(label=label, changes=tuple(Change(None, item) for item in items)))


def has_display() -> bool:
    """Whether a window can be shown here."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
