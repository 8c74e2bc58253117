"""What was worked out from codings, kept in the cache folder until anything that it follows from changes."""

import contextlib
import hmac
import os
import secrets
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Concatenate, Generic, TypeVar

import msgspec
import numpy as np

from annotator.media.npz_cache import keep, kept
from annotator.study.files import matching, read_bytes
from annotator.study.journal import MOST_BYTES
from annotator.study.processes import processes as processes_of_this_computer
from annotator.study.rescue import state_dir
from annotator.study.session import SESSION_FILE
from annotator.study.study import Study, open_study
from annotator.version import state_of_the_program

_VERSION = 1
_SUFFIX = ".derived.npz"
_ONE_IN, _MOST_JOURNAL_BYTES = 16, 16 << 20
_SECRET_BYTES = 32

_ALONE = 2
"""So many lots are made before other processes are begun: each takes a second until it works."""

_T = TypeVar("_T", bound=msgspec.Struct)
Work = Callable[Concatenate[Study, Sequence[str], ...], tuple[_T, bool]]


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


class Derived(Generic[_T]):
    """Keeps what one kind of work makes of lots of sessions; safe to delete.

    A cache may come with a study from anywhere, and say what the codings do not. What is kept is therefore sealed with
    a secret of this computer: what another has kept is worked out again.

    Args:
        study: The study.
        kind: What is made; msgspec must be able to write and read it.
        work: Makes it of some sessions, and says whether it is worth keeping; a function of a module, since processes
            are asked for it by name.
        said: What else the work is told. Beside it, what is made depends on the study and the program only.
        here: What it is told last where it is done in this process: something that was looked up already.
    """

    def __init__(
        self, study: Study, kind: type[_T], work: Work[_T], *said: object, here: Sequence[object] = ()
    ) -> None:
        self._study, self._kind, self._work, self._said, self._here = study, kind, work, said, here
        self._secret = _secret()
        self._name = msgspec.json.encode((f"{work.__module__}.{work.__qualname__}", said))
        of_all = (state_of_the_program(), study.codebook_text, study.settings)
        self.of_all = sha256(msgspec.json.encode(of_all) + self._name).digest()
        """Says what is the same for all sessions."""

    def each(
        self,
        sessions: Iterable[Sequence[str]],
        seen: Callable[[Sequence[str]], Sequence[str]] = lambda _lot: (),
        processes: int = 1,
    ) -> Generator[_T, None, None]:
        """Yield what follows from each lot of sessions, in their order, as it is kept or made anew.

        Args:
            sessions: The ids of the sessions of each lot.
            seen: Says on what else that of a lot depends.
            processes: So many processes share what has to be made, once that is more than a few lots. With more than
                one, the script that the program was started from must be one that may be imported.
        """
        with contextlib.ExitStack() as until_the_end:
            executor: Executor | None = None
            made, ahead = 0, deque[_Lot[_T]]()
            for lot in sessions:
                ahead.append(one := self._begun(tuple(lot), tuple(seen(lot))))
                if one.kept is None:
                    made += 1
                    if executor is None and processes > 1 and made > _ALONE:
                        executor = until_the_end.enter_context(processes_of_this_computer(processes))
                    if executor is not None:
                        one.elsewhere = self._asked(executor, one.sessions)
                if len(ahead) > 2 * processes:
                    yield self._there(ahead.popleft())
            while ahead:
                yield self._there(ahead.popleft())

    def _begun(self, sessions: tuple[str, ...], seen: tuple[str, ...]) -> "_Lot[_T]":
        lot = _Lot[_T](sessions, seen)
        if self._secret is not None and sessions:
            lot.key = self._key(sessions, seen)
            found = _opened(self._place(sessions), lot.key, self._secret)
            with contextlib.suppress(msgspec.MsgspecError):
                lot.kept = None if found is None else msgspec.msgpack.decode(found, type=self._kind)
        return lot

    def _asked(self, executor: Executor, sessions: tuple[str, ...]) -> "Future[tuple[_T, bool] | None] | None":
        study, kind, work = self._study.folder, self._kind, self._work
        try:
            return executor.submit(_made_here, study, sessions, self.of_all, kind, work, self._said)
        except (BrokenExecutor, OSError):  # as below; and where no more processes may be begun
            return None

    def _there(self, lot: "_Lot[_T]") -> _T:
        if lot.kept is not None:
            return lot.kept
        found = None
        if lot.elsewhere is not None:
            # A process may be killed, or find that the study has changed since this one opened it.
            with contextlib.suppress(BrokenExecutor):
                found = lot.elsewhere.result()
        made, worth_keeping = found or self._work(self._study, lot.sessions, *self._said, *self._here)
        # Kept only where nobody has coded meanwhile.
        if worth_keeping and self._secret is not None and lot.key and self._key(lot.sessions, lot.seen) == lot.key:
            _seal(self._place(lot.sessions), lot.key, self._secret, msgspec.msgpack.encode(made))
        return made

    def _place(self, sessions: Sequence[str]) -> Path:
        return self._study.cache_dir / f"{sha256(self._name + sessions[0].encode()).hexdigest()[:32]}{_SUFFIX}"

    def _key(self, sessions: Sequence[str], seen: Sequence[str]) -> bytes:
        key = sha256(self.of_all + msgspec.json.encode(seen))
        for session in sessions:
            for path in matching(self._study.folder, f"sessions/{_plain(session)}/*"):
                if path.name == SESSION_FILE or path.suffix == ".jsonl":
                    key.update(sha256(f"{session}/{path.name}".encode(errors="replace")).digest() + _hash_of(path))
        return key.digest()


@dataclass
class _Lot(Generic[_T]):
    """Some sessions on their way: what is kept of them, or who makes it."""

    sessions: tuple[str, ...]
    seen: tuple[str, ...]
    key: bytes = b""
    kept: _T | None = None
    elsewhere: Future[tuple[_T, bool] | None] | None = None


def _made_here(
    folder: Path, sessions: tuple[str, ...], of_all: bytes, kind: type[_T], work: Work[_T], said: tuple[object, ...]
) -> tuple[_T, bool] | None:
    """Do, in a process that works for another, the work of some sessions; None where the study is another by now."""
    study = _study_in(folder)
    return work(study, sessions, *said) if Derived(study, kind, work, *said).of_all == of_all else None


@lru_cache(maxsize=1)
def _study_in(folder: Path) -> Study:
    return open_study(folder)


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
