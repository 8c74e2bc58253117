"""What the guide's chapter “From coding to paper” tells people to type is typed here, in its order."""

import re
import shlex
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.test_cli import ROOT, annotator
from tests.undrawn import undrawn

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str]]:
    """The blocks of the chapter: their language, "" for commands, and what they say."""
    guide = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    _, _, chapter = guide.partition("\n## From coding to paper\n")
    for found in BLOCK.finditer(chapter.partition("\n## ")[0]):
        yield found[1], found[2]


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], dict[str, object]]:
    """Do all of it in an empty folder; return the folder, what commands printed, and what Python knows at the end."""
    folder, printed, known = tmp_path_factory.mktemp("paper"), {}, {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for language, text in blocks():
            match language:
                case "python":
                    exec(text, known)
                case "toml":
                    with Path("paper/study.toml").open("a", encoding="utf-8") as file:
                        file.write(f"\n{text}")
                case _:
                    for line in text.splitlines():
                        program, *arguments = shlex.split(line)
                        assert program == "annotator"
                        # The report holds its figures; those in files are drawn in tests/report.
                        with nullcontext() if arguments[0] == "report" else undrawn():
                            printed[line] = annotator(*arguments)
    return folder, printed, known


def test_each_command_does_what_the_chapter_says(typed):
    folder, printed, _ = typed
    assert {line.split()[1] for line in printed} >= {"check", "export", "figures", "measures", "reliability", "report"}
    pairs = pd.read_csv(folder / "paper-agreement" / "study_pairs.csv")
    kappa = pairs[(pairs["statistic"] == "kappa") & (pairs["subject"] == "distress")]
    assert kappa["sessions"].tolist() == [2]
    assert kappa["low"].isna().all(), "two shared sessions carry no interval"
    excluded = pd.read_csv(folder / "paper-tables" / "excluded.csv", keep_default_na=False)
    assert set(excluded["coder"]) == {"KM"}, "AB coded all six"
    latencies = pd.read_csv(folder / "paper-measures" / "latencies.csv")
    assert set(latencies["rule"]) == {"approach", "soothed"}
    assert set(latencies["episode"].astype(str)) == {"5", "8"}
    assert len(latencies) == 2 * 2 * 10, "two rules, two reunions, ten codings"
    assert (
        "All of it is as it was packed" in printed["annotator verify paper.zip"]
        or printed["annotator verify paper.zip"]
    )


def test_the_last_table_says_the_same_in_the_paper_and_in_the_report(typed):
    folder, _, known = typed
    table = known["table"]
    assert table["count"].tolist() == [6] * 7
    page = (folder / "paper.html").read_text(encoding="utf-8")
    row = page.split("AB: M (SD) over n = 6 sessions")[1].split(">Crying<")[1].split("</tr>")[0]
    assert re.findall(r"<td>(\S+) \((\S+)\)", row) == [
        (f"{mean:.2f}", f"{sd:.2f}") for mean, sd in zip(table["mean"], table["std"], strict=True)
    ]
    rules = re.findall(r'<td class="w">AB</td><td class="w">(\w+)</td><td class="w">(\d)</td>', page)
    assert rules == [("approach", "5"), ("approach", "8"), ("soothed", "5"), ("soothed", "8")]
    assert "The plan was frozen on" in page
    assert "Report of session S001" in (folder / "session.html").read_text(encoding="utf-8")
