"""Let other people's programs read what is written in their formats: `python -m tools.judges.run [NAME...]`.

Each judge runs in an environment of its own under out/judges/, which is made the first time; nothing of it is ever part
of the program's. What they say is printed and, where all were asked, kept in docs/judges.md.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tools.judges.exports import written_studies

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "out" / "judges"
REPORT = HERE.parents[1] / "docs" / "judges.md"


class Judge(NamedTuple):
    """A program that reads a format.

    Attributes:
        name: what the report calls it.
        script: judge_<script>.py asks it.
        format: the writer whose files it reads.
        packages: <packages>.txt is what its environment holds.
        alone: a package that is installed besides, without what it asks for and whatever Python it asks for.
    """

    name: str
    script: str
    format: str
    packages: str
    alone: str = ""


JUDGES = (
    Judge("BORIS 8.27.4", "boris", "boris", "boris_8"),
    Judge("BORIS 10.0.2", "boris", "boris", "boris_10", alone="boris-behav-obs==10.0.2"),
    Judge("boris-clip 0.2.0", "boris_clip", "boris", "boris_clip"),
    Judge("a parser of .opf of its own", "datavyu", "datavyu", "datavyu"),
    Judge("readers of ELAN", "elan", "elan", "elan"),
    Judge("praatio 6.2.2", "textgrid", "textgrid", "textgrid"),
)
LIBRARIES = ("libmpv.so.2:libmpv2", "libpulse-mainloop-glib.so.0:libpulse-mainloop-glib0")
"""Of the system, which BORIS loads: each with the package of Debian that has it."""

_HEAD = """# Other programs read what is written for them

The last output of `make judges`, which writes the sample study, a large made-up one and one with answers to every code
in the formats of other programs, and lets those programs, or packages that read their files, say what they find.

| Judge | Study | Looked for | Found | |
|---|---|---|---|---|
"""


def main(names: Sequence[str]) -> int:
    """Return 0 where all judges agree with what was written, 1 where one does not."""
    judges = [one for one in JUDGES if not names or one.script in names or one.name in names]
    subprocess.run(["sh", str(HERE.parent / "system_libraries.sh"), *LIBRARIES], check=True)  # noqa: S607
    shutil.rmtree(OUT / "files", ignore_errors=True)
    studies = list(written_studies(OUT / "files", dict.fromkeys(one.format for one in judges)))
    lines, is_good = [], True
    for judge in judges:
        python = _environment(judge)
        for study, folder in studies:
            for found in _findings(judge, python, folder):
                is_good &= found["passed"]
                lines.append(_line(judge, study, found))
                print(lines[-1], flush=True)
    if not names:
        REPORT.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return 0 if is_good and lines else 1


def _environment(judge: Judge) -> Path:
    """Return the Python of the judge's environment; it is made anew where its list of packages has changed."""
    folder = OUT / (judge.packages if not judge.alone else judge.alone.replace("==", "-"))
    wanted = (HERE / f"{judge.packages}.txt").read_text(encoding="utf-8") + judge.alone
    python, done = folder / "bin" / "python", folder / "packages.txt"
    if not done.is_file() or done.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "--requirement", str(HERE / f"{judge.packages}.txt")], check=True)
        if judge.alone:
            subprocess.run([*install, "--no-deps", "--ignore-requires-python", judge.alone], check=True)
        done.write_text(wanted, encoding="utf-8")
    return python


def _findings(judge: Judge, python: Path, folder: Path) -> Iterator[dict[str, Any]]:
    script = HERE / f"judge_{judge.script}.py"
    command = [str(python), str(script), str(folder / judge.format), str(folder / "expected.json")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        yield {"checked": "ends without a fault", "found": ended.stderr.strip()[-500:], "passed": False}
        return
    yield from json.loads(ended.stdout.splitlines()[-1])  # what the program itself says stands before it


def _line(judge: Judge, study: str, found: dict[str, Any]) -> str:
    said = str(found["found"]).replace("|", "\\|").replace("\n", " ")
    return f"| {judge.name} | {study} | {found['checked']} | {said} | {'yes' if found['passed'] else '**NO**'} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
