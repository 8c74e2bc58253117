"""A study without recordings, and what must be so of it whatever was put right in it."""

import shutil
from pathlib import Path

from annotator.model.codebook.file import codebook_text
from annotator.model.commands import mark
from annotator.study import Camera, Session, Study, create_study, open_study
from annotator.study.journal import read_journal
from annotator.study.session import write_session


def camera(number: int, duration_ms: int = 600_000) -> Camera:
    return Camera(file="none.mp4", size=number, fingerprint=f"{number}-x", duration_ms=duration_ms, frame_count=15_000)


def make_study(folder: Path, sessions=("S1", "S2", "S3"), coders=("KM", "JT")) -> Study:
    study = create_study(folder, "Reunions", codebook_text("strange_situation"))
    for number, session_id in enumerate(sessions, start=1):
        (folder / "sessions" / session_id).mkdir()
        write_session(folder / "sessions" / session_id, Session(id=session_id, cameras=(camera(number),)))
    for coder in coders:
        study.add_coder(coder)
    return study


def code(study: Study, session: str, coder: str, count: int = 1) -> None:
    with study.open_coding(session, coder) as opened:
        for _ in range(count):
            opened.history.do(mark(opened.coding, study.codebook, "reach", 500 * len(opened.coding.events)))


def counted(study: Study) -> dict[tuple[str, str], int]:
    """Return how many events the tables count, by session and coder, and see that none is there twice."""
    table = open_study(study.folder).events()
    assert not table["event_id"].duplicated().any()
    return {(str(session), str(coder)): len(rows) for (session, coder), rows in table.groupby(["session", "coder"])}


def state(folder: Path) -> dict[str, bytes]:
    """Return what the study is made of: no locks, no audit trail, no trace of what was done."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith("lock"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files if path.name != "audit.jsonl"}


def verify(study: Study) -> None:
    """See that every coding that counts can be read, and its chain holds from its first line."""
    found = open_study(study.folder)
    assert found.unreadable() == ()
    for path in (study.folder / "sessions").rglob("*.jsonl"):
        read_journal(path)


def copy_of(study: Study, name: str) -> Study:
    return open_study(shutil.copytree(study.folder, study.folder.with_name(name)))
