"""How a test waits for something at the window."""

import time
from collections.abc import Callable

from pytestqt.exceptions import TimeoutError as TooLong
from pytestqt.qt_compat import qt_api

_LOOK_EVERY_MS = 2


def wait_until(is_so: Callable[[], bool | None], *, timeout: int = 20_000) -> None:
    """Run the event loop until something is so, or its asserts hold.

    It is QtBot.waitUntil, which sleeps 10 ms between two looks. Most of what tests wait for is there after two, and a
    test of the window waits eight times.

    Args:
        is_so: what to wait for.
        timeout: in ms; it is a failure when it is not so by then. A busy computer takes ten times as long as a quiet
            one, and only what fails waits so long.
    """
    loop, timer = qt_api.QtCore.QEventLoop(), qt_api.QtCore.QTimer()
    deadline = time.monotonic() + timeout / 1000
    found = _holds(is_so)

    def look() -> None:
        nonlocal found
        found = _holds(is_so)
        if found or time.monotonic() > deadline:
            loop.quit()

    if not found:
        timer.timeout.connect(look)
        timer.start(_LOOK_EVERY_MS)
        loop.exec()
        timer.stop()
    if not found:
        is_so()  # its assert says what is missing
        raise TooLong(f"waited in vain for {timeout} ms")


def _holds(is_so: Callable[[], bool | None]) -> bool:
    try:
        return is_so() in (None, True)
    except AssertionError:
        return False
