"""What tests of readers and writers share: a file that is read, codings that are written and read again."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.exchange.codings.foreign import ForeignCodings, Observation
from annotator.exchange.front_door import open_foreign
from tests.exchange.codings.strategies import told
from tests.tries import IS_THOROUGH

EXAMPLES = 500 if IS_THOROUGH else 15
"""Made-up codings that each format is tried with."""

Writer = Callable[[ForeignCodings, Callable[[float], object]], Iterator[tuple[str, bytes]]]


def read_bytes(read: Callable[..., ForeignCodings], folder: Path, name: str, data: bytes | str) -> ForeignCodings:
    """Return what a reader makes of a file with this name."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read(open_foreign(path))


def written(write: Writer, codings: ForeignCodings) -> dict[str, bytes]:
    """Return the bytes of each file that is written."""
    files: dict[str, bytes] = {}
    for name, piece in write(codings, lambda _share: None):
        files[name] = files.get(name, b"") + piece
    return files


def events_of(observations: Iterable[Observation]) -> list[tuple[Any, ...]]:
    """Return what has to come back of all events, in an order of its own."""
    return sorted((told(event) for one in observations for event in one.events), key=repr)
