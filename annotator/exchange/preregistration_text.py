"""A preregistration as text that people read: Markdown, for an archive such as OSF or an appendix."""

from collections.abc import Iterable, Iterator

from annotator.agreement.catalogue import STUDY
from annotator.agreement.whole_study.registered import Registered
from annotator.study.preregistration import Preregistration


def preregistration_text(found: Preregistration, sessions: Iterable[str], differs: Iterable[str] = ()) -> str:
    """Return what was frozen.

    Args:
        found: the preregistration.
        sessions: ids of the sessions that there are now.
        differs: in what the study differs from it now, a sentence each.
    """
    return "\n".join(_lines(found, tuple(sessions), tuple(differs))) + "\n"


def registered_methods(found: Registered) -> str:
    """Return that the study was preregistered, and in what it differs, for a methods section."""
    said = " It differs in this: " + " ".join(found.differs) if found.differs else " Nothing differs from it."
    return f"The plan was frozen on {found.frozen_utc[:10]} (codebook {found.codebook_sha256[:12]}).{said}"


def _lines(found: Preregistration, sessions: tuple[str, ...], differs: tuple[str, ...]) -> Iterator[str]:
    plan, tolerances = found.plan, found.tolerances
    known = {str(name): named for name, named in STUDY.items()}
    yield f"# Preregistration of {found.study}"
    yield ""
    yield f"Frozen on {found.frozen:%Y-%m-%d %H:%M} UTC" + (f" by {found.who}" if found.who else "") + "."
    yield f"Program: Strange Situation annotator {found.program}."
    if differs:
        yield from ("", "## In what the study differs now", "", *(f"- {one}" for one in differs))
    yield from ("", "## Sessions and coders", "")
    yield f"- Planned sessions: {plan.sessions}. There were {len(found.sessions)} when this was frozen."
    yield f"- Coders: {', '.join(found.coders) or 'not named yet'}."
    yield f"- Codings submitted before this was frozen: {found.submitted}."
    yield from ("", "## Double coding", "")
    yield f"- Share: {100 * plan.double_share:g} % of the planned sessions, {len(plan.drawn)} of them."
    yield f"- Seed: {plan.seed}."
    yield f"- Places drawn, in order of session id: {', '.join(map(str, plan.drawn)) or 'none'}."
    there = found.to_code_twice(sessions)
    yield f"- These are, of the sessions there are: {', '.join(there) or 'none yet'}."
    yield (
        '- How they are drawn: the planned places are sorted by the SHA-256 of the text "seed:place", such as '
        f'"{plan.seed}:1", and the first {len(plan.drawn)} are taken. Sessions that were there when this was frozen '
        "have the first places, later ones follow in order of id."
    )
    yield from ("", "## Agreement", "")
    yield f"- Computed over {found.window_name}."
    for one in plan.statistics:
        named = known.get(one.statistic)
        asked = "" if one.threshold is None else f"; at least {one.threshold:g} is asked for"
        yield f"- {named.symbol if named else one.statistic}: {named.words if named else one.statistic}{asked}."
    yield (
        f"- Points are taken for one within {tolerances.points_ms / 1000:g} s; bouts if they share at least "
        f"{tolerances.overlap:.0%} of the longer; states with a tolerance of {tolerances.states_ms / 1000:g} s where "
        f"one is given; onsets of aligned bouts within {tolerances.onsets_ms / 1000:g} s."
    )
    yield from ("", "## Codebook", "")
    yield f"- {found.codebook}, version {found.codebook_version}."
    yield f"- SHA-256: {found.codebook_sha256}."
    if plan.notes:
        yield from ("", "## In the lab's words", "", plan.notes.strip())
