"""What somebody has settled about files of another program: kept as TOML, it settles the next 200 files as well."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
import tomlkit
from msgspec import Meta, Struct

from annotator.exchange.codings.doubts import Case, Doubt, DoubtKind
from annotator.exchange.codings.table_shape import Shape
from annotator.study.files import read_toml, replace_file
from annotator.text import plain

COMMENTS, DESCRIPTIONS, VARIABLE = "comments", "descriptions", "variable "
"""What may identify people, as Mapping.keep names it; behind the last stands what the variable is called."""

_Ms = Annotated[int, Meta(ge=-(10**9), le=10**9)]


_OF_THESE_FILES: frozenset[DoubtKind] = frozenset(
    {"table", "session", "length", "offset", "there", "twice", "frames", "looked for", "episode twice", "locked"}
)
"""What is settled of the files at hand, and is asked again of the next."""


class Settled(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One doubt settled, wherever it occurs. kind and about name it, choice is one of its choices, "" none yet."""

    kind: DoubtKind
    about: tuple[str, ...] = ()
    choice: str


class Single(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One doubt settled at one place only: source is the hash of the file, row where it stands in the observation.

    Where row is "", it is about the whole observation, which has one doubt of a kind at most: about is empty then.
    """

    kind: DoubtKind
    about: tuple[str, ...] = ()
    source: str
    observation: str
    row: str
    choice: str

    @property
    def place(self) -> tuple[object, ...]:
        """Which doubt, and where."""
        return self.kind, self.about, self.source, self.observation, self.row


class Mapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was settled.

    Attributes:
        format: one of annotator.exchange.codings.READ; "" for what the name of the file says.
        encoding: of the text, where files are not UTF-8 and do not say it.
        names: what names of observations are made of, such as {session}_{coder}; "" where they are the session.
        table: what tables look like; None: what each looks like by itself.
        keep: what may identify people and is taken all the same: COMMENTS, DESCRIPTIONS, VARIABLE with its name.
        shift_ms: how much later an observation begins here than there, by its name.
        settled: doubts that are settled wherever they occur.
        single: doubts that are settled at one place.
    """

    format: str = ""
    encoding: str = ""
    names: str = ""
    table: Shape | None = None
    keep: tuple[str, ...] = ()
    shift_ms: dict[str, _Ms] = {}
    settled: tuple[Settled, ...] = ()
    single: tuple[Single, ...] = ()

    def with_settled(self, kind: DoubtKind, about: tuple[str, ...], choice: str) -> "Mapping":
        """Return it with one more doubt settled, or settled otherwise; "" opens it again."""
        others = tuple(one for one in self.settled if (one.kind, one.about) != (kind, about))
        new = (Settled(kind=kind, about=about, choice=choice),) if choice else ()
        return msgspec.structs.replace(self, settled=(*others, *new))

    def with_single(self, one: Single) -> "Mapping":
        """Return it with a doubt settled at one place; the choice "" opens it again."""
        others = tuple(other for other in self.single if other.place != one.place)
        return msgspec.structs.replace(self, single=(*others, *((one,) if one.choice else ())))

    def with_case(self, doubt: Doubt, case: Case, choice: str) -> "Mapping":
        """Return it with a doubt settled at one of its places; the choice "" opens it again there."""
        about = about_at(doubt.about, case.row)
        names = {"source": case.source, "observation": case.observation, "row": case.row}
        return self.with_single(Single(kind=doubt.kind, about=about, **names, choice=choice))

    def of_other_files(self) -> "Mapping":
        """Return what of it holds for other files, too: not what is about these, nor what is private."""
        settled = tuple(
            one
            for one in self.settled
            if one.kind not in _OF_THESE_FILES and not (one.kind == "coder" and one.about == ("",))
        )
        return Mapping(encoding=self.encoding, names=self.names, table=self.table, settled=settled)


def about_at(about: tuple[str, ...], row: str) -> tuple[str, ...]:
    """Return what a doubt is about at one place, as Single has it."""
    return about if row else ()


def read_mapping(path: Path) -> Mapping:
    """Read a mapping.

    Raises:
        StudyError: naming file, line and field, if it cannot be read or says what cannot be.
    """
    return read_toml(path, Mapping)


def mapping_text(mapping: Mapping) -> str:
    """Return a mapping as TOML."""
    return tomlkit.dumps(msgspec.to_builtins(mapping))


def mapping_text_with_open(mapping: Mapping, doubts: Iterable[Doubt]) -> str:
    """Return a mapping as TOML, with a place to fill in for each doubt that is open, under what may be chosen."""
    parts = [mapping_text(mapping)]
    for one in doubts:
        if one.open:
            lines = [f"# {plain(one.title)}", *(f"#   {choice.id}: {plain(choice.text)}" for choice in one.shared)]
            empty = tomlkit.dumps({"settled": [{"kind": one.kind, "about": list(one.about), "choice": ""}]})
            parts.append("\n".join([*lines, empty]))
    return "\n".join(parts)


def write_mapping(mapping: Mapping, path: Path) -> None:
    """Write a mapping; one that is there is replaced.

    Raises:
        StudyError: if it cannot be written.
    """
    replace_file(path, mapping_text(mapping))
