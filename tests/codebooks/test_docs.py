"""docs/codebooks.md explains every field of a codebook file, and its examples are good."""

import re
import tomllib
from pathlib import Path

import pytest

from annotator.model.codebook.file import read_codebook, shipped_codebooks
from annotator.model.codebook.schema import codebook_schema

TEXT = (Path(__file__).parents[2] / "docs" / "codebooks.md").read_text(encoding="utf-8")
FIELDS = sorted({name for part in codebook_schema()["$defs"].values() for name in part.get("properties", {})})


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_explained(field: str) -> None:
    assert re.search(rf"`(\[+\w+\.)?\[*{field}\]*`|[ {{]{field} = |\.{field}\]", TEXT), field


@pytest.mark.parametrize("name", sorted(shipped_codebooks()))
def test_a_codebook_that_ships_is_named(name: str) -> None:
    assert f"| `{name}` |" in TEXT


def test_the_examples_are_toml_and_the_score_fits_the_strange_situation() -> None:
    examples = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert len(examples) == 6
    assert all(tomllib.loads(example) for example in examples)
    score = next(example for example in examples if "linear_score" in example)
    assert read_codebook(shipped_codebooks()["strange_situation"] + score)[1] == ()
