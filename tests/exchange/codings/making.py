"""Studies to bring codings into, and files that were read, made by hand."""

from pathlib import Path
from typing import Any

from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.review import Source
from annotator.exchange.templates.scheme import Scheme
from annotator.model.codebook.file import codebook_text
from annotator.study import Camera, Session, Study, create_study
from annotator.study.session import write_session


def made_study(folder: Path, *sessions: str, coders: tuple[str, ...] = ("KM", "JT"), minutes: int = 20) -> Study:
    """Make a study of sessions whose recordings are not there."""
    study = create_study(folder, "Reunions", codebook_text("strange_situation"))
    for coder in coders:
        study.add_coder(coder)
    for number, session in enumerate(sessions):
        (folder / "sessions" / session).mkdir()
        ms = minutes * 60_000
        camera = Camera(file="gone.mp4", size=9, fingerprint=f"1-{number}", duration_ms=ms, frame_count=ms // 40)
        write_session(folder / "sessions" / session, Session(id=session, cameras=(camera,)))
    return study


def event(code: str, start_ms: int | None, end_ms: int | None = None, who: str = "infant", **more: Any) -> ForeignEvent:
    """Return an event; its row tells it apart. Without an end it is a state, if nothing else is said."""
    more.setdefault("kind", "state" if end_ms is None else "")
    return ForeignEvent(code, start_ms, end_ms, who=who, row=f"row {code} {start_ms} {end_ms}", **more)


def source(*observations: Observation, scheme: Scheme | None = None, sha256: str = "0123456789abcdef") -> Source:
    """Return what was read of a file."""
    codings = ForeignCodings("BORIS", observations, scheme or Scheme("", ""))
    return Source("pilot.boris", sha256, codings, observations)


def observation(*events: ForeignEvent, name: str = "S1", coder: str = "KM", **more: Any) -> Observation:
    """Return what KM said of S1."""
    return Observation(name, events, coder=coder, **more)
