"""What agreement and the exports say of two studies that never change, kept word for word in tests/golden/agreement.

Moving code must leave every line as it is. Where a line is meant to change, write the files anew and say in the commit
which line and why:

    WRITE_GOLDEN=1 python -m pytest tests/journeys/test_golden.py

Versions, dates and the codebook's hash stand as <version>, <date> and <hash>. Numbers are kept to 12 digits, because
the last ones depend on the processor, and so does all of a number that is nothing but rounding: it stands as 0. Of
figures only the names are kept.
"""

import json
import os
import re
from itertools import zip_longest
from pathlib import Path

import msgspec
import numpy as np
import pytest
from tqdm import tqdm

from annotator.agreement.pair.over_time import over_time
from annotator.agreement.pair.read import pair_data, read_pair, read_session
from annotator.agreement.pair.report import report_pair

# Where things are today: a move changes these lines, and nothing below.
from annotator.cli.main import main
from annotator.consensus.agreed import Sources
from annotator.consensus.consensus import begin, settle
from annotator.consensus.disagreements import disagreements
from annotator.consensus.settlements import accept
from annotator.demo import SESSION, read_truth, sample_study, sample_truth_file
from annotator.demo_coders import SKILLS, many_coders_study, seen
from annotator.exchange.agreement_csv import export_agreement
from annotator.exchange.pair_export import export_pair
from annotator.exchange.pair_methods import pair_methods
from annotator.model.commands import submit
from annotator.model.history import Change, Edit
from annotator.model.items import Event, IntervalRecord, Item, Segment
from annotator.statistics.estimate import LEVEL
from annotator.study import Study, open_study
from tests.undrawn import undrawn

GOLDEN = Path(__file__).parents[1] / "golden" / "agreement"

Texts = dict[str, str]
"""What was said, by the name of its file."""

_ROUNDING = 1e-14


def sample(folder: Path) -> Study:
    """The sample study; KM and JT have each seen the truth in their own way, and settled some of what differs."""
    study = open_study(sample_study(folder))
    truth = read_truth(sample_truth_file()).items()
    random = np.random.default_rng(1969)
    for coder in ("KM", "JT"):
        _code(study, coder, [*seen(random, truth, study.codebook, SKILLS[coder]), *_by_interval(coder)])
    _settle(study)
    return study


def many(folder: Path) -> Study:
    """Twelve made-up sessions of three coders, compared in five episodes."""
    study = many_coders_study(folder / "many", sessions=12, coders=("AB", "KM", "LS"), seed=1969)
    study.change_settings(window=("3", "4", "5", "6", "7"))
    return study


