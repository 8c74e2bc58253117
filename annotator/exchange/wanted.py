"""What is wanted of an export: the format, which codings, and how text and numbers are written."""

from msgspec import Struct


class Wanted(Struct, frozen=True, kw_only=True):
    """What is wanted of an export.

    Attributes:
        format: one of annotator.exchange.formats.FORMATS.
        sessions: ids of the sessions; None: all.
        coders: ids of the coders, `consensus` among them; None: all.
        comments: whether the coders' free text goes along; it may identify people.
        raw_text: whether text that a spreadsheet would run as a formula is written as it is, for scripts (CSV and TSV).
        decimal_comma: whether CSV is written as Excel reads it in German and French: semicolons, decimal commas, and a
            byte order mark. There 11.480 with a point is read as 11480.
    """

    format: str = "csv"
    sessions: tuple[str, ...] | None = None
    coders: tuple[str, ...] | None = None
    comments: bool = False
    raw_text: bool = False
    decimal_comma: bool = False


ALL = Wanted()
"""Every coding, as CSV, without comments."""
