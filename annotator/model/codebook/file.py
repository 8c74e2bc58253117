"""Reading codebooks: TOML in, a checked Codebook out, every complaint with its line."""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import msgspec

from annotator.errors import CodebookError
from annotator.model.codebook import Codebook
from annotator.model.codebook.checks import check_codebook
from annotator.model.codebook.faults import Fault, fault_of_form, fault_of_toml
from annotator.model.codebook.lines import lines_of
from annotator.model.regular_file import read_regular
from annotator.model.toml import LONGEST_TEXT, decode_toml


def shipped_codebooks() -> dict[str, str]:
    """Return the texts of the codebooks that ship with the program, by id."""
    folder = files("codebooks")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {name.removesuffix(".toml"): (folder / name).read_text(encoding="utf-8") for name in names}


def codebook_text(name_or_file: str) -> str:
    """Return the text of a shipped codebook, by its id, or of a codebook file.

    Raises:
        CodebookError: if it is neither, or the file cannot be read.
    """
    shipped = shipped_codebooks()
    if name_or_file in shipped:
        return shipped[name_or_file]
    return _read(Path(name_or_file), f"Give a file, or one of the shipped codebooks: {', '.join(shipped)}.")


def load_codebook(path: Path) -> Codebook:
    """Read a codebook file.

    Raises:
        CodebookError: if it cannot be read or is wrong; the message names file, line and remedy.
    """
    return parse_codebook(_read(path, "Check that the file exists and can be read."), path.name)


def parse_codebook(text: str, file_name: str, *, in_use: str = "") -> Codebook:
    """Turn the text of a codebook into a Codebook.

    Args:
        text: TOML.
        file_name: what the messages call it.
        in_use: the codebook that a study has already; what may stay in it is let pass (see Fault).

    Raises:
        CodebookError: with the line and the remedy of the first fault, if there is one. A note is none.
    """
    codebook, found = read_codebook(text)
    faults = hindering(found, in_use)
    if codebook is None or faults:
        more = f" There are {len(faults) - 1} more faults." if len(faults) > 2 else ""
        more = " There is one more fault." if len(faults) == 2 else more
        raise CodebookError(f"{file_name}, line {faults[0].line}: {faults[0].what}.", faults[0].remedy + more)
    return codebook


def hindering(faults: Iterable[Fault], in_use: str = "") -> list[Fault]:
    """Return the faults for which a codebook cannot be used: no notes, nor what the one in use has and may keep."""
    kept = {one.what for one in read_codebook(in_use)[1] if one.may_stay} if in_use else set()
    return [one for one in faults if not (one.is_note or (one.may_stay and one.what in kept))]


@lru_cache(maxsize=16)
def read_codebook(text: str) -> tuple[Codebook | None, tuple[Fault, ...]]:
    """Return the codebook and all its faults in order of line; no codebook where the text has not its form.

    Neither can be changed, so the same text is read once: it takes longer than all else that opening a study does.
    """
    try:
        codebook = msgspec.convert(decode_toml(text), Codebook)
    except tomllib.TOMLDecodeError as error:
        return None, (fault_of_toml(str(error), text),)
    except msgspec.ValidationError as error:
        return None, (fault_of_form(str(error), lines_of(text)),)
    return codebook, tuple(check_codebook(codebook, lines_of(text)))


def codebook_hash(text: str) -> str:
    """Return the SHA-256 of a codebook's text, which a coding records as the codebook it was made with."""
    return sha256(text.encode()).hexdigest()


def _read(path: Path, hint: str) -> str:
    try:
        # Editors on Windows may put a byte order mark before the text and end lines in two signs.
        text = read_regular(path, 4 * LONGEST_TEXT).decode("utf-8-sig")
        return text.replace("\r\n", "\n").replace("\r", "\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or "cannot be read"
        raise CodebookError(f"Codebook {path.name}: {reason}.", hint) from error
