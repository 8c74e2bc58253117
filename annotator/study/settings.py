"""What study.toml holds: the name, the coders and how each works, and what results are computed with."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import tomlkit
from msgspec import Meta

from annotator.errors import StudyError
from annotator.media.grid import GRID_MS
from annotator.model.codebook import Codebook
from annotator.model.codebook.rating_checks import score_problem
from annotator.model.codebook.scales import LinearScore
from annotator.model.intervals import IntervalRule
from annotator.model.lint import CheckRules
from annotator.model.measure_rules import MeasureRules, problem
from annotator.study.files import check_id, is_one_name, line_of, parse_toml, read_text

STUDY_FILE = "study.toml"
CODEBOOK_FILE = "codebook.toml"

CONSENSUS = "consensus"
"""The coder whose coding of a session is what two coders have settled on; every study has it."""

Window = tuple[str, ...] | Literal["marked"]
"""What agreement is computed over: ids of episodes; none of them: the whole session; marked: from the start of the
first to the end of the last episode that both coders marked."""

MARKED: Literal["marked"] = "marked"

AskAt = Literal["start", "end", "never"]
DoubleClick = Literal["by place", "edit", "go"]
_UpTo5s = Annotated[int, Meta(ge=0, le=5000)]
Share = Annotated[float, Meta(ge=0, le=1)]


class CoderSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one coder of a study.

    reaction_ms: how late the keys come while the recording plays; marks are set earlier by as much. 0: not at all.
    guard_ms: a second press of the same key within so many ms is taken for a slip and ignored. 0: no guard.
    hold_all: every state lasts as long as its key is held down.
    hold: ids of the codes of which that is so, where it is not so of all.
    ask: when each question (the id of a modifier) is asked: when a state begins, when it ends, or never.
    ask_at: the same for every question that ask does not name.
    question_s: after how many seconds without an answer a question closes. 0: not before the next mark.
    pass_id: the pass of the codebook that the coder is in; "": the coder chooses the codes.
    codes: ids of the codes that the coder chose; none: all of the codebook.
    double_click: whether a double click on an event edits it or goes there; by place: it edits in the table only.
    """

    reaction_ms: _UpTo5s = 0
    guard_ms: _UpTo5s = 0
    hold_all: bool = False
    hold: tuple[str, ...] = ()
    ask: dict[str, AskAt] = {}
    ask_at: AskAt = "start"
    question_s: Annotated[int, Meta(ge=0, le=60)] = 0
    pass_id: str = ""
    codes: tuple[str, ...] = ()
    double_click: DoubleClick = "by place"

    def is_held(self, code_id: str) -> bool:
        """Whether this state lasts as long as its key is down."""
        return self.hold_all or code_id in self.hold

    def asks(self, modifier_id: str) -> AskAt:
        """When this question is asked about a state. A point is asked about at once, unless never."""
        return self.ask.get(modifier_id, self.ask_at)

    def codes_in_pass(self, codebook: Codebook) -> tuple[str, ...]:
        """Return the ids of the codes that are marked now: those of the pass, the coder's own choice, or all.

        A pass that the codebook no longer has is none.
        """
        chosen = codebook.pass_by_id.get(self.pass_id)
        wanted = self.codes if chosen is None else chosen.codes
        return tuple(code.id for code in codebook.codes if not wanted or code.id in wanted)


