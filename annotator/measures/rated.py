"""Ratings beside the behaviour that bears on them. Nothing here proposes a point, and nothing a class."""

from collections.abc import Iterator

from annotator.measures.bouts import measure
from annotator.measures.columns import (
    BEHAVIOUR_COLUMNS,
    CODER,
    EPISODE,
    OBSERVED,
    SESSION,
    WHY_EMPTY,
    Row,
    in_seconds,
    number,
    seconds,
    text,
    yes_or_no,
)
from annotator.measures.evidence import towards
from annotator.measures.latencies import contact_in, soothing_in
from annotator.measures.observed import (
    NOT_HELD,
    Held,
    bouts,
    episodes_asked,
    is_present,
    length,
    watched,
)
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.items import Cell
from annotator.model.measure_rules import MeasureRules
from annotator.study.tables import CodedSession

RATED_COLUMNS = (
    SESSION,
    CODER,
    text("scale", "id of the scale in the codebook"),
    EPISODE,
    text("target", "towards whom it is rated; empty: the scale has no target"),
    number("value", "the point the coder gave; empty: not rated, or not ratable", "point of the scale"),
    yes_or_no("not_ratable", "1: the coder said that it cannot be rated; empty: nothing was said"),
    text("code", "id of a code that the scale names as evidence"),
    *BEHAVIOUR_COLUMNS,
    WHY_EMPTY,
)

FOUR = ("proximity_seeking", "contact_maintaining", "avoidance", "resistance")
"""The scales that reunions are read by, as the codebooks that ship call them (Ainsworth et al. 1978, App. III)."""

REUNION_COLUMNS = (
    SESSION,
    CODER,
    EPISODE,
    text("target", "towards whom the scales are rated"),
    *(
        number(
            scale, f"the point the coder gave on the scale {scale} of the codebook; empty: none", "point of the scale"
        )
        for scale in FOUR
    ),
    OBSERVED._replace(meaning="seconds over which crying was looked for"),
    in_seconds("crying_s", "seconds of crying while it was looked for and seen, or heard"),
    number("crying_min", "the same in minutes", "minutes"),
    number("crying_share", "crying_s of that time", "0 to 1"),
    in_seconds("soothed_s", "latency to soothe, as in latencies.csv; empty: never, no crying, or no rule"),
    yes_or_no("soothed_censored", "1: not soothed when the episode, or the looking, ended"),
    in_seconds("soothed_waited_s", "soothed_s; if it is censored, how long was waited"),
    yes_or_no("contact_achieved", "1: there was contact; 0: there was none throughout; empty: not known, or no rule"),
    text("contact_initiator", "who began the first contact, as the coder said"),
    in_seconds("contact_s", "seconds in contact"),
    in_seconds("contact_latency_s", "from the start of the episode to the first contact; empty if it never came"),
    yes_or_no("contact_censored", "1: it had not come when the episode, the looking for it, or the time in view ended"),
    in_seconds("contact_waited_s", "contact_latency_s; if it is censored, how long was waited"),
    WHY_EMPTY,
)


def rated_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row a cell of a scale and code that the scale names as evidence, rated or not.

    An event that says it was towards somebody else than the cell is left out. Scales of the whole session, and those
    without evidence, have their rows in ratings.csv.
    """
    held = {each.episode: each for each in episodes_asked(one, codebook)}
    ratings = {rating.cell: rating for rating in one.coding.ratings}
    for scale in codebook.scales:
        for episode, target in scale.cells:
            if episode not in held:
                continue
            cell = Cell(scale.id, episode, target)
            rating = ratings.get(cell)
            where: dict[str, object] = {
                "session": one.session.id,
                "coder": one.coding.coder,
                "scale": scale.id,
                "episode": episode,
                "target": target or None,
                "value": None if rating is None else rating.value,
                "not_ratable": None if rating is None else int(rating.value is None),
            }
            for code in scale.evidence:
                yield where | {"code": code} | _behaviour(one.coding, codebook, rules, code, target, held[episode])


def _behaviour(
    coding: Coding, codebook: Codebook, rules: MeasureRules, code_id: str, target: str, held: Held
) -> dict[str, object]:
    if held.span is None:
        return {"why_empty": NOT_HELD}
    code = codebook.code_by_id[code_id]
    times = watched(coding, codebook, (code_id,), held.span)
    if not times.saw:
        return times.row
    found = measure(towards(target, code, coding, codebook), held.span, times, rules.unseen)
    return times.row | found.row(is_point=code.is_point)


def reunion_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row a reunion: the four scales, crying, soothing, and whether contact was achieved and by whom.

    What a rule is needed for (soothing, contact) and none is set, is empty.
    """
    ratings = {rating.cell: rating.value for rating in one.coding.ratings}
    scales = [codebook.scale_by_id[name] for name in FOUR if name in codebook.scale_by_id]
    for held in episodes_asked(one, codebook, ("reunion",)):
        target = rated_towards(held.episode, codebook, rules)
        points = {scale.id: ratings.get(Cell(scale.id, held.episode, target)) for scale in scales}
        where: dict[str, object] = {
            "session": one.session.id,
            "coder": one.coding.coder,
            "episode": held.episode,
            "target": target or None,
        }
        yield where | points | _reunion(one.coding, codebook, rules, held)


def rated_towards(episode: str, codebook: Codebook, rules: MeasureRules) -> str:
    """Return towards whom FOUR are rated in an episode: who must be there for contact, or the first present."""
    scales = [codebook.scale_by_id[name] for name in FOUR if name in codebook.scale_by_id]
    rated = dict.fromkeys(whom for scale in scales for each, whom in scale.cells if each == episode)
    wanted = "" if rules.contact is None else rules.contact.present
    there = [whom for whom in rated if is_present(whom, episode, codebook)]
    return wanted if wanted in there else next(iter(there), "")


def _reunion(coding: Coding, codebook: Codebook, rules: MeasureRules, held: Held) -> dict[str, object]:
    if held.span is None:
        return {"why_empty": NOT_HELD}
    row: dict[str, object] = {}
    if rules.crying:
        times = watched(coding, codebook, rules.crying, held.span)
        crying_ms = length(bouts(coding.events_of(rules.crying), times.saw))
        row |= times.row
        if times.saw:
            row |= {"crying_s": seconds(crying_ms), "crying_min": crying_ms / 60_000}
            row["crying_share"] = crying_ms / length(times.saw)
    if rules.soothing is not None:
        found = soothing_in(coding, codebook, rules, rules.soothing, held.span)
        row["soothed_s"] = found.get("latency_s")
        row |= {f"soothed_{name}": found.get(name) for name in ("censored", "waited_s")}
    if rules.contact is not None:
        found = contact_in(coding, codebook, rules, rules.contact, held)
        row["contact_s"] = found.get("contact_s")
        named = ("achieved", "initiator", "latency_s", "censored", "waited_s")
        row |= {f"contact_{name}": found.get(name) for name in named}
    return row
