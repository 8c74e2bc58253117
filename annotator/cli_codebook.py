"""What `annotator codebook ...` answers: a document for --json, lines for people. cli.py prints them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from annotator.errors import StudyError
from annotator.exchange.bounded_xml import Progress
from annotator.exchange.templates import import_template
from annotator.model.codebook import Code, Codebook
from annotator.model.codebook_file import (
    codebook_hash,
    codebook_text,
    parse_codebook,
    read_codebook,
    shipped_codebooks,
)
from annotator.model.codebook_scales import Scale
from annotator.model.codebook_schema import codebook_schema
from annotator.report.manual import manual_html
from annotator.study.files import replace_file


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found.

    Attributes:
        document: For --json.
        lines: For people.
        exit_code: 1 where a fault was found.
    """

    document: Any
    lines: tuple[str, ...]
    exit_code: int = 0


def list_shipped() -> Answer:
    """Return the codebooks that ship, with version and counts."""
    books = [(parse_codebook(text, f"{name}.toml"), text) for name, text in shipped_codebooks().items()]
    width = max(len(book.id) for book, _ in books)
    lines = tuple(f"{book.id:{width}}  {book.version:5} {_counts(book):22} {book.name}" for book, _ in books)
    return Answer([_head(book, text) for book, text in books], lines)


def show(name_or_file: str) -> Answer:
    """Return the whole of a codebook: episodes, codes with their rules, scales, classes, what the lab decides."""
    codebook, text = _opened(name_or_file)
    head = _head(codebook, text)
    top = (
        f"{codebook.name}, version {codebook.version} ({head['sha256'][:12]})",
        codebook.description,
        codebook.source,
    )
    document = {**head, "codebook": msgspec.to_builtins(codebook)}
    return Answer(document, (*top, *_episodes(codebook), *_codes(codebook), *_ratings(codebook), *_lab(codebook)))


def check(name_or_file: str) -> Answer:
    """Return every fault of a codebook, with its line and what to do."""
    text = codebook_text(name_or_file)
    codebook, faults = read_codebook(text)
    document = {"faults": [{"line": one.line, "what": one.what, "remedy": one.remedy} for one in faults]}
    lines = tuple(f"line {one.line}: {one.what}. {one.remedy}" for one in faults)
    if codebook is None or faults:
        return Answer(document, lines, 1)
    return Answer({**_head(codebook, text), **document}, (f"{codebook.name}: {_counts(codebook)}, no fault found.",))


def keys(name_or_file: str) -> Answer:
    """Return a table of the keys, by group, to print and put beside the keyboard."""
    codebook, _ = _opened(name_or_file)
    modifiers = codebook.modifier_by_id
    document = [
        {
            "group": code.group,
            "key": code.key,
            "code": code.id,
            "name": code.name,
            "kind": code.kind,
            "then": {name: {value.key: value.id for value in modifiers[name].values} for name in code.modifiers},
        }
        for code in codebook.codes
    ]
    return Answer(document, tuple(_key_lines(codebook)) or ("This codebook has no timed codes, so no keys.",))


def schema() -> Answer:
    """Return the JSON Schema of a codebook file, for an editor that completes and checks TOML."""
    document = codebook_schema()
    return Answer(document, (msgspec.json.format(msgspec.json.encode(document)).decode(),))


def write_manual(name_or_file: str, out: Path) -> Answer:
    """Write the printable manual of a codebook as one page of HTML.

    Raises:
        StudyError: if there is a file of this name already, or it cannot be written.
    """
    codebook, _ = _opened(name_or_file)
    _write_new(out, manual_html(codebook))
    return Answer({"file": str(out)}, (f"Wrote {out}.",))


def import_codebook(file: str, out: Path, encoding: str, actor: str, progress: Progress) -> Answer:
    """Write the coding scheme of another program's file as the draft of a codebook; say what was not understood.

    Raises:
        FormatError: if the file is none of those that can be read.
        StudyError: if there is a file of this name already, or it cannot be written.
    """
    found = import_template(Path(file), encoding=encoding, actor=actor, progress=progress)
    _write_new(out, found.draft.text)
    faults = [f"line {one.line}: {one.what}. {one.remedy}" for one in found.draft.faults]
    document = {
        "file": str(out),
        "understood": found.understood,
        "left_out": found.left_out,
        "doubts": found.doubts,
        "faults": [{"line": one.line, "what": one.what, "remedy": one.remedy} for one in found.draft.faults],
    }
    left = ("", "NOT TAKEN OVER", *(f"  - {one}" for one in found.left_out)) if found.left_out else ()
    doubts = ("", "TO CHECK", *(f"  - {one}" for one in found.doubts)) if found.doubts else ()
    mend = ("", "TO MEND", *(f"  - {one}" for one in faults)) if faults else ()
    return Answer(document, (f"Wrote {out}.", *(f"  {one}" for one in found.understood), *left, *doubts, *mend))


