"""No command and no session of the window opens a socket or writes a file that is not its own.

None starts a program, but for fc-list: the figures ask it for fonts.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.model.commands import mark
from annotator.study import Study

WATCHED = """
import os, sys
from pathlib import Path

own = [os.path.realpath(place) for place in sys.argv[1].split(os.pathsep)]
found = []

def is_own(path):
    place = os.path.realpath(os.fsdecode(path))
    return any(place == one or place.startswith(one + os.sep) for one in own) or place.startswith(("/dev/", "/proc/"))

def watch(event, arguments):
    if event == "socket.gethostname":
        return  # the note of who has a coding open; it asks nobody
    if event == "subprocess.Popen" and arguments[0] == "fc-list":
        return  # Matplotlib asks the system once which fonts it has
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "os.system", "urllib.")):
        found.append((event, str(arguments)[:200]))
    elif event == "open" and isinstance(arguments[0], (str, bytes)):
        path, mode, flags = arguments
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) if isinstance(flags, int) else 0
        if writes and not is_own(path):
            found.append((event, str(path)))
    elif event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"):
        paths = [one for one in arguments[:2] if isinstance(one, (str, bytes, os.PathLike))]
        if not all(map(is_own, paths)):
            found.append((event, str(arguments)[:200]))
"""

COMMANDS = """
from annotator.cli.main import main
import json, contextlib, io
sys.addaudithook(watch)
for command in json.loads(sys.argv[2]):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        code = main(command)
    if code and not (command[0] == "check" and code == 1):
        sys.exit(f"{command}: {said.getvalue()}")
print(found)
"""

WINDOW = """
import time
from annotator.media.sound_output import SilentOutput
from ui.app import make_application
from ui.program import Program
from ui.settings import Settings

app = make_application()
program = Program(app, Settings(), SilentOutput)
program.window.show()
sys.addaudithook(watch)

def wait(until):
    while not until():
        app.processEvents()
        time.sleep(0.001)

program.open_study(Path(sys.argv[2]), "S001", "KM")
wait(lambda: program.coding is not None and None not in program.coding.player.pictures[:1])
program.coding.mark_code("reach")
program.actions["show_agree"].trigger()
program.actions["show_codebook"].trigger()
program.actions["show_study"].trigger()
program.study_workspace.show_versions("S001", "KM")
wait(lambda: not program.reads.running and not program.saves.running)
program.window.close()
wait(lambda: not program.window.isVisible())
print(found)
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this computer keeps what is its own."""
    folder = tmp_path / "home"
    for name in ("CONFIG", "CACHE", "LOG", "STATE"):
        monkeypatch.setenv(f"ANNOTATOR_{name}_DIR", str(folder / name))
    return folder


@pytest.fixture
def coded(study: Study, home: Path) -> Study:
    assert not home.exists()
    for coder in ("KM", "JT"):
        with study.open_coding("S001", coder) as opened:
            opened.history.do(mark(opened.coding, study.codebook, "reach", 500))
    return study


def watched(script: str, argument: str, own: list[Path]) -> str:
    # Where figures of another test were drawn in this process is not where this one's may be.
    inherited = {name: value for name, value in os.environ.items() if name != "MPLCONFIGDIR"}
    environment = {**inherited, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", WATCHED + script, os.pathsep.join(map(str, own)), argument]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_commands(coded: Study, home: Path, recording: Path, tmp_path: Path) -> None:
    study, out = str(coded.folder), tmp_path / "out"
    out.mkdir()
    commands = [
        ["new", str(out / "new")],
        ["add", str(out / "new"), str(recording), "--session", "S1"],
        ["check", study],
        ["check", str(recording)],
        ["export", study, "--out", str(out / "tables")],
        ["measures", study, "--out", str(out / "measures")],
        ["figures", study, "--only", "raster", "--format", "svg", "--out", str(out / "figures")],
        ["clips", study, "--code", "reach", "--out", str(out / "clips.csv"), "--cut", str(out / "clips")],
        ["reliability", study],
        ["reliability", study, "--all", "--include-unfinished", "--out", str(out / "agreement")],
        ["camera", "add", str(out / "new"), "S1", str(recording)],
        ["codebook", "list"],
        ["codebook", "check", str(coded.folder / "codebook.toml")],
        ["codebook", "manual", "strange_situation", "--out", str(out / "manual.html")],
        ["repair", study],
        ["restore", study, "--session", "S001", "--coder", "KM"],
        ["restore", study, "--session", "S001", "--coder", "KM", "--backup", "1"],
        ["pack", study, "--out", str(out / "packed.zip")],
        ["verify", str(out / "packed.zip")],
    ]
    assert watched(COMMANDS, json.dumps(commands), [coded.folder, home, out]) == "[]"


def test_a_session_of_the_window(coded: Study, home: Path) -> None:
    assert watched(WINDOW, str(coded.folder), [coded.folder, home]) == "[]"
