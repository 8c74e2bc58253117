"""Sessions with few and with many events, for the benchmark of coding."""

import random
from pathlib import Path

from annotator.demo import SESSION, sample_study
from annotator.model.codebook.file import codebook_text
from annotator.model.history import Change, Edit
from annotator.model.items import EpisodeMark, Event, Item
from annotator.study import Camera, Study, create_study, open_study
from annotator.study import Session as StudySession
from annotator.study.session import write_session

CODER = "bench"
DURATION_MS = 1_500_000
FRAME_MS = 40


def long_study(folder: Path, count: int) -> Study:
    """Return a study of one session of 25 minutes, without its recording, in which so many events are coded."""
    study = create_study(folder, "benchmark", codebook_text("strange_situation"))
    (folder / "sessions" / SESSION).mkdir()
    camera = Camera(
        file="away.mp4", size=1, fingerprint="f", duration_ms=DURATION_MS, frame_count=DURATION_MS // FRAME_MS
    )
    write_session(folder / "sessions" / SESSION, StudySession(id=SESSION, cameras=(camera,)))
    study.add_coder(CODER)
    marks = [EpisodeMark(id=f"m{n}", episode=str(n + 1), start_ms=n * DURATION_MS // 8) for n in range(8)]
    _code(study, [*marks, *many_events(study, count, DURATION_MS)])
    return study


def played_study(folder: Path, count: int) -> Study:
    """Return the sample study, which has its recording, with so many events in its three minutes."""
    study = open_study(sample_study(folder))
    study.add_coder(CODER)
    _code(study, many_events(study, count, study.session(SESSION).duration_ms))
    return study


def many_events(study: Study, count: int, duration_ms: int) -> list[Event]:
    """Events of all codes in turn, evenly spread; those of one channel never overlap."""
    rng, codebook = random.Random(count), study.codebook
    # The codes of one channel take turns within a slot, so that no two of them are on at once.
    rows = [tuple(channel) for channel in codebook.state_channels.values()]
    rows += [(code,) for code in codebook.codes if code.is_point]
    events: list[Event] = []
    slot_ms = duration_ms // -(-count // len(rows))
    for number in range(count):
        codes, turn = rows[number % len(rows)], number // len(rows)
        code = codes[turn % len(codes)]
        start_ms = _on_frame(turn * slot_ms + rng.randrange(0, max(slot_ms // 3, 1)))
        length_ms = 0 if code.is_point else max(_on_frame(rng.randrange(slot_ms // 4, slot_ms // 2)), FRAME_MS)
        modifiers = {code.modifiers[0]: _value(study, code.modifiers[0], number)} if code.modifiers else {}
        comment = "seen twice, not sure of the end" if number % 7 == 0 else ""
        times = {"start_ms": start_ms, "end_ms": start_ms + length_ms}
        events.append(Event(id=f"e{number:05}", code=code.id, modifiers=modifiers, comment=comment, **times))
    return events


def _value(study: Study, modifier: str, number: int) -> str:
    values = study.codebook.modifier_by_id[modifier].values
    return values[number % len(values)].id


def _on_frame(ms: int) -> int:
    return ms // FRAME_MS * FRAME_MS


def _code(study: Study, items: list[Item]) -> None:
    with study.open_coding(SESSION, CODER) as opened:
        opened.history.do(Edit(label="many", changes=tuple(Change(None, item) for item in items)))
