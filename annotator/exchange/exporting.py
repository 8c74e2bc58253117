"""An export in any format: tables, or the codings as files of another program."""

from collections.abc import Callable
from pathlib import Path

from annotator.errors import UserError
from annotator.exchange.codings import WRITE
from annotator.exchange.codings.outgoing import export_codings, losses
from annotator.exchange.formats import FORMATS
from annotator.exchange.study_export import export_study
from annotator.exchange.wanted import Wanted
from annotator.progress import Progress
from annotator.study import Study

EXPORTS = {name: (known.name, known.text) for name, known in FORMATS.items()} | {
    name: (known.name, known.text) for name, known in WRITE.items()
}
"""Every format of an export, by its id: what people call it, and what it is for."""


def export(
    study: Study,
    out_dir: Path,
    wanted: Wanted,
    *,
    processes: int = 1,
    progress: Progress = lambda _share: None,
    warn: Callable[[UserError], object] = lambda _reservation: None,
) -> tuple[Path, ...]:
    """Write what is wanted of a study; see export_study and export_codings."""
    if wanted.format in WRITE:
        return export_codings(study, out_dir, wanted, progress=progress, warn=warn)
    return export_study(study, out_dir, wanted, processes=processes, progress=progress, warn=warn)


def lost_in(format_name: str) -> tuple[str, ...]:
    """Return what a format does not hold, a sentence each, to be said before anything is written; tables hold all."""
    return losses(format_name) if format_name in WRITE else ()
