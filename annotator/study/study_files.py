"""study.toml and codebook.toml of a study: as they are on the disk, and study.toml changed by one at a time."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from threading import RLock

import msgspec
import tomlkit

from annotator.errors import StudyError
from annotator.model.codebook import Codebook
from annotator.model.codebook.file import parse_codebook
from annotator.study.codebook_pending import finish_change
from annotator.study.deeds import finish_what_was_begun
from annotator.study.files import read_document, read_text, replace_file
from annotator.study.lock import changing
from annotator.study.settings import (
    CODEBOOK_FILE,
    STUDY_FILE,
    AnalysisSettings,
    GoldMark,
    NewName,
    StudyFile,
    check_settings,
    read_study_file,
)


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
        self._stamp = _stamp(study / STUDY_FILE)
        self.said = read_study_file(study)
        self._newest = self.said
        self._codebook_stamp = _stamp(study / CODEBOOK_FILE)
        self.codebook_text = read_text(study / CODEBOOK_FILE)
        # At once: a study whose codebook is wrong must not open half.
        self.codebook = parse_codebook(self.codebook_text, CODEBOOK_FILE, in_use=self.codebook_text)
        self.is_writable = os.access(study, os.W_OK) and os.access(study / "sessions", os.W_OK)
        check_settings(self.said.analysis, self.codebook)

    def changed_codebook(self) -> Codebook | None:
        """Return the codebook that stands in the study now, if it is another than the one that was opened.

        Raises:
            CodebookError: if it cannot be read.
            StudyError: if its file cannot be read.
        """
        path = self._study / CODEBOOK_FILE
        if (stamp := _stamp(path)) == self._codebook_stamp and stamp is not None:
            return None
        text = read_text(path)
        if text != self.codebook_text:
            return parse_codebook(text, CODEBOOK_FILE, in_use=text)
        self._codebook_stamp = stamp
        return None

    def gold(self) -> tuple[GoldMark, ...]:
        """Return the marks of gold standards as they are on the disk now: who codes blind must not wait for a restart.

        While study.toml cannot be read, they are what they were.
        """
        return self.on_disk().gold

    def renamed(self) -> tuple[NewName, ...]:
        """Return what had another id, as it is on the disk now: another window may have given it."""
        return self.on_disk().renamed

    def on_disk(self) -> StudyFile:
        """Return what study.toml says now; while it cannot be read, what it said before."""
        stamp = _stamp(self._study / STUDY_FILE)
        if stamp != self._stamp:
            with contextlib.suppress(StudyError):
                self._newest, self._stamp = read_study_file(self._study), stamp
        return self._newest

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Let study.toml be read, changed and replaced while nobody else does, here or in another program.

        What a crash of another program has cut off is finished first.
        """
        with self._changing:
            finish_change(self._study)
            with changing(self._study / STUDY_FILE):
                finish_what_was_begun(self._study)
                self.read_again()
                yield

    def read_again(self) -> None:
        """Read what study.toml says now; not the codebook: somebody may be coding with the one that was opened."""
        self.said = read_study_file(self._study)

    def put(self, **changed: object) -> None:
        """Replace fields of study.toml; the rest stays as it is on the disk.

        Raises:
            StudyError: if it cannot be written.
        """
        path = self._study / STUDY_FILE
        document = read_document(path)
        document.update(changed)
        replace_file(path, tomlkit.dumps(document))
        self.said = read_study_file(self._study)

    def put_analysis(self, settings: AnalysisSettings) -> None:
        """Replace what results are computed with.

        Raises:
            StudyError: if a value is out of range or not in the codebook, or study.toml cannot be written.
        """
        check_settings(settings, self.codebook)
        stated = {name: said for name, said in msgspec.to_builtins(settings).items() if said is not None}
        self.put(analysis=stated)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes whenever a file is replaced or written, without reading it; None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
