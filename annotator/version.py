"""The program's version, written into everything it exports."""

from importlib.metadata import version as _installed_version


def version() -> str:
    """Return the installed version."""
    return _installed_version("strange-situation-annotator")
