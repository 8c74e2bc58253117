"""Whether a study has changed since it was compared."""

import contextlib

from annotator.study import Study
from annotator.study.files import matching
from annotator.study.preregistration import FOLDER as PREREGISTRATIONS
from annotator.study.settings import AgreementSettings, Window

StudyStamp = tuple[AgreementSettings, Window, tuple[str, ...], tuple[tuple[str, int, int], ...]]
"""What comparing depends on: settings, window, modifiers in the code; path, size, time of change (ns) of each file."""


def stamp_of(study: Study, settings: AgreementSettings) -> StudyStamp:
    """Return what the agreement of a whole study depends on; if it is the same, so is the agreement."""
    files = [study.folder / name for name in ("study.toml", "codebook.toml")]
    files += matching(study.folder / PREREGISTRATIONS, "*.toml")
    for folder in matching(study.folder, "sessions/*"):
        files += [*matching(folder, "*.toml"), *matching(folder, "*.jsonl")]
    stamps = []
    for path in files:
        with contextlib.suppress(OSError):  # it has been taken away meanwhile
            stat = path.stat()
            stamps.append((path.relative_to(study.folder).as_posix(), stat.st_size, stat.st_mtime_ns))
    return settings, study.settings.window, study.settings.code_with, tuple(stamps)
