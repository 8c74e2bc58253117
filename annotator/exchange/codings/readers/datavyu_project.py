"""The recordings that the project of a Datavyu file names. A few lines of it are read; YAML with its tags is not."""

import re
from collections.abc import Iterator

from annotator.exchange.codings.foreign import ForeignMedia
from annotator.exchange.front_door import ForeignFile, members_of

_ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))")
_OFFSET = re.compile(r"^offset\s*[=:]\s*(-?\d{1,9})\s*$", re.MULTILINE)
_MOST_RECORDINGS = 100
_LONGEST_PROJECT = 1_000_000


def media_of(file: ForeignFile) -> tuple[ForeignMedia, ...]:
    """Return the recordings by name, without the folders they had; offset_ms as the settings beside the project say.

    Raises:
        FormatError: if the archive is damaged.
    """
    data = members_of(file, {"project"}).get("project", b"")[:_LONGEST_PROJECT]
    viewers = list(_viewers(data.decode("utf-8", errors="replace").splitlines()))[:_MOST_RECORDINGS]
    found = [(_value(lines, "feed"), _value(lines, "settingsId")) for lines in viewers]
    settings = members_of(file, {one for _, one in found if one})
    return tuple(
        ForeignMedia(ForeignMedia(feed).name, offset_ms=_offset(settings.get(one, b""))) for feed, one in found if feed
    )


def _viewers(lines: list[str]) -> Iterator[list[str]]:
    """Yield the lines of each viewer: what is listed under viewerSettings, begun by “- ”."""
    own: list[str] | None = None
    is_within = False
    for line in lines:
        if not line.startswith((" ", "-")):
            is_within = line.startswith("viewerSettings:")
        elif is_within and line.startswith("- "):
            if own:
                yield own
            own = [line]
        elif is_within and own is not None:
            own.append(line)
    if own:
        yield own


def _value(lines: list[str], key: str) -> str:
    """Return the value of a key; a long one goes on in lines that stand further in.

    >>> _value(["- !vs", "  feed: /Volumes/A lab/", "    visit 1.mov", "  settingsId: '1'"], "feed")
    '/Volumes/A lab/ visit 1.mov'
    """
    for at, line in enumerate(lines):
        if re.match(rf"[ -]*{key}:", line):
            deeper = len(line) - len(line.lstrip(" -")) + 1
            more = []
            for after in lines[at + 1 :]:
                if len(after) - len(after.lstrip()) < deeper:
                    break
                more.append(after.strip())
            return _unquoted(" ".join([line.partition(":")[2].strip(), *more]))
    return ""


def _unquoted(written: str) -> str:
    r"""Return a text as it is meant; in double quotes signs beyond ASCII are escaped.

    >>> _unquoted("'it''s'"), _unquoted(r'"C:\\N\xE4he"'), _unquoted("null")
    ("it's", 'C:\\Nähe', '')
    """
    if len(written) > 1 and written[0] == written[-1] == '"':
        return _ESCAPED.sub(lambda one: chr(int(one[1] or one[2], 16)) if one[1] or one[2] else one[3], written[1:-1])
    if len(written) > 1 and written[0] == written[-1] == "'":
        return written[1:-1].replace("''", "'")
    return "" if written in {"null", "~"} else written


def _offset(settings: bytes) -> int:
    found = _OFFSET.search(settings.decode("latin-1"))
    return int(found[1]) if found else 0
