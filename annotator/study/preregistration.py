"""What a lab plans before it codes, frozen: a dated file in the study's folder that is never changed or overwritten.

The sessions to be coded twice are drawn by a seed, so that anybody can draw them again (docs/decisions/0024).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import Annotated

import msgspec
import tomlkit
from msgspec import Meta, Struct
from msgspec.structs import replace

from annotator.errors import StudyError, UserError
from annotator.study.audit import note_step, who
from annotator.study.files import inside, matching, read_toml, reason, sync_folder, write_new
from annotator.study.renamed import named_now
from annotator.study.settings import NewName, Share, Tolerances, Window, read_study_file
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken
from annotator.version import version

FOLDER = "preregistrations"
MOST_SEED = 999_999_999


class PlannedStatistic(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A statistic that will be reported, by its id, and the least value that is asked of it; None: none is."""

    statistic: str
    threshold: Annotated[float, Meta(ge=-1, le=1)] | None = None


class Plan(Struct, frozen=True, kw_only=True):
    """What the lab fills in.

    sessions: how many are planned; double_share: the share of them that two coders code; seed: what these are drawn by;
    notes: anything else, such as hypotheses, in the lab's words.
    """

    sessions: Annotated[int, Meta(ge=1, le=100_000)]
    double_share: Share
    seed: Annotated[int, Meta(ge=0, le=MOST_SEED)]
    statistics: tuple[PlannedStatistic, ...] = ()
    notes: str = ""

    @property
    def drawn(self) -> tuple[int, ...]:
        """The places, from 1, of the sessions to be coded twice: those with the lowest SHA-256 of "seed:place".

        >>> Plan(sessions=10, double_share=0.2, seed=1969).drawn
        (6, 7)
        """
        # A share such as .2 of 15 is 3, and the float beside it must not make it 4.
        count = ceil(round(self.double_share * self.sessions, 9))
        by_chance = sorted(range(1, self.sessions + 1), key=lambda at: sha256(f"{self.seed}:{at}".encode()).digest())
        return tuple(sorted(by_chance[:count]))


class Preregistration(Struct, frozen=True, kw_only=True):
    """A plan as it was frozen, with all that the study had decided by then.

    sessions are the ids that there were, in order; submitted counts the codings that were submitted by then.
    """

    frozen: Annotated[datetime, Meta(tz=True)]
    who: str
    program: str
    study: str
    codebook: str
    codebook_version: str
    codebook_sha256: str
    coders: tuple[str, ...]
    sessions: tuple[str, ...]
    submitted: int
    window: Window
    window_name: str
    tolerances: Tolerances
    plan: Plan

    @property
    def name(self) -> str:
        """The name of its file, without suffix: when it was frozen."""
        return f"{self.frozen.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"

    def in_order(self, sessions: Iterable[str]) -> tuple[str, ...]:
        """Return sessions in the order of their places: those that were there first, later ones after them by id."""
        return (*self.sessions, *sorted(set(sessions) - set(self.sessions)))

    def to_code_twice(self, sessions: Iterable[str]) -> tuple[str, ...]:
        """Return which of these sessions are to be coded twice; places that no session has yet are left out."""
        there = self.in_order(sessions)
        return tuple(there[place - 1] for place in self.plan.drawn if place <= len(there))


def freeze(study: Study, plan: Plan, window_name: str, submitted: int) -> Preregistration:
    """Write a plan down for good, beside those that were frozen before.

    Args:
        study: the study, whose codebook, sessions, window and tolerances are frozen along.
        plan: what the lab planned.
        window_name: what is compared over, in words.
        submitted: how many codings are submitted now.

    Raises:
        StudyError: if a value is out of its range, one was frozen in the same second, or it cannot be written.
    """
    made = Preregistration(
        frozen=study.now().replace(microsecond=0),
        who=who(),
        program=version(),
        study=study.name,
        codebook=study.codebook.id,
        codebook_version=study.codebook.version,
        codebook_sha256=study.codebook_hash,
        coders=study.coders,
        sessions=tuple(study.session_ids()),
        submitted=submitted,
        window=study.settings.window,
        window_name=window_name,
        tolerances=study.settings.tolerances,
        plan=plan,
    )
    plain = msgspec.to_builtins(made)
    try:
        msgspec.convert(plain, Preregistration)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        raise StudyError(f"Preregistration: {what} in {where.strip('`')}.", "Choose another value.") from error
    file = inside(study.folder, FOLDER) / f"{made.name}.toml"
    text = tomlkit.dumps(plain)
    try:
        file.parent.mkdir(exist_ok=True)
        write_new(file, text.encode())
    except OSError as error:
        what = f"{FOLDER}/{file.name} cannot be written: {reason(error)}."
        raise StudyError(what, "Nothing that was frozen before was changed. Try again.") from error
    sync_folder(file.parent)
    note_step(study.folder, "preregistration frozen", file=file.name, sha256=sha256(text.encode()).hexdigest())
    return made


def preregistrations(study: Path) -> tuple[Preregistration, ...]:
    """Return what was frozen in a study folder, the newest first; files that cannot be read are left out.

    Sessions and coders are named as they are called now.
    """
    return tuple(one for one in _read(study) if isinstance(one, Preregistration))


def preregistration_problems(study: Path) -> tuple[UserError, ...]:
    """Return why files of preregistrations cannot be read."""
    return tuple(one for one in _read(study) if isinstance(one, UserError))


def _read(study: Path) -> Iterator[Preregistration | UserError]:
    files = matching(study / FOLDER, "[!.~]*.toml")
    said = unless_broken(read_study_file, study)
    renamed = () if isinstance(said, UserError) else said.renamed
    return (unless_broken(_frozen, file, renamed) for file in reversed(files))


def _frozen(file: Path, renamed: Sequence[NewName]) -> Preregistration:
    """Return what was frozen, with sessions and coders as they are called now."""
    found = read_toml(file, Preregistration)
    sessions = tuple(named_now(renamed, one)[0] for one in found.sessions)
    return replace(found, sessions=sessions, coders=tuple(named_now(renamed, "", one)[1] for one in found.coders))
