"""`annotator codebook list|show|check|keys|schema`: what codebooks hold."""

from argparse import Namespace
from collections.abc import Iterator

import msgspec

from annotator.cli.answer import Answer
from annotator.model.codebook import Code, Codebook
from annotator.model.codebook.file import (
    codebook_hash,
    codebook_text,
    parse_codebook,
    read_codebook,
    shipped_codebooks,
)
from annotator.model.codebook.scales import Scale
from annotator.model.codebook.schema import codebook_schema

NO_KEY = "no key"


def list_shipped(_: Namespace) -> Answer:
    """Return the codebooks that ship, with version and counts."""
    books = [(parse_codebook(text, f"{name}.toml"), text) for name, text in shipped_codebooks().items()]
    width = max(len(book.id) for book, _ in books)
    lines = tuple(f"{book.id:{width}}  {book.version:5} {_counts(book):22} {book.name}" for book, _ in books)
    return Answer([_head(book, text) for book, text in books], lines)


def show(arguments: Namespace) -> Answer:
    """Return the whole of a codebook: episodes, codes with their rules, scales, classes, what the lab decides."""
    codebook, text = opened(arguments.codebook)
    head = _head(codebook, text)
    top = (
        f"{codebook.name}, version {codebook.version} ({head['sha256'][:12]})",
        codebook.description,
        codebook.source,
    )
    document = {**head, "codebook": msgspec.to_builtins(codebook)}
    return Answer(document, (*top, *_episodes(codebook), *_codes(codebook), *_ratings(codebook), *_lab(codebook)))


def check(arguments: Namespace) -> Answer:
    """Return every fault of a codebook, with its line and what to do."""
    text = codebook_text(arguments.codebook)
    codebook, faults = read_codebook(text)
    document = {"faults": [{"line": one.line, "what": one.what, "remedy": one.remedy} for one in faults]}
    lines = tuple(f"line {one.line}: {one.what}. {one.remedy}" for one in faults)
    if codebook is None or faults:
        return Answer(document, lines, 1)
    return Answer({**_head(codebook, text), **document}, (f"{codebook.name}: {_counts(codebook)}, no faults found.",))


def keys(arguments: Namespace) -> Answer:
    """Return a table of the keys, by group, to print and put beside the keyboard."""
    codebook, _ = opened(arguments.codebook)
    modifiers = codebook.modifier_by_id
    document = [
        {
            "group": code.group,
            "key": code.key,
            "code": code.id,
            "name": code.name,
            "kind": code.kind,
            "then": {
                name: {key: value.id for value, keys in codebook.answers(modifiers[name]) for key in keys}
                for name in code.modifiers
            },
        }
        for code in codebook.codes
    ]
    return Answer(document, tuple(_key_lines(codebook)) or ("This codebook has no timed codes, so no keys.",))


def schema(_: Namespace) -> Answer:
    """Return the JSON Schema of a codebook file, for an editor that completes and checks TOML."""
    document = codebook_schema()
    return Answer(document, (msgspec.json.format(msgspec.json.encode(document)).decode(),))


def opened(name_or_file: str) -> tuple[Codebook, str]:
    """Return a codebook that ships, or that of a file, and its text."""
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
            yield from _rules(codebook, code)


def _rules(codebook: Codebook, code: Code) -> Iterator[str]:
    yield f"  [{code.key or NO_KEY}] {code.name} ({code.kind}, {_who(codebook, code)})"
    rules = {
        "": code.definition,
        "onset: ": code.onset,
        "offset: ": code.offset,
        "for example: ": "; ".join(code.examples),
        "asked: ": ", ".join(code.modifiers),
        "out of view while it is on: ": ", ".join(code.hides),
        "observed by ear, ": "out of view too" if code.heard else "",
        "source: ": code.source,
    }
    yield from (f"      {word}{rule}" for word, rule in rules.items() if rule)


def _ratings(codebook: Codebook) -> Iterator[str]:
    if codebook.scales:
        yield from ("", "SCALES")
    for scale in codebook.scales:
        yield from _scale(codebook, scale)
    if scheme := codebook.classification:
        yield from ("", f"CLASSES: {scheme.name}")
        for one in scheme.classes:
            subgroups = f" ({', '.join(sub.id for sub in one.subgroups)})" if one.subgroups else ""
            yield f"  {one.id}  {one.name}{subgroups}: {one.definition}"


def _who(codebook: Codebook, one: Code | Scale) -> str:
    return " or ".join(codebook.actors(one)) or "nobody is said"


def _scale(codebook: Codebook, scale: Scale) -> Iterator[str]:
    yield f"  {scale.name} ({scale.lowest} to {scale.highest}, {_who(codebook, scale)}): {scale.definition}"
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
            yield f"  {code.key or NO_KEY:9} {code.name:{width}}  {code.kind:5}  {asked}".rstrip()


def _answers(codebook: Codebook, modifier_id: str) -> str:
    modifier = codebook.modifier_by_id[modifier_id]
    return f"{modifier.name}: " + " ".join(
        f"{'/'.join(keys)}={value.name}" for value, keys in codebook.answers(modifier)
    )
