"""Plants small faults in a copy of the tree, one by one, and says which of them no test notices.

    python tools/mutations.py            all of tools/mutations.toml
    python tools/mutations.py consensus  those whose file or tests have this in their path

Ends with 1 if a fault survives, or no longer fits the file it is meant for.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

TREE = Path(__file__).parents[1]
LIST = TREE / "tools" / "mutations.toml"
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".hypothesis", "*_cache", "out")


@dataclass(frozen=True)
class Mutation:
    """One fault: in a file, `old` becomes `new`, and one of the tests must fail."""

    file: str
    old: str
    new: str
    tests: list[str]

    def __str__(self) -> str:
        return f"{self.file}: {self.old.strip()}  ->  {self.new.strip()}"

    def problem(self) -> str | None:
        """Return why it cannot be planted in the tree as it is, or None."""
        missing = [name for name in (self.file, *self.tests) if not (TREE / name).is_file()]
        if missing:
            return f"there is no {missing[0]}"
        times = (TREE / self.file).read_text(encoding="utf-8").count(self.old)
        return None if times == 1 else f"the old text is there {times} times"


def mutations() -> list[Mutation]:
    """Return the list."""
    return [Mutation(**entry) for entry in tomllib.loads(LIST.read_text(encoding="utf-8"))["mutation"]]


def main(word: str = "") -> int:
    """Try every mutation; return how many survive."""
    chosen = [one for one in mutations() if any(word in path for path in (one.file, *one.tests))]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(TREE, Path(folder) / "tree", ignore=_LEFT_OUT))
        if not _pass(copy, sorted({test for one in chosen for test in one.tests})):
            print("The tests fail without any mutation.")
            return 1
        survivors = [one for one in chosen if not _is_noticed(copy, one)]
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutations were noticed.")
    for one in survivors:
        print(f"SURVIVED  {one}")
    return 1 if survivors else 0


def _is_noticed(copy: Path, one: Mutation) -> bool:
    if (problem := one.problem()) is not None:
        print(f"DOES NOT FIT  {one}: {problem}", flush=True)
        return False
    file = copy / one.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace(one.old, one.new), encoding="utf-8")
    noticed = not _pass(copy, one.tests)
    file.write_text(whole, encoding="utf-8")
    print(f"{'noticed ' if noticed else 'SURVIVED'}  {one}", flush=True)
    return noticed


def _pass(copy: Path, tests: list[str]) -> bool:
    # In the copy, the copy's packages are found before those that are installed. Written bytecode could be older
    # than a second and so hide what has changed since.
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"pytest cannot run {tests}:\n{done.stdout}{done.stderr}")
    return done.returncode == 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