def _opened(name_or_file: str) -> tuple[Codebook, str]:
    text = codebook_text(name_or_file)
    file_name = f"{name_or_file}.toml" if name_or_file in shipped_codebooks() else name_or_file
    return parse_codebook(text, file_name), text


def _head(codebook: Codebook, text: str) -> dict[str, str]:
    return {"id": codebook.id, "name": codebook.name, "version": codebook.version, "sha256": codebook_hash(text)}


def _counts(codebook: Codebook) -> str:
    counts = {"code": len(codebook.codes), "scale": len(codebook.scales)}
    return ", ".join(f"{count} {what}{'s' * (count > 1)}" for what, count in counts.items() if count) or "classes only"


def _episodes(codebook: Codebook) -> Iterator[str]:
    yield from ("", "EPISODES")
    for one in codebook.episodes:
        planned = "no planned length" if one.nominal_s is None else f"{one.nominal_s:g} s"
        yield f"  {one.id}  {one.name} ({planned}; {', '.join(one.present)})"
        yield f"      begins: {one.begins}"
    yield f"  ends: {codebook.ends}"


def _codes(codebook: Codebook) -> Iterator[str]:
    for group, codes in codebook.groups.items():
        yield from ("", group.upper())
        for code in codes:
            yield from _rules(code)


def _rules(code: Code) -> Iterator[str]:
    yield f"  [{code.key}] {code.name} ({code.kind}, {code.actor})"
    rules = {
        "": code.definition,
        "onset: ": code.onset,
        "offset: ": code.offset,
        "for example: ": "; ".join(code.examples),
        "asked: ": ", ".join(code.modifiers),
        "source: ": code.source,
    }
    yield from (f"      {word}{rule}" for word, rule in rules.items() if rule)


def _ratings(codebook: Codebook) -> Iterator[str]:
    if codebook.scales:
        yield from ("", "SCALES")
    for scale in codebook.scales:
        yield from _scale(scale)
    if scheme := codebook.classification:
        yield from ("", f"CLASSES: {scheme.name}")
        for one in scheme.classes:
            subgroups = f" ({', '.join(sub.id for sub in one.subgroups)})" if one.subgroups else ""
            yield f"  {one.id}  {one.name}{subgroups}: {one.definition}"


def _scale(scale: Scale) -> Iterator[str]:
    yield f"  {scale.name} ({scale.lowest} to {scale.highest}, {scale.actor}): {scale.definition}"
    for anchor in sorted(scale.anchors, key=lambda one: -one.value):
        yield f"      {anchor.value:g}  {anchor.licensed_text or anchor.text}"
    if scale.anchors_from_lab:
        yield "      (the lab enters the anchors of its manual)"
    yield f"      source: {scale.source}"


def _lab(codebook: Codebook) -> Iterator[str]:
    if codebook.lab_decides:
        yield from ("", "THE LAB DECIDES")
        yield from (f"  - {one}" for one in codebook.lab_decides)


def _key_lines(codebook: Codebook) -> Iterator[str]:
    width = max((len(code.name) for code in codebook.codes), default=0)
    for place, (group, codes) in enumerate(codebook.groups.items()):
        yield from ("",) * bool(place)
        yield group.upper()
        for code in codes:
            asked = "  ".join(_answers(codebook, name) for name in code.modifiers)
            yield f"  {code.key:8} {code.name:{width}}  {code.kind:5}  {asked}".rstrip()


def _answers(codebook: Codebook, modifier_id: str) -> str:
    modifier = codebook.modifier_by_id[modifier_id]
    return f"{modifier.name}: " + " ".join(f"{value.key}={value.name}" for value in modifier.values)


def _write_new(path: Path, text: str) -> None:
    if path.exists():
        raise StudyError(f"{path} is there already.", "Choose another name.")
    replace_file(path, text)
