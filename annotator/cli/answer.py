"""What a command answers, and what it says on stderr while it works."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType

import msgspec
from tqdm import tqdm

from annotator.errors import UserError
from annotator.progress import Progress

tqdm.monitor_interval = 0  # no thread of its own: our bars are told often enough


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found.

    Attributes:
        document: for --json.
        lines: for people.
        exit_code: 1 where a fault was found.
    """

    document: object
    lines: Iterable[str]
    exit_code: int = 0

    def say(self, *, as_json: bool) -> None:
        """Print it on stdout."""
        if as_json:
            print(msgspec.json.encode(self.document).decode(), flush=True)
        else:
            print("\n".join(self.lines), flush=True)


class ProgressBar:
    """A progress bar on stderr, shown only for work over a second and only to people. `with` gives what to tell."""

    def __init__(self, what: str) -> None:
        self._bar = tqdm(
            total=1.0,
            desc=what,
            delay=1.0,
            leave=False,
            disable=not sys.stderr.isatty(),
            bar_format="{desc} {bar} {percentage:3.0f} %",
        )

    def __enter__(self) -> Callable[[float], None]:
        return self._update

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def _update(self, share: float) -> None:
        self._bar.update(share - self._bar.n)


@contextmanager
def working(what: str) -> Iterator[tuple[Progress, Callable[[UserError], object]]]:
    """Give what to tell of progress and of reservations; these are said once the bar is gone and the work is done."""
    said: list[UserError] = []
    with ProgressBar(what) as progress:
        yield progress, said.append
    for one in said:
        warn(str(one))


def warn(sentence: str) -> None:
    """Say on stderr what the user should know though the command goes on."""
    print(f"annotator: warning: {sentence}", file=sys.stderr)
