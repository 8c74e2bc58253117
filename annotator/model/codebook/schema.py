"""The JSON Schema of a codebook file, made from the model, so that editors can complete and check while one types."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from annotator.model.codebook import Codebook


@cache
def codebook_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a codebook file."""
    schema = msgspec.json.schema(Codebook)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Codebook", **schema}


def part_of_schema(path: Sequence[str | int]) -> dict[str, Any]:
    """Return what the schema says of the value at this path, {} where it says nothing.

    >>> part_of_schema(("code", 0, "kind"))["enum"]
    ['point', 'state']
    """
    part = _resolved(codebook_schema())
    for step in path:
        part = _resolved(part.get("items", {}) if isinstance(step, int) else part.get("properties", {}).get(step, {}))
    return part


def _resolved(part: dict[str, Any]) -> dict[str, Any]:
    for one in part.get("anyOf", ()):
        if one.get("type") != "null":
            return _resolved(one)
    reference = part.get("$ref")
    return _resolved(codebook_schema()["$defs"][reference.rpartition("/")[2]]) if reference else part
