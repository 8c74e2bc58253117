"""What of a study cannot be read, so that one broken file does not keep the rest from being used."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from annotator.errors import UserError

T = TypeVar("T")


class Unreadable(NamedTuple):
    """A session, or one coder's coding of it, that cannot be read, and why; coder is "" where it is the session."""

    session: str
    coder: str
    problem: UserError

    @property
    def name(self) -> str:
        """What is left out, for a sentence or a table; no path.

        >>> Unreadable("S001", "KM", UserError("Line 4 is bad.")).name
        'S001 by KM'
        >>> Unreadable("S001", "", UserError("Line 4 is bad.")).name
        'S001'
        """
        return f"{self.session} by {self.coder}" if self.coder else self.session


def unless_broken(read: Callable[..., T], *names: object) -> T | UserError:
    """Return what read(*names) returns, or the error that it raises for the user."""
    try:
        return read(*names)
    except UserError as error:
        return error
