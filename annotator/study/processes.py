"""Processes of this computer that share heavy work."""

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.synchronize import Event


class StoppedError(Exception):
    """Somebody wants no more of it."""


def cores() -> int:
    """Return how many processes this computer works off at the same time."""
    return os.cpu_count() or 1


@contextlib.contextmanager
def processes(count: int) -> Iterator[Executor]:
    """Give so many processes of this computer; leaving early, by Ctrl+C too, lets them stop without half a file."""
    start = multiprocessing.get_context("spawn")  # forked, a process would have our threads' locks and not the threads
    stop = start.Event()
    executor = ProcessPoolExecutor(count, start, initializer=_obey, initargs=(stop,))
    try:
        yield executor
    finally:
        stop.set()
        executor.shutdown(wait=True, cancel_futures=True)


_stop: list[Event] = []
"""Set in a process that works for another, as soon as that one wants no more."""


def _obey(stop: Event) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the one that asked: it says when to stop
    _stop.append(stop)


def is_stopped() -> bool:
    """Whether the process that this one works for wants no more."""
    return any(one.is_set() for one in _stop)


def go_on(_share: float) -> None:
    """Go on, unless no more is wanted.

    Raises:
        StoppedError: if it is not.
    """
    if is_stopped():
        raise StoppedError
