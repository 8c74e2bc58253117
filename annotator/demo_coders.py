"""A made-up study of many coders, without recordings: to look at agreement of a whole study, and to measure it.

A truth is drawn at random for each session, and every coder sees it with errors of their own: boundaries off, bouts
missed, codes mistaken for others of the channel. Nothing in it is about real behaviour.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from annotator.model.codebook import Code, Codebook
from annotator.model.codebook.file import shipped_codebooks
from annotator.model.commands import submit
from annotator.model.history import Change, Edit
from annotator.model.items import END_OF_LAST_EPISODE, Classification, EpisodeMark, Event, Item, Rating
from annotator.study import Camera, Session, Study, create_study
from annotator.study.session import write_session
from annotator.study.settings import CONSENSUS

CODERS = ("AB", "JT", "KM", "LS")
SESSIONS = 12
SESSION_MS = 21 * 60_000
_CODED = ("crying", "fussing", "proximity_seeking", "contact", "avoidance", "manipulation", "search", "smile", "reach")
_LENGTH_MS = 9_000
_STEP_MS = 40


@dataclass(frozen=True, slots=True)
class Skill:
    """How a coder errs.

    Attributes:
        shift_ms: standard deviation of the error of a boundary.
        missed: share of bouts not seen.
        mistaken: share of bouts taken for another code of the channel, and of classes taken for another.
        tiring: by how much all of this grows from the first to the last session, as a share.
    """

    shift_ms: float
    missed: float
    mistaken: float
    tiring: float = 0.0


SKILLS = {"AB": Skill(200, 0.02, 0.02), "JT": Skill(450, 0.06, 0.06), "KM": Skill(350, 0.05, 0.04)}
SKILLS["LS"] = Skill(400, 0.05, 0.05, tiring=2.5)
"""LS drifts from session to session."""


def many_coders_study(
    folder: Path, sessions: int = SESSIONS, coders: Sequence[str] = CODERS, seed: int = 1969
) -> Study:
    """Make a study in a new folder; two sessions are coded by one coder only, and two codings are not submitted.

    Args:
        folder: empty or not there yet.
        sessions: how many.
        coders: who has coded them; those without a Skill of their own err as KM does.
        seed: where the random numbers begin; the same gives the same study.

    Raises:
        StudyError: if the folder is not empty or cannot be written.
    """
    study = create_study(folder, "Made-up study", shipped_codebooks()["strange_situation"])
    for coder in coders:
        if coder != CONSENSUS:
            study.add_coder(coder)
    random = np.random.default_rng(seed)
    for number in range(sessions):
        session_id = f"S{number + 1:03d}"
        _add_session(study, session_id, number)
        truth = list(_truth(random, study.codebook))
        single = number >= sessions - 2 and sessions > 3
        for coder in coders[: 1 if single else None]:
            skill = SKILLS.get(coder, SKILLS["KM"])
            worse = 1 + skill.tiring * number / max(1, sessions - 1)
            unfinished = coder == coders[-1] and sessions - 4 <= number < sessions - 2 and sessions > 3
            _write(
                study, session_id, coder, list(seen(random, truth, study.codebook, skill, worse)), unfinished=unfinished
            )
    return study


def seen(
    random: np.random.Generator, truth: Sequence[Item], codebook: Codebook, skill: Skill, worse: float = 1.0
) -> Iterator[Item]:
    """Yield what a coder makes of the truth; worse multiplies every error."""
    until: dict[str, int] = {}
    for item in truth:
        if isinstance(item, Event):
            if random.random() < skill.missed * worse:
                continue
            event = _seen_event(random, item, codebook, skill, worse, until)
            if event is not None:
                yield event
        elif isinstance(item, Rating) and item.value is not None:
            scale = codebook.scale_by_id[item.scale]
            value = min(scale.highest, max(scale.lowest, item.value + round(random.normal(0, 0.6 * worse))))
            yield Rating(id=item.id, scale=item.scale, episode=item.episode, target=item.target, value=value)
        elif isinstance(item, Classification) and random.random() < 2 * skill.mistaken * worse:
            yield Classification(id=item.id, primary=str(random.choice(["A", "B", "C"])))
        else:
            yield item


def _seen_event(
    random: np.random.Generator, event: Event, codebook: Codebook, skill: Skill, worse: float, until: dict[str, int]
) -> Event | None:
    code = codebook.code_by_id[event.code]
    others = [one for one in _states(codebook) if one.channel_id == code.channel_id and one is not code]
    if others and random.random() < skill.mistaken * worse:
        code = others[int(random.integers(len(others)))]
    start, end = (
        _on_frame(at + random.normal(0, skill.shift_ms * worse)) for at in (event.start_ms, event.end_ms or 0)
    )
    if code.is_point:
        return Event(id=event.id, code=code.id, start_ms=start, end_ms=start)
    start = max(start, until.get(code.channel_id, 0))
    end = min(end, SESSION_MS)
    if end <= start:
        return None
    until[code.channel_id] = end
    return Event(id=event.id, code=code.id, start_ms=start, end_ms=end)


def _truth(random: np.random.Generator, codebook: Codebook) -> Iterator[Item]:
    length = SESSION_MS // 7
    for place, episode in enumerate(codebook.episodes[1:]):
        yield EpisodeMark(id=f"episode-{episode.id}", episode=episode.id, start_ms=length * place)
    yield EpisodeMark(id="episode-end", episode=END_OF_LAST_EPISODE, start_ms=SESSION_MS - 1_000)
    for channel in dict.fromkeys(codebook.code_by_id[code].channel_id for code in _CODED):
        yield from _true_events(random, codebook, channel)
    for scale in codebook.scales:
        for number, (rated_in, target) in enumerate(scale.cells):
            value = float(random.integers(scale.lowest, scale.highest + 1))
            yield Rating(id=f"rating-{scale.id}-{number}", scale=scale.id, episode=rated_in, target=target, value=value)
    yield Classification(id="class", primary=str(random.choice(["A", "B", "B", "B", "C"])))


def _true_events(random: np.random.Generator, codebook: Codebook, channel: str) -> Iterator[Event]:
    codes = [code for code in map(codebook.code_by_id.get, _CODED) if code and code.channel_id == channel]
    at = 0
    for number in range(60):
        at = _on_frame(at + random.gamma(2, 18_000))
        end = _on_frame(at + 1_000 + random.gamma(2, _LENGTH_MS / 2))
        if end >= SESSION_MS - 2_000:
            return
        code = codes[int(random.integers(len(codes)))]
        yield Event(id=f"event-{channel}-{number}", code=code.id, start_ms=at, end_ms=at if code.is_point else end)
        at = end


def _states(codebook: Codebook) -> list[Code]:
    return [code for code in codebook.codes if not code.is_point]


def _on_frame(ms: float) -> int:
    return max(0, round(ms / _STEP_MS) * _STEP_MS)


def _add_session(study: Study, session_id: str, number: int) -> None:
    file = f"recordings/{session_id}.mp4"
    camera = Camera(
        file=file, size=1, fingerprint=f"made-up-{number}", duration_ms=SESSION_MS, frame_count=SESSION_MS // _STEP_MS
    )
    folder = study.folder / "sessions" / session_id
    folder.mkdir(parents=True)
    write_session(
        folder,
        Session(
            id=session_id, cameras=(camera,), variables={"visit": str(date(2026, 1, 12) + timedelta(weeks=number))}
        ),
    )


def _write(study: Study, session_id: str, coder: str, items: Sequence[Item], *, unfinished: bool) -> None:
    with study.open_coding(session_id, coder) as opened:
        opened.history.do(Edit(label="made up", changes=tuple(Change(None, item) for item in items)))
        if not unfinished:
            opened.history.do(submit(opened.coding))
