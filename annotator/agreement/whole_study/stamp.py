"""Whether a study has changed since it was compared."""

from annotator.study import Study
from annotator.study.settings import AgreementSettings

Stamp = tuple[AgreementSettings, tuple[str, ...], tuple[tuple[str, int, int], ...]]
"""What comparing depends on: settings, window, and path, size and time of change (ns) of every file."""


def stamp_of(study: Study, settings: AgreementSettings) -> Stamp:
    """Return what the agreement of a whole study depends on; if it is the same, so is the agreement."""
    files = [study.folder / name for name in ("study.toml", "codebook.toml")]
    files += sorted(path for end in ("toml", "jsonl") for path in study.folder.glob(f"sessions/*/*.{end}"))
    found = ((path.relative_to(study.folder).as_posix(), path.stat()) for path in files if path.exists())
    stamps = tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in found)
    return settings, study.settings.window, stamps
