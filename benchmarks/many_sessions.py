"""A study of many sessions, each coded by two: `python -m benchmarks.many_sessions`.

Each command runs in a process of its own, so that its processor time and its largest memory are its own. The recordings
are missing, as on a computer that has only the codings. What a command is asked a second time comes from the cache.
Written to docs/scale-benchmark.md.
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

SESSIONS, EVENTS, CODERS, LABS = (100, 1000), 500, ("AB", "KM"), 10
DOCUMENT = Path("docs/scale-benchmark.md")
BEFORE = """
Before results were kept (November 2026, 1000 sessions, at a load of 7 on two cores, where the same export took 1.8
times the CPU seconds of a machine at rest): export 81 s, 256 MiB; measures 66 s, 292 MiB. Earlier exports took 229 s
and 1.7 GB, then 68 s. In the same hour and at the same load, after: export 52 s, 325 MiB, again 3.9 s; measures 58 s,
366 MiB, again 2.5 s; the cache has 72 MB.

Since then the first export and the first measures take less work (November 2026; the table above is of before). 100
sessions, one process, export and measures one after the other, three times, each time beside the earlier program at the
same moment on the same two cores, so that the load of others (8 to 11) bore on both: 27.9, 29.2, 30.2 s CPU before,
16.8, 19.1, 17.9 s after, which is 0.62 of it; export 13.5 s before and 8.3 s after, measures 15.6 s and 9.7 s. 1000
sessions in two processes, fresh cache, largest process 338 MiB: 96 and 114 s CPU at a load of 8 to 11; 70 and 78 s CPU,
82 and 54 s by the clock, at a load of 4 to 6, where the earlier program took 133 and 155 s CPU, 184 and 174 s by the
clock, at a load of 3 to 5. All files of both were the same, byte for byte. On two quiet cores it has not been measured.
"""
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
while program.study is None or not program.study_workspace.page.table.model().rowCount() or program.reads.running:
    app.processEvents()
program.window.close()
"""


def main() -> None:
    """Measure with fewer and with more sessions, and write the table."""
    load = f"{os.getloadavg()[0]:.0f}"
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update({f"ANNOTATOR_{name}_DIR": folder for name in ("CONFIG", "CACHE", "LOG", "STATE")})
        measured = [list(_measured(Path(folder), count)) for count in SESSIONS]
    times = SESSIONS[1] // SESSIONS[0]
    lines = [
        "# Many sessions",
        "",
        f"Two coders a session, {EVENTS} events a coding, one step of the journal each; the recordings are missing.",
        "CPU seconds, seconds by the clock, and the largest memory of the process. Growth: how many times the CPU",
        f"seconds of the smaller study the larger takes, which has {times} times the sessions. “Again”: nothing has",
        f"changed, so the cache answers. Pool: the sessions in {LABS} studies. Made by",
        f"`python -m benchmarks.many_sessions`, at a load of {load} on {os.cpu_count()} cores.",
        "",
        "| what | " + " | ".join(f"{count} sessions" for count in SESSIONS) + " | growth |",
        "|---|---|---|---|",
    ]
    for (name, few), (_, many) in zip(*measured, strict=True):
        lines.append(f"| {name} | {_figures(few)} | {_figures(many)} | {many[0] / few[0]:.1f} |")
    lines.append(BEFORE.rstrip())
    DOCUMENT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(*lines, sep="\n")


def _figures(used: tuple[float, float, int]) -> str:
    return f"{used[0]:.1f} s CPU, {used[1]:.0f} s, {used[2]} MiB"


def _measured(folder: Path, sessions: int) -> Iterator[tuple[str, tuple[float, float, int]]]:
    study = make_study(folder / f"study-{sessions}", sessions)
    out = folder / f"out-{sessions}"
    annotator = (sys.executable, "-m", "annotator")
    yield "check", _run(*annotator, "check", str(study.folder))
    for command in ("export", "measures"):
        for name in (command, f"{command}, again"):
            yield name, _run(*annotator, command, str(study.folder), "--out", str(out / name))
    yield "reliability --all", _run(*annotator, "reliability", str(study.folder), "--all", "--include-unfinished")
    yield "opened in the window", _run(sys.executable, "-c", WINDOW, str(study.folder))
    labs = [str(make_study(folder / f"lab-{sessions}-{lab}", sessions // LABS).folder) for lab in range(LABS)]
    yield f"pool of {LABS} studies", _run(*annotator, "pool", *labs, "--out", str(out / "pool"))


def _run(*command: str) -> tuple[float, float, int]:
    begin = time.perf_counter()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(started.pid, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 1), command  # 1: the recordings are missing, as check says
    return used.ru_utime + used.ru_stime, time.perf_counter() - begin, used.ru_maxrss // 1024


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
