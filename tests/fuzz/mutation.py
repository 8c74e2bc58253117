"""What is put in the place of something else in files of other programs, and what must come of it."""

import copy
import random
import unicodedata
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from annotator.errors import FormatError

Maker = Callable[[random.Random], tuple[str, dict[str, bytes]]]
"""Returns the name of a mutated file, and the bytes of that file and of those that lie beside it."""

WORDS = ["", "NA", "\x00", "\ud800", "é", "a" * 5000, "=1+1", "<x>", "\\", "(", ",", "&amp;", "🙂", "9" * 500, "1e999"]
VALUES: list[Any] = [None, True, 0, -1, 1.5, float("nan"), float("inf"), 10**400, [], {}, [[]], {"a": {}}, *WORDS]
PIECES = [
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"<", b">", b"&", b'"', b"{", b"[" * 300, b"]", b"\\", b"\n", b"\r",
    b"PK\x03\x04", b"<!DOCTYPE a []>", b'encoding="x-klingon"', b"NaN", b"-", b",", b"(", b"9" * 50,
]  # fmt: skip


def flipped(data: bytes, dice: random.Random) -> bytes:
    """Return data with some bytes changed, cut out, doubled, put in or cut off."""
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at, length = dice.randrange(len(made) + 1), dice.choice((1, 2, 8, 60))
        match dice.randrange(5):
            case 0 if made:
                made[at % len(made)] ^= 1 << dice.randrange(8)
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length] * dice.choice((1, 2, 40))
            case 3:
                made[at:at] = dice.choice(PIECES)
            case _ if dice.random() < 0.2:
                del made[at:]
    return bytes(made)


def changed(node: Any, dice: random.Random) -> None:
    """Put something else somewhere into a tree of JSON."""
    while True:
        places = list(node) if isinstance(node, dict) else list(range(len(node)))
        place = dice.choice(places) if places else None
        if place is None:
            return
        child = node[place]
        if not (isinstance(child, dict | list) and child) or dice.random() < 0.15:
            break
        node = child
    if isinstance(node, dict) and dice.random() < 0.2:
        node[dice.choice(WORDS)] = node.pop(place)
    else:
        node[place] = copy.deepcopy(dice.choice(VALUES))


def with_other_cells(data: bytes, marks: Sequence[bytes], times: Sequence[int], dice: random.Random) -> bytes:
    """Return a text in which something else stands between two of the marks that separate its cells."""
    for _ in range(dice.choice(times)):
        mark = dice.choice(marks)
        parts = data.split(mark)
        parts[dice.randrange(len(parts))] = dice.choice(WORDS).encode(errors="replace")
        data = mark.join(parts)
    return data


def put_down(makers: Sequence[Maker], seed: int, folder: Path) -> tuple[Path, tuple[str, ...], str]:
    """Write a mutated file; return where it is, the names of all that lie there, and an encoding somebody may say."""
    dice = random.Random(seed)
    name, files = makers[seed % len(makers)](dice)
    for one, data in files.items():
        (folder / one).write_bytes(data)
    return folder / name, tuple(files), dice.choice(("", "", "", "cp1252", "mac_roman", "x"))


def refused(error: FormatError, names: Collection[str]) -> str:
    """Return that a file was refused, which is to say of which of the files, and what to do, and can be shown."""
    assert error.what.startswith(tuple(names))
    assert error.hint
    assert can_be_shown(str(error))
    return "refused"


def can_be_shown(text: str) -> bool:
    """Whether no sign in it steers a terminal or is half of one."""
    return not {"Cc", "Cs"} & set(map(unicodedata.category, text))
