"""The JSON Schema of codebook files says what the loader says."""

import re

from annotator.model.codebook.schema import codebook_schema, part_of_schema


def test_every_table_of_the_file_is_in_the_schema_by_the_name_it_has_there() -> None:
    properties = part_of_schema(())["properties"]
    assert {"episode", "code", "channel", "modifier", "scale", "classification", "linear_score", "retired"} <= set(
        properties
    )
    assert set(part_of_schema(())["required"]) == {"id", "name", "version", "description", "source", "ends"}


def test_a_field_has_its_words_its_choices_and_its_pattern() -> None:
    code = part_of_schema(("code", 0))
    assert code["additionalProperties"] is False
    assert code["properties"]["kind"]["enum"] == ["point", "state"]
    assert re.fullmatch(code["properties"]["key"]["pattern"], "Shift+C")
    assert not re.fullmatch(code["properties"]["color"]["pattern"], "red")
    assert code["properties"]["onset"]["description"]
    assert part_of_schema(("classification", "class", 0, "subgroups", 0))["required"] == ["id"]


def test_nothing_is_said_of_what_is_not_there() -> None:
    assert part_of_schema(("nothing", 3, "here")) == {}
    assert codebook_schema()["$schema"].endswith("2020-12/schema")
