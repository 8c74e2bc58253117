"""What the judges look at: two studies, the sample study and a large made-up one, in every format that is judged."""

import json
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from annotator.demo import sample_study
from annotator.demo_coders import many_coders_study
from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, ForeignMedia, Observation
from annotator.exchange.templates.scheme import Scheme, SchemeCode, SchemeModifier
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.items import Event
from annotator.study import Session, Study, open_study

_LARGE = 40


def written_studies(folder: Path, formats: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Yield the name of each study and its folder: in it expected.json, and a folder a format."""
    studies = {
        "sample study": open_study(sample_study(folder / "studies")),
        f"made-up study, {_LARGE} sessions": many_coders_study(folder / "studies" / "large", sessions=_LARGE),
    }
    for name, study in studies.items():
        out = folder / name.partition(",")[0].replace(" ", "-")
        for one in formats:
            _write(study, one, out / one)
        (out / "expected.json").write_text(json.dumps({"observations": dict(_expected(study))}), encoding="utf-8")
        yield name, out


def _write(study: Study, name: str, folder: Path) -> None:
    writer = import_module(f"annotator.exchange.codings.writers.{name}")
    folder.mkdir(parents=True)
    for file, piece in writer.write(_codings(study), lambda _share: None):
        with (folder / file).open("ab") as written:
            written.write(piece)


def _codings(study: Study) -> ForeignCodings:
    return ForeignCodings("", _observations(study), _scheme(study.codebook))


def _observations(study: Study) -> Iterator[Observation]:
    for session, coding in study.codings():
        yield _observation(study.codebook, session, coding)


def _observation(codebook: Codebook, session: Session, coding: Coding) -> Observation:
    return Observation(
        name=f"{session.id}__{coding.coder}",
        session=session.id,
        coder=coding.coder,
        events=tuple(_event(codebook, one) for one in coding.items.values() if isinstance(one, Event)),
        media=tuple(
            ForeignMedia(Path(camera.path).name, camera.duration_ms, camera.offset_ms) for camera in session.cameras
        ),
        end_ms=session.duration_ms,
        variables=tuple(session.variables.items()),
    )


def _event(codebook: Codebook, event: Event) -> ForeignEvent:
    code = codebook.code_by_id[event.code]
    asked = {one.id: one for one in codebook.modifiers}
    return ForeignEvent(
        code.name,
        event.start_ms,
        event.end_ms,
        code.kind,
        code.actor,
        tuple(
            (asked[one].name, next(value.name for value in asked[one].values if value.id == chosen))
            for one, chosen in event.modifiers.items()
        ),
    )


def _scheme(codebook: Codebook) -> Scheme:
    asked = {
        one.id: SchemeModifier(one.name, tuple((value.name, value.key) for value in one.values))
        for one in codebook.modifiers
    }
    codes = [
        SchemeCode(
            name=code.name,
            kind=code.kind,
            group=code.group,
            key=code.key,
            definition=code.definition,
            color=code.color,
            actor=code.actor,
            channel=codebook.channel_name(code.channel) if code.channel else "",
            modifiers=tuple(asked[one] for one in code.modifiers),
        )
        for code in codebook.codes
    ]
    return Scheme(codebook.name, "", codes)


def _expected(study: Study) -> Iterator[tuple[str, dict[str, object]]]:
    for one in _observations(study):
        events = [
            {
                "who": event.who,
                "code": event.code,
                "kind": event.kind,
                "start_ms": event.start_ms,
                "end_ms": event.end_ms,
                "answers": dict(event.answers),
                "comment": event.comment,
            }
            for event in one.events
        ]
        yield one.name, {"session": one.session, "coder": one.coder, "end_ms": one.end_ms, "events": events}
