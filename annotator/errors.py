"""The exception tree of the core.

UserError                     expected; its two sentences are shown as they are
├── CodebookError             a codebook file that cannot be used
├── FormatError               a file of another program that cannot be read
├── JournalError              a coding that cannot be read or written
├── StudyError                a study folder, session or setting
│   └── ReadOnlyError         a coding that is open elsewhere or cannot be written
│       └── LeftBehindError   one that a crash may have left marked as open
├── MediaError                a recording that cannot be opened or read
└── EditError                 an edit that does not fit what is there

Anything else that escapes is a bug.
"""


class UserError(Exception):
    """Something the user can understand and put right.

    Args:
        what: one sentence: what is wrong and where (file, line, field).
        hint: one sentence: what to do about it.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what} {self.hint}".rstrip()


class CodebookError(UserError):
    """A codebook file that cannot be used."""


class FormatError(UserError):
    """A file of another program that cannot be read."""


class JournalError(UserError):
    """A coding that cannot be read or written."""


class StudyError(UserError):
    """A study folder, a session or a setting that cannot be used."""


class ReadOnlyError(StudyError):
    """A coding that is open in another window or cannot be written to; it opens read-only (Study.look_at_coding)."""


class LeftBehindError(ReadOnlyError):
    """A coding that another computer has marked as open, perhaps before a crash; it can be taken over."""


class MediaError(UserError):
    """A recording that cannot be opened or read."""


class NoPictureError(MediaError):
    """A recording in which there is only sound, where a picture is wanted."""


class EditError(UserError):
    """An edit that does not fit what is there."""
