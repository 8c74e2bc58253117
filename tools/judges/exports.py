"""What the judges look at: the sample study, a large made-up one and one with answers, in each judged format."""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from annotator.demo import sample_study
from annotator.demo_coders import many_coders_study
from annotator.exchange.codings.outgoing import export_codings, observation_of
from annotator.exchange.study_export import in_turn
from annotator.exchange.wanted import Wanted
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study import Study, open_study
from annotator.study.tables import CodedSession

_LARGE = 40


def written_studies(folder: Path, formats: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Yield the name of each study and its folder: in it expected.json, and a folder a format."""
    studies = {
        "sample": open_study(sample_study(folder / "studies")),
        f"large, {_LARGE} sessions": many_coders_study(folder / "studies" / "large", sessions=_LARGE),
        "answered, every code": _answered_study(folder / "studies" / "answered"),
    }
    for name, study in studies.items():
        out = folder / name.partition(",")[0].replace(" ", "-")
        for one in formats:
            export_codings(study, out / one, Wanted(format=one, comments=True))
        (out / "expected.json").write_text(json.dumps({"observations": dict(_expected(study))}), encoding="utf-8")
        yield name, out


def _answered_study(folder: Path) -> Study:
    """Make a study in which every code occurs often, with its questions answered or not, and commented."""
    study = many_coders_study(folder, sessions=1, coders=("AB",))
    dice = random.Random(7)  # noqa: S311 - made up, and the same every time
    begins: dict[str, int] = {}
    changes = []
    for number in range(1500):
        code = dice.choice(study.codebook.codes)
        start = begins.get(code.channel_id, 0) + dice.choice((0, 40, 400))
        end = start if code.is_point else start + dice.choice((40, 1000, 5000))
        begins[code.channel_id] = end + 40 * code.is_point
        values = {one: dice.choice(study.codebook.modifier_by_id[one].values).id for one in code.modifiers}
        answers = {one: value for one, value in values.items() if dice.random() < 0.8}
        comment = dice.choice(("", "", "“so”, she said", 'two\nlines; "quoted" \\ | ä 漢 🙂'))
        made = Event(id=f"{number}", code=code.id, start_ms=start, end_ms=end, modifiers=answers, comment=comment)
        changes.append(Change(None, made))
    study.add_coder("KM")
    with study.open_coding("S001", "KM") as opened:
        opened.history.do(Edit(label="made up", changes=tuple(changes)))
    return study


def _expected(study: Study) -> Iterator[tuple[str, dict[str, object]]]:
    for one in in_turn(study, Wanted(comments=True), lambda _share: None):
        if isinstance(one, CodedSession) and (one.coding.events or one.marks):
            made = asdict(observation_of(one, study.codebook, comments=True))
            for event in made["events"]:
                event["answers"] = dict(event["answers"])
            yield made["name"], made
