"""The program's version, written into everything it exports."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version as _installed_version
from pathlib import Path


def version() -> str:
    """Return the installed version."""
    return _installed_version("strange-situation-annotator")


@cache
def state_of_the_program() -> str:
    """Return what changes with every change of the program or of what it calculates with: a cache must not outlive it.

    Between two releases the version stays the same and the code does not.
    """
    found = sha256()
    for name in ("strange-situation-annotator", "numpy", "pandas", "scipy"):
        found.update(f"{name} {_installed_version(name)}\n".encode())
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        found.update(f"{path.relative_to(folder).as_posix()}\n".encode() + path.read_bytes())
    return found.hexdigest()
