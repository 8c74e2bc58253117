"""What only tests ask for is not part of the program: it is deleted, and the test asks what a person uses."""

import ast
from collections.abc import Iterator
from pathlib import Path

TREE = Path(__file__).parents[2]
PRODUCT = ("annotator", "ui", "codebooks", "sample_videos", "benchmarks", "tools")


def texts(*folders: str) -> Iterator[str]:
    for folder in folders:
        for path in sorted((TREE / folder).rglob("*.py")):
            yield path.read_text(encoding="utf-8")


def defined(module: ast.Module) -> Iterator[str]:
    """Functions and classes, also those within classes, and constants; not what Qt calls by a name of its own."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and (isinstance(node, ast.ClassDef) or node.name.islower()):
            yield node.name
    for node in module.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def used(module: ast.Module) -> Iterator[str]:
    """Every name that is read; importing it, or naming it in `__all__`, is no use yet."""
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg is not None:
            yield node.arg


def test_nothing_is_there_for_tests_only() -> None:
    there: set[str] = set()
    read: set[str] = set()
    for text in texts(*PRODUCT):  # one after the other: all of it as trees is 130 MB
        module = ast.parse(text)
        there.update(defined(module))
        read.update(used(module))
    idle = there - read
    guide = (TREE / "docs" / "guide.md").read_text(encoding="utf-8")
    idle -= {name for name in idle if f"`{name}()`" in guide}  # what people call from Python
    naming = [text for text in texts("tests") if any(name in text for name in idle)]
    assert sorted(idle & {name for text in naming for name in used(ast.parse(text))}) == []
