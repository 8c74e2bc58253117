"""study.toml and codebook.toml of a study: as they are on the disk, and study.toml changed by one at a time."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from threading import RLock

import msgspec
import tomlkit

from annotator.model.codebook.file import parse_codebook
from annotator.study.files import read_document, read_text, replace_file
from annotator.study.lock import changing
from annotator.study.settings import CODEBOOK_FILE, STUDY_FILE, AnalysisSettings, check_settings, read_study_file


class StudyFiles:
    """What the two files say, since they were read last.

    Attributes:
        said: what study.toml says.
        codebook: the study's own codebook.
        codebook_text: the same, as it stands in its file.
        is_writable: whether sessions and codings can be added.

    Args:
        study: The study folder.
    """

    def __init__(self, study: Path) -> None:
        self._study = study
        self._changing = RLock()  # the window changes a study on several threads
        self._read()
        check_settings(self.said.analysis, self.codebook)

    def _read(self) -> None:
        self.said = read_study_file(self._study)
        self.codebook_text = read_text(self._study / CODEBOOK_FILE)
        # At once: a study whose codebook is wrong must not open half.
        self.codebook = parse_codebook(self.codebook_text, CODEBOOK_FILE, in_use=True)
        self.is_writable = os.access(self._study, os.W_OK) and os.access(self._study / "sessions", os.W_OK)

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Let study.toml be read, changed and replaced while nobody else does, here or in another program."""
        with self._changing, changing(self._study / STUDY_FILE):
            self._read()
            yield

    def put(self, **changed: object) -> None:
        """Replace fields of study.toml; the rest stays as it is on the disk.

        Raises:
            StudyError: if it cannot be written.
        """
        path = self._study / STUDY_FILE
        document = read_document(path)
        document.update(changed)
        replace_file(path, tomlkit.dumps(document))
        self._read()

    def put_analysis(self, settings: AnalysisSettings) -> None:
        """Replace what results are computed with.

        Raises:
            StudyError: if a value is out of range or not in the codebook, or study.toml cannot be written.
        """
        check_settings(settings, self.codebook)
        stated = {name: said for name, said in msgspec.to_builtins(settings).items() if said is not None}
        self.put(analysis=stated)
