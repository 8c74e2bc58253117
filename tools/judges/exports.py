"""What the judges look at: two studies, the sample study and a large made-up one, in every format that is judged."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from annotator.demo import sample_study
from annotator.demo_coders import many_coders_study
from annotator.exchange.codings.outgoing import export_codings, observation_of
from annotator.exchange.study_export import in_turn
from annotator.exchange.wanted import Wanted
from annotator.study import Study, open_study
from annotator.study.tables import CodedSession

_LARGE = 40


def written_studies(folder: Path, formats: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Yield the name of each study and its folder: in it expected.json, and a folder a format."""
    studies = {
        "sample": open_study(sample_study(folder / "studies")),
        f"made up, {_LARGE} sessions": many_coders_study(folder / "studies" / "large", sessions=_LARGE),
    }
    for name, study in studies.items():
        out = folder / name.partition(",")[0].replace(" ", "-")
        for one in formats:
            export_codings(study, out / one, Wanted(format=one, comments=True))
        (out / "expected.json").write_text(json.dumps({"observations": dict(_expected(study))}), encoding="utf-8")
        yield name, out


def _expected(study: Study) -> Iterator[tuple[str, dict[str, object]]]:
    for one in in_turn(study, Wanted(comments=True), lambda _share: None):
        if isinstance(one, CodedSession) and (one.coding.events or one.marks):
            made = asdict(observation_of(one, study.codebook, comments=True))
            for event in made["events"]:
                event["answers"] = dict(event["answers"])
            yield made["name"], made
