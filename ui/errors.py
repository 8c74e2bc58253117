"""What becomes of a bug: it is logged, said once, the coding is safe on disk, and the window lives on."""

import logging
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from annotator.errors import UserError
from ui.messages import Messages

logger = logging.getLogger(__name__)

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_log(folder: Path) -> Path | None:
    """Log to a file in folder, half a megabyte at most and two older ones; return it, or None if it cannot be written.

    Only ids may be logged: no names, file names or comments, for these are identifiable children.
    """
    file = folder / "window.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(file, maxBytes=500_000, backupCount=2, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return file


class BugReporter:
    """The excepthook of the window.

    Args:
        messages: where it is said.
        flush: brings everything coded so far to disk.
        log_file: where the details are, if anywhere.
    """

    def __init__(self, messages: Messages, flush: Callable[[], object], log_file: Path | None) -> None:
        self._messages, self._flush, self._log_file = messages, flush, log_file
        self._said: set[str] = set()

    def install(self) -> None:
        """Catch what nobody else caught from now on."""
        sys.excepthook = self
        threading.excepthook = lambda args: self(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Report an exception that nobody caught."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        elif isinstance(error, UserError):
            self._messages.tell(error)
        else:
            self._report(error, trace)

    def _report(self, error: BaseException, trace: TracebackType | None) -> None:
        # A message may hold a path or a comment; its type and the lines it came from are enough to find the bug.
        where = _places(trace)
        logger.critical("%s at %s", type(error).__name__, where)
        self._flush()
        if where in self._said:
            return
        self._said.add(where)
        details = f" Details are in {self._log_file}." if self._log_file else ""
        self._messages.warn(
            "Something went wrong; your coding is saved.",
            f"You can go on. If it happens again, restart the program and report it.{details}",
        )


def _places(trace: TracebackType | None) -> str:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return " > ".join(places)
