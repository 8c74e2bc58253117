"""The table of statistics in docs/guide.md, from the catalogue: `python -m tools.statistics_table` writes it anew."""

from pathlib import Path

from annotator.agreement.catalogue import GOLD_CODE, MANY_CLASSES, MANY_OVER_TIME, MANY_RATINGS, MANY_VARIABLE, OF_TWO
from annotator.agreement.described import COUNT, SECONDS, Named, filled

GUIDE = Path(__file__).parent.parent / "docs" / "guide.md"
_HEAD = "| | of | what it is | how to read it | source |\n|---|---|---|---|---|\n"


def table() -> str:
    """Return a row for each statistic that is more than a count or a length; what is said alike stands once."""
    of: dict[tuple[str, ...], list[str]] = {}
    every: list[tuple[str, Named]] = [(section, one) for section, _, some in OF_TWO for one in some]
    every += [("all coders", one) for one in (*MANY_OVER_TIME, *MANY_CLASSES, *MANY_RATINGS, *MANY_VARIABLE.values())]
    every += [("gold", one) for one in GOLD_CODE]
    for section, one in every:
        if one.kind not in (COUNT, SECONDS):
            said = (filled(one.symbol), filled(one.words), filled(one.tip), one.source)
            of.setdefault(said, []).append(section)
    rows = (
        f"| {symbol} | {', '.join(dict.fromkeys(sections))} | {words} | {tip} | {source} |\n"
        for (symbol, words, tip, source), sections in of.items()
    )
    return _HEAD + "".join(rows)


def with_table(guide: str) -> str:
    """Return the guide with the table, which is the last of it, as the catalogue has it."""
    return guide[: guide.index(_HEAD)] + table()


if __name__ == "__main__":
    GUIDE.write_text(with_table(GUIDE.read_text("utf-8")), encoding="utf-8", newline="\n")
