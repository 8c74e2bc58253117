"""What study.toml holds: the name, the coders, and what results are computed with."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from annotator.errors import StudyError
from annotator.media.grid import GRID_MS
from annotator.model.codebook import Codebook
from annotator.model.codebook.rating_checks import score_problem
from annotator.model.codebook.scales import LinearScore
from annotator.model.intervals import IntervalRule
from annotator.model.lint import CheckRules
from annotator.study.agreement_settings import AgreementSettings
from annotator.study.coders import CoderSettings
from annotator.study.files import is_one_name, line_of, parse_toml, read_text
from annotator.study.tolerances import Tolerances

STUDY_FILE = "study.toml"
CODEBOOK_FILE = "codebook.toml"


class AnalysisSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes results, so it belongs to the study and not to a computer.

    window: ids of the episodes that agreement is computed over; empty is the whole session.
    intervals: how episodes are cut into intervals.
    checks: what the checks of a coding look for.
    cry_rule_s: how many seconds of crying without a break in a separation are too long; None: the lab has set no rule.
    crying_code: id of the code that is crying, for that rule.
    tolerances: what two coders may differ by.
    agreement: how agreement of the whole study is read.
    sound_grid_ms: how far apart the moments are at which a recording with sound only, added from now on, is coded.
    """

    window: tuple[str, ...] = ()
    intervals: IntervalRule = IntervalRule()
    checks: CheckRules = CheckRules()
    cry_rule_s: Annotated[float, Meta(gt=0)] | None = None
    crying_code: str = "crying"
    tolerances: Tolerances = Tolerances()
    linear_scores: tuple[LinearScore, ...] = ()
    agreement: AgreementSettings = AgreementSettings()
    sound_grid_ms: Annotated[int, Meta(ge=1, le=1000)] = GRID_MS


class StudyFile(msgspec.Struct, frozen=True, kw_only=True):
    """What study.toml says; fields the program does not know are the lab's own and stay."""

    id: str
    name: str
    coders: tuple[str, ...] = ()
    analysis: AnalysisSettings = AnalysisSettings()
    stills: bool = True
    coder: dict[str, CoderSettings] = {}


def read_study_file(folder: Path) -> StudyFile:
    """Read study.toml.

    Raises:
        StudyError: naming the line, if it cannot be read or is wrong, or a coder's id could not be the name of a file.
    """
    return parse_study_text(read_text(folder / STUDY_FILE), f"{folder.name}/{STUDY_FILE}")


def parse_study_text(text: str, name: str = STUDY_FILE) -> StudyFile:
    """Turn the text of study.toml into what it says; name is what the messages call it.

    Raises:
        StudyError: as read_study_file.
    """
    found = parse_toml(text, StudyFile, name)
    for place, coder in enumerate(found.coders):
        if not is_one_name(coder):
            what = f"{name}, line {line_of(text, f'coders[{place}]')}: “{coder[:200]}” cannot be the id of a coder."
            raise StudyError(what, "Use letters A–Z, digits, dot, dash and underscore only.")
    return found


def check_settings(settings: AnalysisSettings, codebook: Codebook) -> None:
    """Refuse settings that no study can have.

    Raises:
        StudyError: naming the value, if one is out of its range or is not in the codebook.
    """
    try:
        msgspec.convert(msgspec.to_builtins(settings), AnalysisSettings)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        raise StudyError(f"{STUDY_FILE}: {what} in analysis.{where.strip('`')}.", "Choose another value.") from error
    _check_known("window", "episode", settings.window, list(codebook.episode_by_id))
    _check_known("checks.scales", "scale", settings.checks.scales, [scale.id for scale in codebook.scales])
    _check_scores(settings.linear_scores, codebook)


def _check_scores(scores: tuple[LinearScore, ...], codebook: Codebook) -> None:
    taken = [score.id for score in codebook.linear_scores]
    for score in scores:
        if score.id in taken:
            raise StudyError(f"{STUDY_FILE}: there are two linear scores {score.id}.", "Give each its own id.")
        taken.append(score.id)
        if problem := score_problem(codebook, score):
            raise StudyError(f"{STUDY_FILE}: {score.name}: {problem[0]}.", problem[1])


def _check_known(field: str, what: str, named: tuple[str, ...], known: list[str]) -> None:
    if unknown := [one for one in named if one not in known]:
        raise StudyError(
            f"{STUDY_FILE}: analysis.{field} names {what} {unknown[0]}, which the codebook does not have.",
            f"Use its {what}s: {', '.join(known)}.",
        )
