"""What each page of the workspace lists: the entries of one table after the other, or the codes by their groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.model.codebook import Code, Codebook
from annotator.model.codebook.lines import Path
from annotator.text import count
from ui.codebook import specs
from ui.codebook.entry_list import ListRow
from ui.codebook.form import FieldSpec
from ui.codebook.open_codebook import OpenCodebook
from ui.widgets.swatch import code_styles


@dataclass(frozen=True, slots=True)
class Section:
    """The entries of one table.

    Attributes:
        heading: what stands above them.
        table: the way to the table: ("code",), ("classification", "class"), () for the top of the file.
        specs: the fields of an entry.
        one: what an entry is called.
        reference: how codings name it, for how often it is used; "" where they do not.
        is_single: whether there is only one, which is no list in the file.
        can_be_added: whether there may be more.
        empty: what to know while there is none.
    """

    heading: str
    table: Path
    specs: tuple[FieldSpec, ...]
    one: str
    reference: str = ""
    is_single: bool = False
    can_be_added: bool = True
    empty: str = ""


_NO_PASSES = (
    "A pass is a set of codes that coders look for in one viewing, such as distress, or looking. Coders switch from "
    "pass to pass by a key, and say when they have finished one. Without passes, every code is looked for at once."
)

ABOUT = (Section("", (), specs.ABOUT, "codebook", is_single=True, can_be_added=False),)
EPISODES = (Section("Episodes", ("episode",), specs.EPISODE, "episode", "episode"),)
CODES = (
    Section("Codes", ("code",), specs.CODE, "code", "code"),
    Section("Retired codes", ("retired",), specs.RETIRED, "retired code", "code", can_be_added=False),
)
MODIFIERS = (
    Section("Modifiers: asked about events", ("modifier",), specs.MODIFIER, "modifier", "modifier"),
    Section("Channels: exclude each other", ("channel",), specs.CHANNEL, "channel"),
)
PASSES = (Section("Passes", ("pass",), specs.PASS, "pass", empty=_NO_PASSES),)
SCALES = (
    Section("Scales", ("scale",), specs.SCALE, "scale", "scale"),
    Section("Retired scales", ("retired_scale",), specs.SCALE, "retired scale", "scale", can_be_added=False),
)
CLASSES = (
    Section("Classification", ("classification",), specs.CLASSIFICATION, "scheme", is_single=True, can_be_added=False),
    Section("Classes", ("classification", "class"), specs.CLASS, "class", "class"),
    Section("Rating", ("classification", "disorganisation"), specs.RATING, "rating", is_single=True),
    Section("Coarser readings", ("classification", "collapse"), specs.COLLAPSE, "reading"),
)
_NO_SCORES = (
    "A linear score is a weighted sum of ratings and measures; it is a number, never a class. The program ships "
    "none: no source that we could read gives the weights of the published ones. Enter your lab's own, with a citation."
)
SCORES = (Section("Linear scores", ("linear_score",), specs.LINEAR_SCORE, "score", empty=_NO_SCORES),)


def entries_of(codebook: Codebook, table: Path) -> Sequence[Any]:
    """Return the entries of a table in the order of the file; of a single one that is there, itself."""
    scheme = codebook.classification
    if table[:1] == ("classification",) and scheme is None:
        return ()
    found: dict[Path, Sequence[Any]] = {
        (): (codebook,),
        ("episode",): codebook.episodes,
        ("code",): codebook.codes,
        ("retired",): codebook.retired,
        ("modifier",): codebook.modifiers,
        ("channel",): codebook.channels,
        ("pass",): codebook.passes,
        ("scale",): codebook.scales,
        ("retired_scale",): codebook.retired_scales,
        ("classification",): (scheme,),
        ("linear_score",): codebook.linear_scores,
    }
    if scheme is not None:
        found |= {
            ("classification", "class"): scheme.classes,
            ("classification", "collapse"): scheme.collapses,
            ("classification", "disorganisation"): (scheme.disorganisation,) if scheme.disorganisation else (),
        }
    return found[table]


def rows_of(book: OpenCodebook, sections: Sequence[Section]) -> list[ListRow]:
    """Return the rows of a list: headings, and entries with what is known of them."""
    hindering = book.hindering
    faulty = {path for path, one in book.draft.fault_places() if one.is_note or one in hindering}
    rows: list[ListRow] = []
    for section in sections:
        entries = entries_of(book.codebook, section.table)
        if section.table == ("code",):
            rows += _codes(book, faulty)
        elif entries:
            rows.append(ListRow(section.heading))
            for place, entry in enumerate(entries):
                path = section.table if section.is_single else (*section.table, place)
                rows.append(ListRow(_title(entry), path, _detail(book, section, entry), is_faulty=_has(faulty, path)))
    return rows


def holds(sections: Sequence[Section], path: Path) -> bool:
    """Whether the entry at a path, or the field it names, is in one of these tables."""
    tables = [section.table for section in sections]
    return any(path[: len(table)] == table for table in tables if table) or (() in tables and len(path) <= 1)


def _codes(book: OpenCodebook, faulty: set[Path]) -> list[ListRow]:
    styles = code_styles(book.codebook)
    places = {id(code): place for place, code in enumerate(book.codebook.codes)}
    rows: list[ListRow] = []
    for group, codes in book.codebook.groups.items():
        rows.append(ListRow(group))
        for code in codes:
            path = ("code", places[id(code)])
            bad = _has(faulty, path)
            detail = _code_detail(book, code)
            rows.append(ListRow(code.name, path, detail, code.key, styles[code.id], code.is_point, bad))
    return rows


def _code_detail(book: OpenCodebook, code: Code) -> str:
    use = book.use.get(("code", code.id))
    actors = book.codebook.actors(code)
    who = "" if actors == ("infant",) else f" · {' or '.join(actors) or 'by whom?'}"
    return f"{code.kind}{who}" + (f" · {use.items}" if use else "")


def _title(entry: Any) -> str:
    if isinstance(entry, Codebook):
        return "About"
    name = str(getattr(entry, "name", "") or f"Speaks for {getattr(entry, 'class_id', '')}")
    short_id = str(getattr(entry, "id", ""))
    return f"{short_id}  {name}" if 0 < len(short_id) <= 2 else name


def _detail(book: OpenCodebook, section: Section, entry: Any) -> str:
    """Say in a word what an entry is, and how often it is used."""
    use = book.use.get((section.reference, entry.id)) if section.reference else None
    details: dict[Path, Callable[[], str]] = {
        ("modifier",): lambda: f"{entry.id} · {count(len(entry.values), 'answer')}",
        ("channel",): lambda: count(sum(code.channel == entry.id for code in book.codebook.codes), "code"),
        ("pass",): lambda: count(len(entry.codes), "code"),
        ("scale",): lambda: f"{entry.lowest} to {entry.highest}",
        ("episode",): lambda: entry.kind,
        ("retired",): lambda: f"since {entry.since}",
        ("retired_scale",): lambda: f"since {entry.since}",
    }
    said = details[section.table]() if section.table in details else ""
    return " · ".join(part for part in (said, str(use.items) if use else "") if part)


def _has(faulty: set[Path], path: Path) -> bool:
    return any(one[: len(path)] == path for one in faulty)
