"""What was worked out from codings, kept in the cache folder until anything that it follows from changes."""

import contextlib
import hmac
import os
import secrets
import zlib
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from annotator.media.npz_cache import keep, kept
from annotator.study.files import matching, read_bytes
from annotator.study.journal import MOST_BYTES
from annotator.study.rescue import state_dir
from annotator.study.session import SESSION_FILE
from annotator.study.study import Study
from annotator.version import state_of_the_program

_VERSION = 1
_SUFFIX = ".derived.npz"
_ONE_IN, _MOST_JOURNAL_BYTES = 16, 16 << 20
_SECRET_BYTES = 32

_T = TypeVar("_T", bound=msgspec.Struct)


def lots(study: Study, sessions: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield sessions several at a time, in their order; once no session where there are none.

    Where a lot ends goes by the ids, so that a session that is added or taken away changes its own lot only. A lot has
    16 on average, and fewer where their journals are large: a study may be larger than the memory.
    """
    lot: list[str] = []
    size = 0
    for session in sessions:
        journals = sum(map(_size_of, matching(study.folder, f"sessions/{_plain(session)}/*.jsonl")))
        begins = sha256(session.encode()).digest()[0] % _ONE_IN == 0
        if lot and (begins or size + journals > _MOST_JOURNAL_BYTES):
            yield tuple(lot)
            lot, size = [], 0
        lot.append(session)
        size += journals
    yield tuple(lot)


class Derived:
    """Keeps what one kind of work makes of lots of sessions; safe to delete.

    A cache may come with a study from anywhere, and say what the codings do not. What is kept is therefore sealed with
    a secret of this computer: what another has kept is worked out again.

    Args:
        study: The study.
        what: The kind of work, and all that it depends on beside the study and the program.
    """

    def __init__(self, study: Study, *what: object) -> None:
        self._study, self._secret = study, _secret()
        said = (state_of_the_program(), study.codebook_text, study.settings, what)
        self._of_all = sha256(msgspec.json.encode(said)).digest()
        self._kind = msgspec.json.encode(what)

    def of(self, sessions: Sequence[str], kind: type[_T], make: Callable[[], tuple[_T, bool]], *seen: str) -> _T:
        """Return what follows from these sessions, as it is kept or made anew.

        Args:
            sessions: Their ids.
            kind: What is made; msgspec must be able to write and read it.
            make: Makes it, and says whether it is worth keeping.
            seen: What else it depends on.
        """
        if self._secret is None or not sessions:
            return make()[0]
        place = self._study.cache_dir / f"{sha256(self._kind + sessions[0].encode()).hexdigest()[:32]}{_SUFFIX}"
        key = self._key(sessions, seen)
        if (found := _opened(place, key, self._secret)) is not None:
            with contextlib.suppress(msgspec.MsgspecError):
                return msgspec.msgpack.decode(found, type=kind)
        made, worth_keeping = make()
        if worth_keeping and self._key(sessions, seen) == key:  # nobody has coded meanwhile
            _seal(place, key, self._secret, msgspec.msgpack.encode(made))
        return made

    def _key(self, sessions: Sequence[str], seen: Sequence[str]) -> bytes:
        key = sha256(self._of_all + msgspec.json.encode(seen))
        for session in sessions:
            for path in matching(self._study.folder, f"sessions/{_plain(session)}/*"):
                if path.name == SESSION_FILE or path.suffix == ".jsonl":
                    key.update(sha256(f"{session}/{path.name}".encode(errors="replace")).digest() + _hash_of(path))
        return key.digest()


def _plain(name: str) -> str:
    # Brackets and stars are signs of glob.
    return "".join(f"[{sign}]" if sign in "[*?" else sign for sign in name)


def _hash_of(path: Path) -> bytes:
    """Return the hash of a file; empty of what cannot be read, of which nothing is kept either."""
    try:
        return sha256(read_bytes(path, MOST_BYTES)).digest()
    except OSError:
        return b""


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # a link to nowhere
        return 0


def _opened(place: Path, key: bytes, secret: bytes) -> bytes | None:
    found = kept(place, _VERSION, {"seal", "packed"})
    if found is None:
        return None
    packed = found["packed"].tobytes()
    if not hmac.compare_digest(hmac.digest(secret, key + packed, "sha256"), found["seal"].tobytes()):
        return None
    return zlib.decompress(packed)


def _seal(place: Path, key: bytes, secret: bytes, data: bytes) -> None:
    packed = zlib.compress(data, 1)
    seal = hmac.digest(secret, key + packed, "sha256")
    keep(place, _VERSION, {"seal": np.frombuffer(seal, np.uint8), "packed": np.frombuffer(packed, np.uint8)})


def _secret() -> bytes | None:
    """Return the secret of this computer, made when it is first asked for; None where it cannot be kept."""
    place = state_dir() / "cache-secret"
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError), os.fdopen(_new(place), "wb") as file:
            file.write(secrets.token_bytes(_SECRET_BYTES))
        found = place.read_bytes()
        return found if len(found) == _SECRET_BYTES else None
    return None


def _new(place: Path) -> int:
    return os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
