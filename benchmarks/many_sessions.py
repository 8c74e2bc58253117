"""A study of many sessions, each coded by two: `python -m benchmarks.many_sessions`.

Each command runs in a process of its own, so that its processor time and its largest memory are its own. The recordings
are missing, as on a computer that has only the codings. Written to docs/scale-benchmark.md.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from annotator.model.codebook.file import codebook_text
from annotator.model.history import Change, Edit
from annotator.model.items import EpisodeMark, Item
from annotator.study import Camera, Session, Study, create_study
from annotator.study.journal import Header, edit_line, header_line
from annotator.study.session import write_session
from benchmarks.timeline_study import DURATION_MS, FRAME_MS, many_events

SESSIONS, EVENTS, CODERS = (100, 1000), 500, ("AB", "KM")
DOCUMENT = Path("docs/scale-benchmark.md")
WINDOW = """
import sys
from pathlib import Path
from annotator.media.sound_output import SilentOutput
from ui.app import make_application
from ui.program import Program
from ui.settings import Settings

app = make_application()
program = Program(app, Settings(), SilentOutput)
program.window.show()
program.open_study(Path(sys.argv[1]))
while program.study is None or not program.study_workspace.page.table.model().rowCount():
    app.processEvents()
program.window.close()
"""


def main() -> None:
    """Measure with fewer and with more sessions, and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update({f"ANNOTATOR_{name}_DIR": folder for name in ("CONFIG", "CACHE", "LOG", "STATE")})
        measured = [list(_measured(Path(folder), count)) for count in SESSIONS]
    times = SESSIONS[1] // SESSIONS[0]
    lines = [
        "# Many sessions",
        "",
        f"Two coders a session, {EVENTS} events a coding, one step of the journal each; the recordings are missing.",
        "CPU seconds and the largest memory of the process. Growth: how many times the CPU seconds of the smaller",
        f"study the larger takes, which has {times} times the sessions. Made by `python -m benchmarks.many_sessions`.",
        "",
        "| what | " + " | ".join(f"{count} sessions" for count in SESSIONS) + " | growth |",
        "|---|---|---|---|",
    ]
    for (name, few_s, few_mib), (_, many_s, many_mib) in zip(*measured, strict=True):
        figures = f"{few_s:.1f} s, {few_mib} MiB | {many_s:.1f} s, {many_mib} MiB | {many_s / few_s:.1f}"
        lines.append(f"| {name} | {figures} |")
    DOCUMENT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(*lines, sep="\n")


def _measured(folder: Path, sessions: int) -> Iterator[tuple[str, float, int]]:
    study = make_study(folder / f"study-{sessions}", sessions)
    out = folder / f"out-{sessions}"
    annotator = (sys.executable, "-m", "annotator")
    yield "check", *_run(*annotator, "check", str(study.folder))
    yield "export", *_run(*annotator, "export", str(study.folder), "--out", str(out))
    yield "reliability --all", *_run(*annotator, "reliability", str(study.folder), "--all", "--include-unfinished")
    yield "opened in the window", *_run(sys.executable, "-c", WINDOW, str(study.folder))


def _run(*command: str) -> tuple[float, int]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, _, used = os.wait4(started.pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def make_study(folder: Path, sessions: int) -> Study:
    """Write a study of so many sessions, all coded alike."""
    study = create_study(folder, "benchmark", codebook_text("strange_situation"))
    for coder in CODERS:
        study.add_coder(coder)
    camera = Camera(
        file="away.mp4", size=1, fingerprint="f", duration_ms=DURATION_MS, frame_count=DURATION_MS // FRAME_MS
    )
    marks = [EpisodeMark(id=f"m{n}", episode=str(n + 1), start_ms=n * DURATION_MS // 8) for n in range(8)]
    items = [*marks, *many_events(study, EVENTS, DURATION_MS)]
    for number in range(1, sessions + 1):
        session = f"S{number:04}"
        (folder / "sessions" / session).mkdir()
        write_session(folder / "sessions" / session, Session(id=session, cameras=(camera,)))
        for coder in CODERS:
            path = folder / "sessions" / session / f"{coder}.jsonl"
            path.write_bytes(
                b"".join(_lines(Header(session=session, coder=coder, codebook=study.codebook_hash), items))
            )
    return study


def _lines(header: Header, items: list[Item]) -> Iterator[bytes]:
    before = header_line(header)
    yield before
    for number, item in enumerate(items, start=1):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        before = edit_line(Edit(label="mark", changes=(Change(None, item),)), number, at, before)
        yield before


if __name__ == "__main__":
    start = time.perf_counter()
    main()
    print(f"{time.perf_counter() - start:.0f} s in all")
