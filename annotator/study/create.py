"""Making a study folder."""

from pathlib import Path
from uuid import uuid4

import tomlkit

from annotator.errors import StudyError
from annotator.model.codebook.file import parse_codebook
from annotator.study.files import reason, replace_file, write_new
from annotator.study.settings import CODEBOOK_FILE, STUDY_FILE
from annotator.study.study import Study, open_study


def create_study(folder: Path, name: str, codebook_text: str) -> Study:
    """Make a study in a folder that is empty or not there yet; its intervals are as long as its codebook says.

    Raises:
        CodebookError: if the codebook is wrong; nothing is made then.
        StudyError: if the folder is not empty, or cannot be written.
    """
    codebook = parse_codebook(codebook_text, CODEBOOK_FILE)
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise StudyError(f"The folder {folder} is not empty.", "Choose an empty folder, or a new name.")
        (folder / "sessions").mkdir(parents=True)
        write_new(folder / CODEBOOK_FILE, codebook_text.encode())
    except OSError as error:
        raise StudyError(f"No study can be created in {folder}: {reason(error)}.", "Choose another folder.") from error
    document = tomlkit.document()
    document.update({"id": uuid4().hex, "name": name, "coders": []})
    if codebook.interval_s is not None:
        document["analysis"] = {"intervals": {"length_ms": round(codebook.interval_s * 1000)}}
    replace_file(folder / STUDY_FILE, tomlkit.dumps(document))
    return open_study(folder)