def _by_interval(coder: str) -> list[Item]:
    codes = {"KM": (("crying",), (), ("fussing", "search")), "JT": (("crying",), ("fussing",), ("search",))}[coder]
    spans = ((82_040, 97_040), (97_040, 109_880), (129_680, 147_960))
    records = [
        IntervalRecord(id=f"interval-{n}", episode="57"[n // 2], start_ms=start, end_ms=end, codes=codes[n])
        for n, (start, end) in enumerate(spans)
    ]
    point = Event(id="reach-again", code="reach", start_ms=40_000, end_ms=40_000, comment="never exported unasked")
    return [*records, point, Segment(id="later", start_ms=60_000, end_ms=62_000)]


def _code(study: Study, coder: str, items: list[Item]) -> None:
    with study.open_coding(SESSION, coder) as opened:
        opened.history.do(Edit(label="coded", changes=tuple(Change(None, one) for one in items)))
        opened.history.do(submit(opened.coding))


def _settle(study: Study) -> None:
    pair, _ = read_session(study, study.session(SESSION), "KM", "JT")
    sources = Sources((pair.a, pair.b), study.codebook, pair.window)
    with study.open_coding(SESSION, "consensus") as opened:
        opened.history.do(begin(opened.coding, sources))
        for number, one in enumerate(sources.disagreements()[:6]):
            opened.history.do(settle(opened.coding, sources, [accept(one, sources, "ab"[number % 2])]))


def one_session(study: Study, a: str, b: str, session_id: str, out: Path) -> None:
    """Write agreement on one session, as the window exports it."""
    pair, _ = read_session(study, study.session(session_id), a, b)
    found = over_time(pair_data(study, a, b, [pair]))
    export_agreement(found, disagreements((pair.a, pair.b), study.codebook, pair.window), out)


STUDIES = {"sample": (sample, ("KM", "JT"), SESSION), "many": (many, ("AB", "LS"), "S003")}


@pytest.mark.parametrize("name", STUDIES)
def test_what_is_said_of_a_study_stays_as_it_is(name, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(tqdm, "monitor_interval", 0)  # its thread would outlive the test
    make, coders, session_id = STUDIES[name]
    study = make(tmp_path)

    def said(*arguments: str) -> str:
        command, *more = arguments
        assert main([command, str(study.folder), *more]) == 0
        return capsys.readouterr().out

    out, whole = tmp_path / "out", ("reliability", "--all", "--master", coders[0])
    texts = {
        "reliability.txt": said("reliability", "--coders", *coders),
        "reliability.json": said("reliability", "--coders", *coders, "--json"),
        "reliability_all.txt": said(*whole),
    }
    with undrawn():
        document = said(*whole, "--out", str(out / "all"), "--json")
    assert json.loads(document) == json.loads((out / "all" / "study_agreement.json").read_text("utf-8"))
    if name == "sample":  # what is exported of one session; twelve would say the same at length
        texts["export.txt"] = said("export", "--out", str(out / "export"))
    one_session(study, *coders, session_id, out / "session")
    report = report_pair(read_pair(study, *coders), LEVEL)
    with undrawn():
        export_pair(report, out / "pair")
    assert (out / "pair" / "methods.txt").read_text("utf-8") == f"{pair_methods(report)}\n"
    for folder in out.iterdir():
        texts |= _files(folder)
    if name == "many":  # the documents of the sample have every field, and its tables every number
        texts = {file: text for file, text in texts.items() if not file.endswith(".json")}
    _check(GOLDEN / name, {file: _lasting(file, text.replace(str(tmp_path), "")) for file, text in texts.items()})


def _files(folder: Path) -> Texts:
    """Return the texts that were written into a folder, and a list of the figures."""
    texts, figures = {}, []
    for file in sorted(folder.iterdir()):
        if file.name == "datapackage.json":
            continue  # twelve thousand lines of what data_dictionary.csv says; tests/exchange/test_formats.py reads it
        if file.suffix in {".csv", ".json", ".txt"}:
            texts[f"{folder.name}/{file.name}"] = file.read_text("utf-8")
        else:
            figures.append(file.name)
    return texts | ({f"{folder.name}/figures.txt": "".join(f"{one}\n" for one in figures)} if figures else {})


def _lasting(name: str, text: str) -> str:
    """Return a text without what differs from run to run and from computer to computer."""
    if name.endswith(".json"):
        text = msgspec.json.format(text, indent=1) + "\n"
    text = re.sub(r"(codebook_sha256,)[0-9a-f]+", r"\1<hash>", text)
    text = re.sub(r"\b\d{4}-\d\d-\d\dT[\d:]+Z", "<date>", text)
    text = re.sub(r'((?:program|python|numpy|scipy)(?:_version)?"?[,:] ?"?)\d[\w.+]*', r"\1<version>", text)
    text = re.sub(r"(annotator|Python|numpy|scipy) \d+\.\d+\w*(\.\w+)*", r"\1 <version>", text)
    return re.sub(r"-?\d+\.\d{9,}(e-?\d+)?", lambda found: _number(float(found[0])), text)


def _number(value: float) -> str:
    return f"{value:.12g}" if abs(value) > _ROUNDING else "0"


def _check(folder: Path, texts: Texts) -> None:
    if os.environ.get("WRITE_GOLDEN"):
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    kept = {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in folder.rglob("*.*")}
    assert sorted(texts) == sorted(kept)
    # Compared by hand: pytest would take minutes over the difference of two long texts.
    changed = [difference for name in kept if (difference := _first_difference(name, kept[name], texts[name]))]
    assert not changed, "\n".join(changed)


def _first_difference(name: str, was: str, now: str) -> str:
    if was == now:
        return ""
    lines = enumerate(zip_longest(was.splitlines(), now.splitlines()), start=1)
    number, (old, new) = next((n, pair) for n, pair in lines if pair[0] != pair[1])
    return f"{name}, line {number}:\n  was {old}\n  now {new}"
