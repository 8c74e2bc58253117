"""Statistics of episodes and of where they begin."""

from annotator.agreement.catalogue.events import later
from annotator.agreement.described import APART, COUNT, SECONDS, Described, inside
from annotator.agreement.pair.parts import BoundaryResult, EpisodeResult

EPISODE: tuple[Described[EpisodeResult], ...] = (
    Described("sessions", "sessions", "Sessions in which both have the episode", COUNT, get=lambda one: one.sessions),
    Described("window_s", "Window s", "Seconds that both give to the episode", SECONDS, get=lambda one: one.window_ms),
)

_STARTS: tuple[Described[BoundaryResult], ...] = inside(
    "differences",
    lambda one: one.differences,
    later("median", "marks it later", ("both", "Sessions in which both marked it")),
)

BOUNDARY: tuple[Described[BoundaryResult], ...] = (
    Described("only_a", "only {a}", "Sessions in which only {a} marked it", COUNT, get=lambda one: one.only_a),
    Described("only_b", "only {b}", "Sessions in which only {b} marked it", COUNT, get=lambda one: one.only_b),
    *_STARTS,
    Described(
        "largest_s", "largest", "The largest absolute difference", APART, "0 is best.", get=lambda one: one.largest_ms
    ),
)
"""Of where an episode begins."""
