"""`annotator open` and `demo`: the window, in a process of its own, for the core knows no Qt."""

import subprocess
import sys
from argparse import Namespace

from annotator import demo as sample
from annotator.cli.answer import Answer
from annotator.study import open_study


def open_window(arguments: Namespace) -> int:
    """Open the window, on a study if one is named; return its exit code."""
    if arguments.study is None:
        return _run("ui")
    open_study(arguments.study)  # complains here, before a window shows
    wanted = [("--session", arguments.session), ("--coder", arguments.coder), ("--as", arguments.person)]
    return _run("ui", str(arguments.study), *(part for pair in wanted if pair[1] for part in pair))


def demo(arguments: Namespace) -> int:
    """Open the sample study; without a display, do the same work without a window."""
    if sample.has_display():
        study = sample.sample_study(arguments.out)
        if arguments.json:
            Answer({"study": str(study)}, ()).say(as_json=True)
        return _run("ui", str(study), "--session", sample.SESSION, "--coder", sample.CODERS[0])
    if arguments.json:
        return _run("ui.tour", "--out", str(arguments.out), "--json")
    print("No display: the tour codes, compares and exports without a window.", flush=True)
    return _run("ui.tour", "--out", str(arguments.out))


def _run(module: str, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode  # noqa: S603 - our own module
