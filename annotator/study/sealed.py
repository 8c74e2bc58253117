"""A file that only a passphrase opens: written and read in pieces, each of which is checked before a byte of it counts.

The key comes from the passphrase by scrypt (RFC 7914) with a salt of its own for each file. Pieces are sealed by
AES-256-GCM; their numbers, and which one is the last, are part of it (the STREAM construction of Hoang, Reyhanitabar,
Rogaway & Vizár 2015): a piece that was changed, moved, left out or cut off is noticed (docs/decisions/0031).
"""

import io
import os
import unicodedata
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from annotator.errors import StudyError

SHORTEST = 10
"""How many characters a passphrase has at least."""

_MAGIC = b"strange-situation-sealed-1\n"
_SALT = 16
_COST = 17
_MOST_COST = 20
_PIECE = 1 << 20
_TAG = 16
_HEAD = len(_MAGIC) + 1 + _SALT


def is_sealed(path: Path) -> bool:
    """Whether a file is one that only a passphrase opens.

    Raises:
        OSError: if it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is soon guessed.

    Raises:
        StudyError: saying how long one has to be.
    """
    if len(passphrase) < SHORTEST:
        what = f"The passphrase has {len(passphrase)} characters."
        raise StudyError(what, f"Take {SHORTEST} or more, such as four words that do not belong together.")


class SealedWriter(io.RawIOBase):
    """Seals what is written into a file; close writes the last piece.

    Raises:
        StudyError: if the passphrase is too short.
    """

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        check_passphrase(passphrase)
        self._file = file
        self._head = _MAGIC + bytes([_COST]) + os.urandom(_SALT)
        self._key = _key(self._head, passphrase)
        self._waiting = bytearray()
        self._number = 0
        file.write(self._head)

    def write(self, data: Any) -> int:
        """Take bytes; whole pieces go to the file."""
        self._waiting += data
        while len(self._waiting) > _PIECE:  # what may be the last piece waits
            self._put(bytes(self._waiting[:_PIECE]), is_last=False)
            del self._waiting[:_PIECE]
        return len(data)

    def close(self) -> None:
        """Write the last piece; the file below stays open."""
        if not self.closed:
            self._put(bytes(self._waiting), is_last=True)
            super().close()

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        self._file.write(self._key.encrypt(_nonce(self._number, is_last=is_last), piece, self._head))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Opens a sealed file; any place of it can be read, and only pieces that are as they were written.

    Raises:
        StudyError: if the passphrase is another one, or the file was changed or cut off.
    """

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        self._file = file
        self._head = file.read(_HEAD)
        if len(self._head) < _HEAD or not self._head.startswith(_MAGIC) or self._head[len(_MAGIC)] > _MOST_COST:
            raise StudyError("This is no file with a passphrase that this version can open.", "Use another copy.")
        sealed = file.seek(0, os.SEEK_END) - _HEAD
        self._count = max(1, -(-sealed // (_PIECE + _TAG)))
        self._size = sealed - self._count * _TAG
        self._at, self._number, self._piece = 0, -1, b""
        self._key = _key(self._head, passphrase)
        try:
            self._load(self._count - 1)
            self._load(0)
        except StudyError as error:
            what = "The passphrase is another one, or the file was changed or is not whole."
            raise StudyError(what, "Type it once more, or use another copy.") from error

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read at any place."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, in bytes."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Return the place, in bytes."""
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Read what is there, at most to the end of a piece."""
        if self._at >= self._size:
            return 0
        self._load(self._at // _PIECE)
        found = self._piece[self._at % _PIECE :][: len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _load(self, number: int) -> None:
        if number == self._number:
            return
        self._file.seek(_HEAD + number * (_PIECE + _TAG))
        sealed = self._file.read(_PIECE + _TAG)
        try:
            nonce = _nonce(number, is_last=number == self._count - 1)
            self._piece, self._number = self._key.decrypt(nonce, sealed, self._head), number
        except (import_module("cryptography.exceptions").InvalidTag, ValueError) as error:
            raise StudyError("A part of the file was changed or is damaged.", "Use another copy.") from error


def _key(head: bytes, passphrase: str) -> Any:
    # Imported only here: no study needs it to be opened.
    scrypt = import_module("cryptography.hazmat.primitives.kdf.scrypt").Scrypt
    made = scrypt(salt=head[-_SALT:], length=32, n=1 << head[len(_MAGIC)], r=8, p=1)
    # The same letters may come composed or not, as systems type them.
    key = made.derive(unicodedata.normalize("NFC", passphrase).encode())
    return import_module("cryptography.hazmat.primitives.ciphers.aead").AESGCM(key)


def _nonce(number: int, *, is_last: bool) -> bytes:
    """Return the number of a piece, and whether it is the last; a key is of one file, so none comes twice."""
    return number.to_bytes(11, "big") + bytes([is_last])
