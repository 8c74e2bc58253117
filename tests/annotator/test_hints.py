"""A sentence of the core is read in the window, too: where it names a command, it names what does the same there."""

import ast
import re
from pathlib import Path

import annotator
import ui

_COMMANDS = (
    "new|add|export|reliability|check|codebook|repair|restore|pack|verify|open|rename|remove|bin|move|merge|variables|"
    "boundaries|recode"
)
_COMMAND = re.compile(rf"\bannotator ({_COMMANDS})\b|--[a-z]")
_IN_WINDOW = {
    "Repair or restore…",
    "Versions and backups…",
    "Code again",
    "Pack the whole study…",
    "Pack for a coder…",
    "Take coded work in…",
    "Rename session…",
    "Agree",
    "Save it as UTF-8",
    "put back there",
}


def sentences(package, *without: str):
    root = Path(package.__file__).parent
    for path in root.rglob("*.py"):
        if path.relative_to(root).parts[0] in without:
            continue
        passed = set()  # what explains the code, and the parts of what was yielded whole
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Expr):
                passed.add(id(node.value))
            elif isinstance(node, ast.JoinedStr):
                passed |= {id(part) for part in node.values}
                yield path.name, "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
                yield path.name, node.value


def test_a_sentence_of_the_core_that_names_a_command_names_the_way_in_the_window():
    found = [words for name, words in sentences(annotator, "cli") if _COMMAND.search(words) and name != "manual.py"]
    assert len(found) >= 5, "the words are looked for in the right places"
    assert [words for words in found if not any(way in words for way in _IN_WINDOW)] == []


def test_what_these_sentences_name_is_in_the_window():
    shown = {words for _, words in sentences(ui)}
    assert {way for way in _IN_WINDOW if way.endswith("…")} <= shown


def test_no_sentence_of_the_window_sends_anybody_to_the_command_line():
    assert [words for _, words in sentences(ui, "tour") if re.search(r"\bannotator [a-z]+ ", words)] == []
