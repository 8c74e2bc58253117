"""In what a study differs from what its lab has preregistered."""

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from annotator.agreement.whole_study.gather import SessionCodings
from annotator.agreement.whole_study.study import WholeStudy
from annotator.agreement.window import window_name
from annotator.study import Study
from annotator.study.preregistration import Plan, Preregistration, freeze, preregistrations


class Registered(Struct, frozen=True, kw_only=True):
    """The newest preregistration of a study, and in what the study differs from it, a sentence each."""

    frozen_utc: str
    codebook_sha256: str
    submitted_before: int
    double_coded: tuple[str, ...]
    """The sessions that were drawn, of those there are now."""
    differs: tuple[str, ...]


def freeze_plan(study: Study, plan: Plan) -> Preregistration:
    """Write a plan down for good; what the study has decided by then is written down with it.

    Raises:
        StudyError: as freeze.
    """
    submitted = sum(coding.is_submitted for _, coding in study.codings())
    return freeze(study, plan, window_name(study.settings.window, study.codebook), submitted)


def registered(study: Study, whole: WholeStudy) -> Registered | None:
    """Return the newest preregistration beside the study as it is now; None where nothing was frozen."""
    found = preregistrations(study.folder)
    if not found:
        return None
    newest = found[0]
    return Registered(
        frozen_utc=f"{newest.frozen:%Y-%m-%dT%H:%M:%SZ}",
        codebook_sha256=newest.codebook_sha256,
        submitted_before=newest.submitted,
        double_coded=newest.to_code_twice(one.id for one in whole.gathered.sessions),
        differs=tuple(departures(study, whole, newest)),
    )


def departures(study: Study, whole: WholeStudy, plan: Preregistration) -> Iterator[str]:
    """Yield in what a study, as it was compared, differs from what was frozen."""
    if plan.submitted:
        yield f"{_codings(plan.submitted)} submitted before it was frozen."
    sessions = whole.gathered.sessions
    if len(sessions) != plan.plan.sessions:
        yield f"There are {len(sessions)} sessions; {plan.plan.sessions} were planned."
    if study.codebook_hash != plan.codebook_sha256:
        now = f"{study.codebook.id} {study.codebook.version} ({study.codebook_hash[:12]})"
        then = f"{plan.codebook} {plan.codebook_version} ({plan.codebook_sha256[:12]})"
        yield f"The codebook is {now}; {then} was frozen."
    if whole.window != plan.window:
        yield f"Agreement is computed over {whole.window_name}; {plan.window_name} was planned."
    yield from _tolerances(whole, plan)
    yield from _thresholds(whole, plan)
    yield from _double_coding(sessions, plan)


def _codings(count: int) -> str:
    return "1 coding was" if count == 1 else f"{count} codings were"


def _tolerances(whole: WholeStudy, plan: Preregistration) -> Iterator[str]:
    now, then = msgspec.structs.asdict(whole.tolerances), msgspec.structs.asdict(plan.tolerances)
    for name, value in now.items():
        if value != then[name]:
            yield f"The tolerance {name} is {value:g}; {then[name]:g} was planned."


def _thresholds(whole: WholeStudy, plan: Preregistration) -> Iterator[str]:
    asked = {one.statistic: one.threshold for one in plan.plan.statistics}
    if "kappa" in asked and asked["kappa"] != whole.settings.threshold:
        now, then = (f"{one:g}" if one is not None else "none" for one in (whole.settings.threshold, asked["kappa"]))
        yield f"The kappa asked for is {now}; {then} was planned."


def _double_coding(sessions: tuple[SessionCodings, ...], plan: Preregistration) -> Iterator[str]:
    twice = {one.id for one in sessions if len(one.submitted) > 1}
    drawn = plan.to_code_twice(one.id for one in sessions)
    if missing := [one for one in drawn if one not in twice]:
        yield f"Drawn to be coded twice, and not submitted by two coders: {', '.join(missing)}."
    if others := sorted(twice - set(drawn)):
        yield f"Coded twice without having been drawn: {', '.join(others)}."
    share = len(twice) / len(sessions) if sessions else 0.0
    if len(twice) < len(plan.plan.drawn) and len(sessions) >= plan.plan.sessions:
        yield f"{share:.0%} of the sessions were coded twice; {plan.plan.double_share:.0%} was planned."
