"""Coding schemes of other programs as drafts of codebooks: what was understood, and what was not."""

from pathlib import Path

from annotator.errors import CodebookError
from annotator.exchange.templates.boris import read_boris
from annotator.exchange.templates.datavyu import read_datavyu
from annotator.exchange.templates.draft import ImportedCodebook, codebook_of
from annotator.exchange.templates.elan import read_elan

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


def import_template(path: Path) -> ImportedCodebook:
    """Read the coding scheme of a BORIS project, an ELAN template or a Datavyu file.

    Raises:
        CodebookError: if the file cannot be read, is none of these, or holds no code.
    """
    reader = next((one for suffix, one in _READERS.items() if path.name.lower().endswith(suffix)), None)
    if reader is None:
        raise CodebookError(
            f"{path.name} is not a template that this program can read.", f"Choose one of: {', '.join(SUFFIXES)}."
        )
    try:
        scheme = reader(path.read_bytes(), path.name)
    except OSError as error:
        what = f"{path.name}: {error.strerror or 'it cannot be read'}."
        raise CodebookError(what, "Check that the file exists and can be read.") from error
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # A file of another program may hold anything anywhere.
        what = f"{path.name} is not a valid file of its kind: {error}."
        raise CodebookError(what, "Save it again with the program it comes from.") from error
    if not scheme.codes:
        raise CodebookError(f"{path.name} contains no codes.", "Choose a file in which behaviours are defined.")
    return codebook_of(scheme)
