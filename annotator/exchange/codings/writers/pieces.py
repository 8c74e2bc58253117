"""Text on its way into files, and what these are called."""

from collections.abc import Iterable, Iterator

from annotator.exchange.codings.foreign import Observation
from annotator.exchange.codings.writers.free_names import free_name

_AT_ONCE = 2000


def joined(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the same text in fewer pieces, so that a file is not opened for every line of it.

    >>> list(joined(["a", "b"]))
    ['ab']
    """
    held: list[str] = []
    for piece in pieces:
        held.append(piece)
        if len(held) == _AT_ONCE:
            yield "".join(held)
            held = []
    yield "".join(held)


class FileNames:
    """What the files of codings are called: session_coder, and with a number where another is called so already.

    >>> names = FileNames()
    >>> [names.of(Observation("", (), *one)) for one in (("A_B", "C"), ("a", "B_C"), ("A", ""))]
    ['A_B_C', 'a_B_C (2)', 'A']
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, observation: Observation) -> str:
        """Return the name for the files of a coding without its suffix; in no other way of writing it is it taken."""
        wished = "_".join(filter(None, (observation.session, observation.coder)))
        name = free_name(wished, self._taken, "{} ({})", str.lower)
        self._taken.add(name.lower())
        return name
