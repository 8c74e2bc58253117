"""Files of any kind into a folder: all or none, overwriting nothing. Every CSV of the program is made here."""

import contextlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from annotator.errors import StudyError
from annotator.study.files import reason

_FORMULA = tuple("=+-@\t\n\0＝＋－＠")
"""A cell that begins with one of these is run by some spreadsheet; the wide ones by those of East Asia."""

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def csv_bytes(table: pd.DataFrame, *, raw_text: bool = False) -> bytes:
    """Return a table as CSV: UTF-8, comma, decimal point, one header row.

    Args:
        table: its numbers are written as they are.
        raw_text: without it, text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    columns = [_column(table.iloc[:, place], raw_text=raw_text) for place in range(table.shape[1])]
    safe = pd.concat(columns, axis="columns") if columns else table
    safe.columns = pd.Index([_cell(name, raw_text=raw_text) for name in table.columns], dtype=object)
    return safe.to_csv(index=False, lineterminator="\n").encode()


def _column(column: "pd.Series[Any]", *, raw_text: bool) -> "pd.Series[Any]":
    if pd.api.types.is_numeric_dtype(column):
        return column
    return pd.Series([_cell(value, raw_text=raw_text) for value in column], index=column.index, dtype=object)


def _cell(value: object, *, raw_text: bool) -> object:
    if not isinstance(value, str):
        return value
    # A carriage return that stands alone would begin a new row, and so hide what follows from the next line.
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if not raw_text and text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def write_files(files: Mapping[str, bytes], out_dir: Path) -> tuple[Path, ...]:
    """Write files by name into a folder, which is made if it is not there.

    Raises:
        StudyError: if one of them is there already, or the folder cannot be written to; nothing is written then.
    """
    if taken := [name for name in files if (out_dir / name).exists()]:
        raise StudyError(
            f"{out_dir.name} already holds {', '.join(taken)}; nothing was written.", "Choose another folder."
        )
    made: list[Path] = []
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        # Under other names first, and none gets its own before all are on the disk: a full disk leaves no half of them.
        for name, content in files.items():
            made.append(out_dir / f"{name}.part")
            _write(content, made[-1])
        for place, part in enumerate(made):
            made[place] = part.rename(part.with_suffix(""))
    except OSError as error:
        for path in made:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        raise StudyError(
            f"Cannot write to {out_dir.name}: {reason(error)}; nothing was written.",
            "Choose a folder that you can write to, on a disk with free space.",
        ) from error
    return tuple(made)


def _write(content: bytes, path: Path) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
