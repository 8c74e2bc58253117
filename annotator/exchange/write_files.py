"""Files of any kind into a folder: all or none, overwriting nothing."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from annotator.errors import StudyError
from annotator.study.files import reason


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
            "Choose a folder you may write to, on a disk with room.",
        ) from error
    return tuple(made)


def _write(content: bytes, path: Path) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
