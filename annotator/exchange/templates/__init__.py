"""Coding schemes of other programs as drafts of codebooks: what was understood, and what was not."""

from pathlib import Path

from annotator.errors import FormatError
from annotator.exchange.front_door import in_words, open_foreign
from annotator.exchange.templates.boris import read_boris
from annotator.exchange.templates.datavyu import read_datavyu
from annotator.exchange.templates.draft import ImportedCodebook, codebook_of
from annotator.exchange.templates.elan import read_elan
from annotator.progress import Progress
from annotator.text import plain

__all__ = ["SUFFIXES", "ImportedCodebook", "import_template"]

_READERS = {
    ".boris": read_boris,
    ".boris.gz": read_boris,
    ".etf": read_elan,
    ".eaf": read_elan,
    ".opf": read_datavyu,
}
SUFFIXES = tuple(_READERS)
"""How the names of the files end that can be imported."""


def import_template(
    path: Path, *, encoding: str = "", actor: str = "", progress: Progress = lambda _share: None
) -> ImportedCodebook:
    """Read the coding scheme of a BORIS project, an ELAN template or a Datavyu file.

    Args:
        path: the file.
        encoding: of its text, where the file does not say it and it is not UTF-8.
        actor: who does what the file names nobody for; "" leaves that to be filled in.
        progress: told the share done, 0 to 1; it may raise to stop.

    Raises:
        FormatError: if the file cannot be read, is none of these, or holds no code.
    """
    name = plain(path.name)
    reader = next((one for suffix, one in _READERS.items() if path.name.lower().endswith(suffix)), None)
    if reader is None:
        raise FormatError(f"{name} is no template this program reads.", f"Choose one of: {', '.join(SUFFIXES)}.")
    with in_words(name):
        scheme = reader(open_foreign(path, encoding, progress))
    if not scheme.codes:
        raise FormatError(f"{name} holds no codes.", "Choose a file in which behaviours are defined.")
    return codebook_of(scheme, name, actor)
