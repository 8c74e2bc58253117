"""The catalogue of statistics: whatever is published has its entry, and no entry is idle."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.agreement import catalogue
from annotator.agreement.catalogue import OF_TWO
from annotator.agreement.described import filled
from tools.statistics_table import GUIDE, with_table

GOLDEN = Path(__file__).parents[1] / "golden" / "agreement" / "sample" / "pair" / "pair.json"
SETTINGS = {"criterion", "tolerance_ms", "unit_ms", "multiple", "length_ms"}
"""What results in pair.json hold of the settings that they were made with."""


def names(result: object, name: str = "") -> Iterator[str]:
    """The names of the numbers in a result, as it stands in pair.json."""
    if isinstance(result, dict) and "value" not in result:
        for key, value in result.items():
            if key not in SETTINGS:
                yield from names(value, f"{name}.{key}" if name else key)
    elif isinstance(result, dict | int | float) and not isinstance(result, bool):
        yield f"{name.removesuffix('_ms')}_s" if name.endswith("_ms") else name


def published(report: dict) -> dict[tuple[str, str], object]:
    """One result of each kind, by section and by what a line is about, as the catalogue has them."""
    channel, interval = report["time"][0][1], report["intervals"]
    scale = report["scales"][0]
    variable = {name: report["variables"][0][name] for name in ("not_compared", "agreement")}
    return {
        ("time", "channel"): channel,
        ("time", "code"): channel["per_code"][0],
        ("events", "channel"): report["events"][0]["events"],
        ("older", "channel"): {"boris": report["events"][0]["boris"]},
        ("curve", "channel"): report["curves"][0][1][0],
        ("curve", "code"): report["point_curves"][0][1][0][1],
        ("points", "code"): report["points"][0],
        ("counts", "code"): report["counts"][0],
        ("ratings", "scale"): {**scale["agreement"], "only_a": 0, "only_b": 0},  # counted from the units
        ("cells", "scale"): {**scale["cells"][0]["agreement"], "only_a": 0, "only_b": 0},
        ("variables", "code"): variable,
        ("classes", "reading"): report["classes"]["readings"][0][1],
        ("classes", "class"): report["classes"]["readings"][0][1]["per_class"][0],
        ("episodes", "episode"): report["episodes"][0],
        ("episodes", "channel"): report["episodes"][0]["channels"][0][1],
        ("boundaries", "episode"): report["boundaries"][0],
        ("intervals", "all codes"): interval,
        ("intervals", "code"): interval["codes"][0],
        ("modifiers", "modifier"): report["modifiers"][0]["whole"],
        ("modifiers", "code"): report["modifiers"][0]["per_code"][0],
        ("code with", "channel or point"): report["readings"][0],
    }


def test_the_names_in_pair_json_are_the_ids_of_the_catalogue():
    report = json.loads(GOLDEN.read_text("utf-8"))["report"]
    described = {(section, of): [one.id for one in statistics] for section, of, statistics in OF_TWO}
    for place, result in published(report).items():
        assert sorted(names(result)) == sorted(described[place]), place


@pytest.mark.parametrize(("section", "of", "statistics"), OF_TWO, ids=lambda one: one if isinstance(one, str) else "")
def test_no_two_statistics_of_a_line_have_one_id_and_all_are_said_in_words(section, of, statistics):
    assert len({one.id for one in statistics}) == len(statistics)
    for one in statistics:
        assert one.symbol
        assert one.words
        assert not one.words.endswith(".")
        assert not one.tip or one.tip.endswith(".")
        assert "{" not in filled(one.symbol) + filled(one.meaning)


def test_what_is_told_of_all_coders_is_said_in_words_too():
    for one in (*catalogue.STUDY.values(), *catalogue.MANY_OVER_TIME, *catalogue.MANY_CLASSES, *catalogue.MANY_RATINGS):
        assert one.symbol
        assert filled(one.meaning).endswith(".")
    assert [*catalogue.STUDY] == [one.id for one in catalogue.STUDY.values()]


def test_the_table_in_the_guide_is_that_of_the_catalogue():
    guide = GUIDE.read_text("utf-8")
    assert guide == with_table(guide), "write it anew: python -m tools.statistics_table"


WORDS = {
    "channel", "code", "name", "codes", "table_s", "per_code", "few", "modifier", "answers", "table", "reading",
}  # fmt: skip
"""What a report of a session holds besides its statistics."""


def test_agreement_session_by_session_has_the_names_of_the_catalogue():
    report = json.loads((GOLDEN.parents[1] / "reliability.json").read_text("utf-8"))["sessions"][0]
    channel, point = report["channels"][0], report["points"][0]
    answers, reading = report["modifiers"][0], report["code_with"][0]
    for told, section, of in (
        (channel, "time", "channel"),
        (channel["per_code"][0], "time", "code"),
        (point, "curve", "code"),
        (answers, "modifiers", "modifier"),
        (reading, "code with", "channel or point"),
    ):
        ids = {one.id for where, about, some in OF_TWO for one in some if (where, about) == (section, of)}
        named = {key for key in told if key not in WORDS}
        assert named <= ids
        assert named
