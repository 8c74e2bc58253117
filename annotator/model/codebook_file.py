"""Reading codebooks: TOML in, a checked Codebook out, every complaint with its line."""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import msgspec

from annotator.errors import CodebookError
from annotator.model.codebook import Code, Codebook, Episode, Modifier
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.model.keymap import clashes, key_problem

_SINGULAR = {
    "codes": "code",
    "episodes": "episode",
    "channels": "channel",
    "modifiers": "modifier",
    "scales": "scale",
}
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def shipped_codebooks() -> dict[str, str]:
    """Return the texts of the codebooks that ship with the program, by id."""
    folder = files("codebooks")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {name.removesuffix(".toml"): (folder / name).read_text(encoding="utf-8") for name in names}


def codebook_text(name_or_file: str) -> str:
    """Return the text of a shipped codebook, by its id, or of a codebook file.

    Raises:
        CodebookError: if it is neither, or the file cannot be read.
    """
    shipped = shipped_codebooks()
    if name_or_file in shipped:
        return shipped[name_or_file]
    return _read(Path(name_or_file), f"Give a file, or one of the shipped codebooks: {', '.join(shipped)}.")


def load_codebook(path: Path) -> Codebook:
    """Read a codebook file.

    Raises:
        CodebookError: if it cannot be read or is wrong; the message names file, line and remedy.
    """
    return parse_codebook(_read(path, "Check that the file is there and may be read."), path.name)


def parse_codebook(text: str, file_name: str) -> Codebook:
    """Turn the text of a codebook into a Codebook.

    Args:
        text: TOML.
        file_name: what the messages call it.

    Raises:
        CodebookError: with the line and the remedy, if anything in it is wrong.
    """
    try:
        codebook = msgspec.convert(_plural(tomllib.loads(text)), Codebook)
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"{file_name}: {error}.", "Mend the TOML at that place.") from error
    except msgspec.ValidationError as error:
        raise CodebookError(*_explain(str(error), text, file_name)) from error
    for check in _CHECKS:
        check(codebook, _Place(text, file_name))
    return codebook


def codebook_hash(text: str) -> str:
    """Return the SHA-256 of a codebook's text, which a coding records as the codebook it was made with."""
    return sha256(text.encode()).hexdigest()


class _Place:
    """Says where in the file an entry of a table stands."""

    def __init__(self, text: str, file_name: str) -> None:
        self.file_name = file_name
        self._lines = text.splitlines()

    def line(self, table: str, index: int) -> int:
        """Return the 1-based line of the index-th [[table]] header."""
        header = re.compile(rf"\s*\[\[\s*{table}\s*\]\]")
        lines = [number for number, line in enumerate(self._lines, start=1) if header.match(line)]
        return lines[index] if index < len(lines) else 1

    def refuse(self, table: str, index: int, what: str, remedy: str) -> CodebookError:
        return CodebookError(f"{self.file_name}, line {self.line(table, index)}: {what}.", remedy)


