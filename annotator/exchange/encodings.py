"""The encoding of a foreign text: its byte order mark, what it declares, UTF-8, or else a question; never a guess."""

import codecs
import re

from annotator.errors import FormatError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LIKELY = ("cp1252", "mac_roman", "cp1250", "cp1251", "cp932", "gb18030", "cp949")
_NO_TEXT = {"idna", "mbcs", "oem", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}
_SHOWN = 24


class EncodingUnknownError(FormatError):
    """A text whose encoding somebody must say; likely holds names of encodings and how a part of it reads in each."""

    def __init__(self, what: str, hint: str, likely: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(what, hint)
        self.likely = likely


def text_of(data: bytes | bytearray, name: str, given: str = "", declared: str = "") -> str:
    """Return the text of a file.

    Args:
        data: the bytes.
        name: what messages call the file.
        given: the encoding that a person has said, "" for none.
        declared: the encoding that the file itself names, "" for none.

    Raises:
        EncodingUnknownError: if the bytes are no text in the encoding they should have; it names the likely ones.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name, encoding)
    if not given and not declared and b"\0" in data[:100]:
        raise _question(data, name, "UTF-8", 0)
    return _decoded(data, name, given or declared or "utf-8")


def _decoded(data: bytes | bytearray, name: str, encoding: str) -> str:
    if not _is_of_text(encoding):
        likely = _readings(data, 0)
        what = f"{name}: no encoding of text is called “{encoding}”."
        raise EncodingUnknownError(what, _hint("utf-8" if _can_be(data, "utf-8") else "cp1252"), likely)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _question(data, name, encoding, error.start) from error


def _is_of_text(encoding: str) -> bool:
    try:
        "a".encode(encoding)
        return codecs.lookup(encoding).name.replace("-", "_") not in _NO_TEXT
    except (LookupError, ValueError):
        return False


def _question(data: bytes | bytearray, name: str, encoding: str, at: int) -> EncodingUnknownError:
    line = data.count(b"\n", 0, at) + 1
    likely = _readings(data, at)
    read = ", ".join(f"as {one} it reads “{sample}”" for one, sample in likely)
    what = f"{name}, line {line}: this is no text in {encoding}{f'; {read}' if read else ''}."
    return EncodingUnknownError(what, _hint(likely[0][0] if likely else "cp1252"), likely)


def _hint(encoding: str) -> str:
    return f"Save it as UTF-8, or say what reads right: --encoding {encoding} on the command line."


def _readings(data: bytes | bytearray, at: int) -> tuple[tuple[str, str], ...]:
    """Return how the words around a place read in the likely encodings, those in which they are words."""
    if b"\0" in data[:100]:
        encodings: tuple[str, ...] = ("utf-16-le", "utf-16-be")
        part = bytes(data[: 2 * _SHOWN])
    else:
        encodings, part = _LIKELY, _part(data, at)
    read: list[tuple[str, str]] = []
    for encoding in encodings:
        sample = " ".join(part.decode(encoding, errors="ignore").split())
        signs = [sign for sign in sample if ord(sign) > 127]
        if (
            _can_be(data, encoding)
            and sample.isprintable()
            and all(sign.isalpha() for sign in signs)
            and sample not in dict(read).values()
        ):
            read.append((encoding, sample))
    return tuple(read[:3])


def _can_be(data: bytes | bytearray, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(bytes(data[: 1 << 20]))
    except UnicodeDecodeError:
        return False
    return True


def _part(data: bytes | bytearray, at: int) -> bytes:
    """Return the words around a place, without the signs of JSON and XML around them."""
    before = re.split(rb"[\"<>\r\n,():]", data[max(0, at - _SHOWN) : at])[-1]
    return before + re.split(rb"[\"<>\r\n,():]", data[at : at + _SHOWN])[0]