class Tolerances(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How agreement is counted. The defaults are those of the literature; they are stored with every result.

    points_ms: the largest difference of two points that are taken for one.
    states_ms: how far away a state may be, where agreement over time is also given with a tolerance.
    overlap: the least overlap of two bouts that are linked, as a share of the longer (Holle & Rein 2015).
    onsets_ms: how far apart the onsets of two aligned bouts may be if the bouts do not overlap.
    unit_ms: from one sample to the next, where agreement is also given as older programs sample it.
    counts_ms: length of the intervals in which occurrences are counted, as behaviour analysts do.
    """

    points_ms: Annotated[int, Meta(ge=0, le=60_000)] = 1000
    states_ms: Annotated[int, Meta(ge=0, le=60_000)] = 1000
    overlap: Annotated[float, Meta(gt=0.5, le=1)] = 0.60
    onsets_ms: Annotated[int, Meta(ge=0, le=60_000)] = 1000
    unit_ms: Annotated[int, Meta(ge=1, le=600_000)] = 1000
    counts_ms: Annotated[int, Meta(ge=1000, le=600_000)] = 10_000


class AgreementSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a lab decides about the agreement of its coders.

    master: the coder whom all others are held against; "": nobody.
    threshold: the kappa that the lab asks of a coder against the master; None: the lab has set none.
    double_share: the share of all sessions that two coders are to code; None: the lab has set none.
    include_unfinished: whether codings count that were not submitted.
    order_by: the variable of the sessions that puts them in order, such as a date written as 2026-11-22; "": their ids.
    ci_width: how wide, end to end, an interval may be; None: the lab has set none.
    gold_sessions: how many of the gold sessions that a coder submitted last count; None: all.
    """

    master: str = ""
    threshold: Annotated[float, Meta(gt=-1, le=1)] | None = None
    double_share: Share | None = None
    include_unfinished: bool = False
    order_by: str = ""
    ci_width: Annotated[float, Meta(gt=0, le=2)] | None = None
    gold_sessions: Annotated[int, Meta(ge=1, le=1000)] | None = None


class AnalysisSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes results, so it belongs to the study and not to a computer.

    window: what agreement is computed over (see Window).
    code_with: ids of the modifiers that are part of the code where coders are compared, such as towards whom; none of
        them: the code alone.
    intervals: how episodes are cut into intervals.
    checks: what the checks of a coding look for.
    cry_rule_s: how many seconds of crying without a break in a separation are too long; None: the lab has set no rule.
    crying_code: id of the code that is crying, for that rule.
    tolerances: what two coders may differ by.
    agreement: how agreement of the whole study is read.
    measures: what the lab decides about latencies, answers to cues and sequences.
    sound_grid_ms: how far apart the moments are at which a recording with sound only, added from now on, is coded.
    """

    window: Window = MARKED
    code_with: tuple[str, ...] = ()
    intervals: IntervalRule = IntervalRule()
    checks: CheckRules = CheckRules()
    cry_rule_s: Annotated[float, Meta(gt=0)] | None = None
    crying_code: str = "crying"
    tolerances: Tolerances = Tolerances()
    linear_scores: tuple[LinearScore, ...] = ()
    agreement: AgreementSettings = AgreementSettings()
    measures: MeasureRules = MeasureRules()
    sound_grid_ms: Annotated[int, Meta(ge=1, le=1000)] = GRID_MS


class GoldMark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That a coding, in one state of it, is or was the lab's standard for its session.

    at, until: since when, and until when it was (UTC); who, until_who: the accounts that declared it and took it back.
    edits: how many edits its journal had; state: the fingerprint of what they say.
    """

    session: str
    coder: str
    at: Annotated[datetime, Meta(tz=True)]
    who: str = ""
    edits: Annotated[int, Meta(ge=0)]
    state: str
    until: Annotated[datetime, Meta(tz=True)] | None = None
    until_who: str = ""

    @property
    def day(self) -> str:
        """When it was declared, in words."""
        return f"on {self.at:%Y-%m-%d}"


class NewName(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That a session or a coder had another id, or that a coding lay in another session: journals name what was then.

    what: what it is about; old, new: the ids (of the sessions, where a coding was moved) before and after.
    at, who: since when (UTC), and the account that did it.
    coder, begun: whose coding was moved, and the hash of its first edit: it may have been coded there once more.
    """

    what: Literal["session", "coder", "coding"]
    old: str
    new: str
    at: Annotated[datetime, Meta(tz=True)]
    who: str = ""
    coder: str = ""
    begun: str = ""


Unblind = Literal["never", "submitted", "now"]
"""When a coder sees codings of others: never; those of a session that both have submitted; all of them from now on."""


class Blind(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What coders of a study with leads do not see.

    variables: names of variables of the sessions, such as the condition.
    recording_names: whether the names of the recordings are hidden; Camera 1, Camera 2, ... stand in their place.
    unblind: when coders see the codings of others.
    """

    variables: tuple[str, ...] = ()
    recording_names: bool = False
    unblind: Unblind = "never"


class CodingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How sessions are given to coders: by which seed, which share of them to two, and to whom."""

    seed: Annotated[int, Meta(ge=0, le=999_999_999)]
    share: Share
    coders: tuple[str, ...] = ()


class Assigned(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """That a coder is to code a session. Those of one coder stand in the order in which they are to be coded."""

    session: str
    coder: str


class HandedOut(msgspec.Struct, frozen=True, kw_only=True):
    """That this study came in a package, to be coded by these coders: its codebook belongs to where it came from.

    at: when it was packed (UTC); codebook: the hash of the codebook as it was then.
    """

    coders: tuple[str, ...]
    at: Annotated[datetime, Meta(tz=True)]
    codebook: str


VariableKind = Literal["text", "number", "whole", "date", "yes/no"]
VariableType = VariableKind | tuple[str, ...]
"""What a variable of the sessions may hold: any text, a number, a whole number, a date written as 2026-11-29, yes or
no; or one of these choices."""


class StudyFile(msgspec.Struct, frozen=True, kw_only=True):
    """What study.toml says; fields the program does not know are the lab's own and stay."""

    id: str
    name: str
    coders: tuple[str, ...] = ()
    analysis: AnalysisSettings = AnalysisSettings()
    stills: bool = True
    coder: dict[str, CoderSettings] = {}
    gold: tuple[GoldMark, ...] = ()
    renamed: tuple[NewName, ...] = ()
    variable: dict[str, VariableType] = {}
    leads: tuple[str, ...] = ()
    blind: Blind = Blind()
    plan: CodingPlan | None = None
    assigned: tuple[Assigned, ...] = ()
    private: tuple[str, ...] = ()
    handed_out: HandedOut | None = None


def check_person_id(what: Literal["coder", "lead"], name: str) -> None:
    """Refuse a new id of a person that cannot be one.

    Raises:
        StudyError: as check_id, and for the consensus, also in capitals: some systems take the two for one file.
    """
    check_id(what, name)
    if name.lower() == CONSENSUS:
        raise StudyError(f"{CONSENSUS} is what coders have settled on, and no person.", "Choose another id.")


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
    for listed, person in (("coders", "coder"), ("leads", "lead")):
        for place, one in enumerate(getattr(found, listed)):
            if is_one_name(one):
                continue
            where = line_of(text, f"{listed}[{place}]")
            what = f"{name}, line {where}: “{one[:200]}” cannot be the id of a {person}."
            raise StudyError(what, "Use letters A–Z, digits, dot, dash and underscore only.")
    return found


def study_text(said: StudyFile) -> str:
    """Return the text of a new study.toml that says this."""
    plain = msgspec.to_builtins(said, builtin_types=(datetime,))
    return tomlkit.dumps(_stated({name: value for name, value in plain.items() if value not in ((), [], {})}))


def _stated(said: Any) -> Any:
    if isinstance(said, dict):
        return {name: _stated(value) for name, value in said.items() if value is not None}
    return said


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
    _check_known("window", "episode", episodes_of(settings.window), list(codebook.episode_by_id))
    _check_known("code_with", "modifier", settings.code_with, list(codebook.modifier_by_id))
    _check_known("checks.scales", "scale", settings.checks.scales, [scale.id for scale in codebook.scales])
    _check_scores(settings.linear_scores, codebook)
    if (wrong := problem(settings.measures, codebook)) is not None:
        raise StudyError(f"{STUDY_FILE}: analysis.measures.{wrong[0]}.", wrong[1])


def episodes_of(window: Window) -> tuple[str, ...]:
    """Return the ids of the episodes that were chosen one by one; none where all of them count."""
    return () if window == MARKED else window


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
