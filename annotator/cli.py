"""The command line: `annotator ...`, a thin skin over the core.

Exit 0: done. Exit 1: refused, with one clear line on stderr. Exit 2: wrong usage.
"""

import argparse
import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from math import inf
from pathlib import Path

import msgspec
from tqdm import tqdm

from annotator import cli_codebook, cli_reliability, demo
from annotator.errors import StudyError, UserError
from annotator.exchange.csv import export_csv
from annotator.media.check import check_recording
from annotator.media.recording import Recording
from annotator.model.codebook_file import codebook_text, load_codebook
from annotator.study import Session, Study, create_study, open_study
from annotator.study.check import check_study
from annotator.study.recording_checks import check_recordings
from annotator.version import version
from sample_videos import draw_sample

tqdm.monitor_interval = 0  # no thread of its own: the work reports often enough


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except UserError as error:
        print(f"annotator: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("annotator: stopped.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Who read our output has had enough (`annotator ... | head`); Python would complain once more at its end.
        sys.stdout = None
        return 0


def _new(arguments: argparse.Namespace) -> None:
    study = create_study(arguments.study, arguments.study.resolve().name, codebook_text(arguments.codebook))
    _say(arguments, {"study": study.name, "codebook": study.codebook.id}, [f"Made {arguments.study}."])


def _recording(text: str) -> Recording:
    """A file, or several in sequence with + between them."""
    path = Path(text)
    return path if path.exists() or "+" not in text else tuple(map(Path, text.split("+")))


def _add(arguments: argparse.Namespace) -> None:
    study = open_study(arguments.study)
    if len(arguments.offset_ms) >= len(arguments.video):
        given, further = len(arguments.offset_ms), len(arguments.video) - 1
        raise StudyError(
            f"There are more offsets ({given}) than further cameras ({further}).",
            "Give one for each recording after the first, in their order.",
        )
    offsets = [0, *arguments.offset_ms]
    offsets += [0] * (len(arguments.video) - len(offsets))
    with _bar("indexing") as progress:
        session = study.add_session(arguments.session, list(zip(arguments.video, offsets, strict=False)), progress)
    if arguments.check:
        _warn_of_recordings(study, session)
    cameras = len(session.cameras)
    said = f"Session {session.id}: {cameras} camera{'s' * (cameras > 1)}, {session.duration_ms / 1000:.3f} s."
    _say(arguments, {"session": session.id, "cameras": cameras, "duration_ms": session.duration_ms}, [said])


def _warn_of_recordings(study: Study, session: Session) -> None:
    """Say on stderr what the import check finds; the session is added all the same."""
    with _bar("checking") as progress:
        found = check_recordings(study, session, study.cache_dir, progress)
    for number, camera in enumerate(session.cameras, start=1):
        for one in found[camera.fingerprint].findings:
            if one.severity == "problem":
                _warn(f"camera {number} of {session.id}: {one.what} {one.advice}")


def _warn_of_left_out(study: Study) -> None:
    for one in study.unreadable():
        _warn(f"left out: {one.name}. {one.problem}")


def _warn(sentence: str) -> None:
    print(f"annotator: warning: {sentence}", file=sys.stderr)


def _export(arguments: argparse.Namespace) -> None:
    study = open_study(arguments.study)
    _warn_of_left_out(study)
    with _bar("exporting") as progress:
        files = export_csv(
            study, arguments.out, comments=arguments.comments, raw_text=arguments.raw_text, progress=progress
        )
    _say(arguments, {"files": [str(file) for file in files]}, [f"Wrote {file}." for file in files])


def _reliability(arguments: argparse.Namespace) -> None:
    study = open_study(arguments.study)
    _warn_of_left_out(study)
    with _bar("comparing") as progress:
        document, lines = cli_reliability.answer(study, arguments, progress)
    _say(arguments, document, lines)


def _check(arguments: argparse.Namespace) -> int:
    target: Path = arguments.target
    if not target.exists():
        raise StudyError(f"There is nothing at {target}.", "Give a study folder, a recording or a codebook (.toml).")
    if target.is_dir():
        return _check_study(arguments, open_study(target))
    if target.suffix == ".toml":
        codebook = load_codebook(target)
        _say(arguments, {"codebook": codebook.id}, [f"{target.name}: {len(codebook.codes)} codes, no fault found."])
        return 0
    with _bar("checking") as progress:
        found = check_recording(target, progress)
    verdict = "Fit for coding." if found.good else "Not fit for coding as it is."
    proofs = f"{found.frame_count} frames, {found.proofs_right} of {found.proofs} found again at random. {verdict}"
    _say(arguments, found, [proofs, *(f"{one.severity}: {one.what} {one.advice}" for one in found.findings)])
    return int(not found.good)


def _check_study(arguments: argparse.Namespace, study: Study) -> int:
    problems = check_study(study)
    _say(
        arguments, {"problems": [str(problem) for problem in problems]}, map(str, problems) if problems else ["Sound."]
    )
    return int(bool(problems))


def _codebook(arguments: argparse.Namespace) -> int:
    given = (getattr(arguments, name) for name in ("codebook", "out") if name in arguments)
    answer: cli_codebook.Answer = arguments.answer(*given)
    _say(arguments, answer.document, answer.lines)
    return answer.exit_code


def _import_codebook(arguments: argparse.Namespace) -> None:
    with _bar("reading") as progress:
        answer = cli_codebook.import_codebook(
            arguments.codebook, arguments.out, arguments.encoding, arguments.actor, progress
        )
    _say(arguments, answer.document, answer.lines)


def _sample(arguments: argparse.Namespace) -> None:
    with _bar("drawing") as progress:
        truth = draw_sample(arguments.out, arguments.minutes, progress)
    _say(arguments, {"truth": str(truth)}, [f"Drew {truth.parent}."])


def _demo(arguments: argparse.Namespace) -> int:
    if demo.has_display():
        study = demo.sample_study(arguments.out)
        if arguments.json:
            _say(arguments, {"study": str(study)}, [])
        return _window("ui", str(study), "--session", demo.SESSION, "--coder", demo.CODERS[0])
    if arguments.json:
        return _window("ui.tour", "--out", str(arguments.out), "--json")
    print("No display: the tour codes, compares and exports without a window.", flush=True)
    return _window("ui.tour", "--out", str(arguments.out))


def _open(arguments: argparse.Namespace) -> int:
    open_study(arguments.study)  # complains here, before a window shows
    wanted = [("--session", arguments.session), ("--coder", arguments.coder)]
    return _window("ui", str(arguments.study), *(part for pair in wanted if pair[1] for part in pair))


def _window(module: str, *arguments: str) -> int:
    # A process of its own: the core knows no Qt.
    return subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode  # noqa: S603 - our own module


def _minutes(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 1 <= (minutes := float(text)) < inf:
            return minutes
    raise argparse.ArgumentTypeError(f"give a number of minutes from 1 on, not {text}")


class _bar:  # noqa: N801 - used like a function
    """A progress bar on stderr that shows only for work over a second and only to people."""

    def __init__(self, what: str) -> None:
        self._bar = tqdm(
            total=1.0,
            desc=what,
            delay=1.0,
            leave=False,
            disable=not sys.stderr.isatty(),
            bar_format="{desc} {bar} {percentage:3.0f} %",
        )

    def __enter__(self) -> Callable[[float], None]:
        return self._update

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def _update(self, share: float) -> None:
        self._bar.update(share - self._bar.n)


def _say(arguments: argparse.Namespace, document: object, lines: Iterable[str]) -> None:
    print(msgspec.json.encode(document).decode() if arguments.json else "\n".join(lines), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("annotator", description="Code recordings of the Strange Situation.")
    parser.add_argument("--version", action="version", version=version())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int | None], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        made.add_argument("--json", action="store_true", help="print one JSON document")
        return made

    _study_commands(command)
    _codebook_commands(command)
    _other_commands(command)
    return parser


_AddCommand = Callable[[str, Callable[[argparse.Namespace], int | None], str], argparse.ArgumentParser]


def _study_commands(command: _AddCommand) -> None:
    new = command("new", _new, "make a study folder")
    new.add_argument("study", type=Path)
    new.add_argument("--codebook", default="strange_situation", help="name of a shipped codebook, or a file")

    add = command("add", _add, "add a session and its recordings")
    add.add_argument("study", type=Path)
    one_a_camera = "one file a camera, the first is the reference; files that follow one another: one.vob+two.vob"
    add.add_argument("video", type=_recording, nargs="+", help=one_a_camera)
    add.add_argument("--session", required=True)
    add.add_argument(
        "--offset-ms", type=int, nargs="*", default=[], help="session time of the first frame of cameras 2, 3, ..."
    )

    add.add_argument("--no-check", dest="check", action="store_false", help="do not play the recordings through once")

    export = command("export", _export, "write tidy CSV tables")
    export.add_argument("study", type=Path)
    export.add_argument("--out", type=Path, required=True)
    export.add_argument("--comments", action="store_true", help="include free text, which may identify people")
    export.add_argument(
        "--raw-text", action="store_true", help="for scripts: no ' before text that a spreadsheet runs as a formula"
    )

    cli_reliability.add_arguments(command("reliability", _reliability, "agreement of coders"))

    opened = command("open", _open, "open the window on a study")
    opened.add_argument("study", type=Path)
    opened.add_argument("--session")
    opened.add_argument("--coder")


def _codebook_commands(command: _AddCommand) -> None:
    codebook = command("codebook", _codebook, "list, show or check codebooks").add_subparsers(
        required=True, metavar="WHAT"
    )
    asked: dict[str, tuple[Callable[..., cli_codebook.Answer], str]] = {
        "list": (cli_codebook.list_shipped, "codebooks that ship"),
        "show": (cli_codebook.show, "everything in a codebook"),
        "check": (cli_codebook.check, "every fault in a codebook, with its line"),
        "keys": (cli_codebook.keys, "a table of its keys"),
        "schema": (cli_codebook.schema, "the JSON Schema of codebook files, for editors"),
        "manual": (cli_codebook.write_manual, "write the printable manual as HTML"),
        "import": (cli_codebook.import_codebook, "draft a codebook from a BORIS, ELAN or Datavyu file"),
    }
    for name, (answer, text) in asked.items():
        made = codebook.add_parser(name, help=text, description=text)
        made.set_defaults(answer=answer)
        made.add_argument("--json", action="store_true", help="print one JSON document", default=argparse.SUPPRESS)
        if name not in {"list", "schema"}:
            a_file = (
                "a .boris, .etf, .eaf or .opf file" if name == "import" else "name of a shipped codebook, or a file"
            )
            made.add_argument("codebook", help=a_file)
        if name in {"manual", "import"}:
            made.add_argument("--out", type=Path, required=True)
        if name == "import":
            made.set_defaults(run=_import_codebook)
            made.add_argument("--encoding", default="", help="of the file's text, such as cp1252 or mac_roman")
            made.add_argument("--actor", default="", help="who does what the file names nobody for, such as infant")


def _other_commands(command: _AddCommand) -> None:
    check = command("check", _check, "check a study, a recording or a codebook")
    check.add_argument("target", type=Path)

    shown = command("demo", _demo, "open the sample study, or tour it where there is no display")
    shown.add_argument("--out", type=Path, default=Path("out"))

    sample = command("sample", _sample, "draw a sample recording of any length")
    sample.add_argument("--minutes", type=_minutes, default=3.0, help="1 or more")
    sample.add_argument("--out", type=Path, required=True)
