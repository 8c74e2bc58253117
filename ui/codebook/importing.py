"""Bringing in the coding scheme of another program: read, ask what the file leaves open, show what was understood."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from annotator.errors import UserError
from annotator.exchange.encodings import EncodingUnknownError
from annotator.exchange.templates import ImportedCodebook, import_template
from ui.codebook.review import import_review
from ui.messages import Messages
from ui.tasks import Reads
from ui.widgets.review_page import ReviewPage, encoding_page

_ACTORS = ("infant", "caregiver", "mother", "stranger")


class Importing:
    """Reads a file and shows the page on which a person decides; nothing is kept before that.

    Args:
        reads: reads on another thread.
        messages: tells what cannot be read.
        show: shows a page.
        end: takes the page away.
        take: called with the text of the codebook that was accepted.
    """

    def __init__(
        self,
        reads: Reads,
        messages: Messages,
        show: Callable[[ReviewPage], object],
        end: Callable[[], object],
        take: Callable[[str], object],
    ) -> None:
        self._reads, self._messages = reads, messages
        self._show, self._end, self._take = show, end, take

    def read(self, path: Path, encoding: str = "", actor: str = "") -> None:
        """Read a file; encoding and actor are what a person has said of it, "" for nothing."""
        self._reads.run(
            "Reading the coding scheme",
            lambda progress: import_template(path, encoding=encoding, actor=actor, progress=progress),
            partial(self._review, path, encoding),
            partial(self._refused, path),
        )

    def _review(self, path: Path, encoding: str, found: ImportedCodebook) -> None:
        def accept() -> None:
            self._end()
            self._take(found.draft.text)

        page = import_review(found, accept, self._end)
        if not all(code.actor for code in found.draft.codebook.codes):
            for actor in _ACTORS:
                page.offer(f"By the {actor}", partial(self.read, path, encoding, actor))
        self._show(page)

    def _refused(self, path: Path, error: UserError) -> None:
        if not isinstance(error, EncodingUnknownError) or not error.likely:
            self._messages.tell(error)
            return
        self._show(encoding_page(path.name, error, partial(self.read, path), self._end))