def _read(path: Path, hint: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # editors on Windows may put a byte order mark before the text
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or "cannot be read"
        raise CodebookError(f"Codebook {path.name}: {reason}.", hint) from error


def _plural(table: dict[str, object]) -> dict[str, object]:
    # In the file a table array is named for one entry ([[code]]), which is how people read it.
    names = {singular: plural for plural, singular in _SINGULAR.items()}
    return {names.get(key, key): value for key, value in table.items()}


def _explain(message: str, text: str, file_name: str) -> tuple[str, str]:
    what, _, where = message.partition(" - at `$")
    match = re.match(r"\.(\w+)\[(\d+)\]", where)
    if match is None:
        field = where.strip(".`")
        field = _SINGULAR.get(field, field)
        return f"{file_name}: {what}{_in(field)}.", "Compare with a codebook that ships with the program."
    table = _SINGULAR.get(match[1], match[1])
    line = _Place(text, file_name).line(table, int(match[2]))
    return f"{file_name}, line {line}: {what}{_in(where[match.end() :].strip('.`'))}.", f"Mend this [[{table}]]."


def _in(field: str) -> str:
    return f" in {field}" if field else ""


def _check_ids(codebook: Codebook, place: _Place) -> None:
    for plural, table in _SINGULAR.items():
        seen: set[str] = set()
        for index, entry in enumerate(getattr(codebook, plural)):
            if entry.id in seen:
                raise place.refuse(table, index, f"two entries have the id “{entry.id}”", "Give each its own id.")
            seen.add(entry.id)


def _check_keys(codebook: Codebook, place: _Place) -> None:
    for index, code in enumerate(codebook.codes):
        if problem := key_problem(code.key):
            raise place.refuse("code", index, f"{code.name}: {problem}", "Choose another key.")
    for first, second in clashes(codebook.codes):
        lines = [place.line("code", codebook.codes.index(code)) for code in (first, second) if isinstance(code, Code)]
        raise CodebookError(
            f"{place.file_name}, lines {lines[0]} and {lines[1]}: "
            f"{first.name} and {second.name} are both on key {first.key}.",
            "Give one of them another key.",
        )


def _check_modifiers(codebook: Codebook, place: _Place) -> None:
    for index, modifier in enumerate(codebook.modifiers):
        ids = [value.id for value in modifier.values]
        if twice := next((one for one in ids if ids.count(one) > 1), None):
            what = f"{modifier.name}: two values have the id “{twice}”"
            raise place.refuse("modifier", index, what, "Give each its own id.")
        if problem := next(filter(None, (key_problem(value.key) for value in modifier.values)), None):
            raise place.refuse("modifier", index, f"{modifier.name}: {problem}", "Choose another key.")
        for first, second in clashes(modifier.values):
            what = f"{modifier.name}: {first.name} and {second.name} are both on key {first.key}"
            raise place.refuse("modifier", index, what, "Give one of them another key.")


def _check_references(codebook: Codebook, place: _Place) -> None:
    channels = {channel.id for channel in codebook.channels}
    for index, code in enumerate(codebook.codes):
        if code.channel and code.channel not in channels:
            what = f"{code.name}: there is no channel “{code.channel}”"
            raise place.refuse(
                "code", index, what, f"Add a [[channel]] with this id, or use one of: {_listed(channels)}."
            )
        if not code.channel and code.id in channels:
            what = f"{code.name}: it would exclude the codes of channel “{code.id}”, which has the same id"
            raise place.refuse("code", index, what, "Choose another id, or put it into the channel.")
        if missing := set(code.modifiers) - _ids(codebook.modifiers):
            what = f"{code.name}: there is no modifier “{min(missing)}”"
            raise place.refuse("code", index, what, "Add a [[modifier]] with this id, or take it out.")


def _check_codes(codebook: Codebook, place: _Place) -> None:
    for index, code in enumerate(codebook.codes):
        if not code.is_point and not code.offset.strip():
            raise place.refuse("code", index, f"{code.name}: a state needs a rule for its offset", "Add offset = “…”.")
        if code.is_point and code.channel:
            what = f"{code.name}: a point has no length and cannot exclude other codes"
            raise place.refuse("code", index, what, "Take its channel out.")


def _check_colors(codebook: Codebook, place: _Place) -> None:
    colored: dict[str, Sequence[Episode | Code]] = {"episode": codebook.episodes, "code": codebook.codes}
    for table, entries in colored.items():
        for index, entry in enumerate(entries):
            if not _COLOR.fullmatch(entry.color):
                what = f"{entry.name}: the colour “{entry.color}” is not like #4aa3df"
                raise place.refuse(table, index, what, "Write # and six hexadecimal digits.")


def _check_episodes(codebook: Codebook, place: _Place) -> None:
    for index, episode in enumerate(codebook.episodes):
        if episode.id == END_OF_LAST_EPISODE:
            what = f"{episode.name}: “{END_OF_LAST_EPISODE}” is the mark that ends the last episode"
            raise place.refuse("episode", index, what, "Choose another id.")


def _check_scales(codebook: Codebook, place: _Place) -> None:
    for index, scale in enumerate(codebook.scales):
        if scale.lowest >= scale.highest:
            what = f"{scale.name}: it runs from {scale.lowest} to {scale.highest}"
            raise place.refuse("scale", index, what, "Make lowest the smaller of the two.")
        if unknown := set(scale.episodes) - set(codebook.episode_by_id):
            what = f"{scale.name}: there is no episode “{min(unknown)}”"
            raise place.refuse("scale", index, what, f"Use one of: {_listed(codebook.episode_by_id)}.")


def _check_not_empty(codebook: Codebook, place: _Place) -> None:
    if not codebook.codes:
        raise CodebookError(f"{place.file_name}: there is no code.", "Add at least one [[code]].")


def _ids(modifiers: Iterable[Modifier]) -> set[str]:
    return {modifier.id for modifier in modifiers}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "(none yet)"


_CHECKS: tuple[Callable[[Codebook, _Place], None], ...] = (
    _check_not_empty,
    _check_ids,
    _check_keys,
    _check_modifiers,
    _check_references,
    _check_codes,
    _check_colors,
    _check_episodes,
    _check_scales,
)
