"""Rating scales of a codebook, and the linear scores that a lab computes from ratings and measures."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from annotator.model.codebook.terms import Actor, Definition, Id, LicensedText, Name, Source

WHOLE_SESSION = ""
"""The episode of a rating that is given to the session as a whole."""

Measure = Literal["total_s", "proportion", "onsets", "onsets_per_min", "latency_s"]


class Anchor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one point of a scale means, in our own words, with room for the licensed text of the lab."""

    value: float
    text: str
    licensed_text: LicensedText = ""


class Rated(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Towards whom a scale is rated, and in which episodes; without episodes, once for the whole session."""

    target: Annotated[str, Meta(description="Towards whom; empty where the scale has no target.")] = ""
    episodes: Annotated[tuple[str, ...], Meta(description="Ids of episodes; none: the whole session.")] = ()


class EvidenceLimit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A length or latency that the scale speaks of, such as contact of 15 s; shown beside it, never a point given.

    longest_s is the longest bout of any of the codes inside the episode, latency_s the time from its start to the
    first of them.
    """

    codes: Annotated[tuple[str, ...], Meta(description="Ids of codes.")]
    measure: Literal["longest_s", "latency_s"]
    seconds: Annotated[float, Meta(description="The length or latency that the scale speaks of.")]
    episodes: Annotated[tuple[str, ...], Meta(description="Ids of the episodes it holds for; none: all.")] = ()
    text: Annotated[str, Meta(description="What it means, in our own words.")]


class Scale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rating scale; points run from lowest to highest in whole steps, or in halves where the lab allows them."""

    id: Id
    name: Name
    short: Annotated[str, Meta(description="Initials for the head of a column.")] = ""
    lowest: int
    highest: int
    half_points: Annotated[bool, Meta(description="Whether 4.5 may be given.")] = False
    not_ratable: Annotated[bool, Meta(description="Whether “not ratable” may be given instead of a point.")] = True
    actor: Actor = ""
    definition: Definition
    evidence: Annotated[tuple[str, ...], Meta(description="Ids of codes whose events are shown beside it.")] = ()
    evidence_limits: Annotated[tuple[EvidenceLimit, ...], Meta(description="Lengths and latencies it speaks of.")] = ()
    anchors: tuple[Anchor, ...] = ()
    anchors_from_lab: Annotated[bool, Meta(description="Whether the lab must enter the anchors of its manual.")] = False
    licensed_text: LicensedText = ""
    source: Source
    rated: Annotated[tuple[Rated, ...], Meta(description="What is rated; none: once for the whole session.")] = ()

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """The pairs of episode and target that are rated; WHOLE_SESSION stands for no episode, "" for no target."""
        pairs = [(episode, one.target) for one in self.rated for episode in one.episodes or (WHOLE_SESSION,)]
        return tuple(pairs) or ((WHOLE_SESSION, ""),)

    def allows(self, value: float) -> bool:
        """Whether value is a point of the scale.

        >>> scale = Scale(id="a", name="A", lowest=1, highest=7, definition="", source="")
        >>> scale.allows(7), scale.allows(4.5), scale.allows(8)
        (True, False, False)
        """
        return is_point(value, self.lowest, self.highest, half_points=self.half_points)


def is_point(value: float, lowest: int, highest: int, *, half_points: bool) -> bool:
    """Whether value is a point between lowest and highest, both included, in whole steps or in halves."""
    steps = value * (2 if half_points else 1)
    return lowest <= value <= highest and steps == int(steps)


class RetiredScale(Scale, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scale that is no longer rated; ratings that were given on it stay readable."""

    since: Annotated[str, Meta(description="The version of the codebook that retired it.")]


class Term(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One term of a linear score: weight times a rating, or times a measure of a code in an episode.

    For a rating, scale is its id; for a measure, code is the id and measure the column of the episode table
    (seconds, a share of 0 to 1, a count, or per minute).
    """

    weight: float
    scale: str = ""
    target: str = ""
    code: str = ""
    measure: Measure | None = None
    episode: Annotated[str, Meta(description="Id of the episode; empty: the whole session.")] = WHOLE_SESSION


class LinearScore(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A sum that a lab defines: constant plus weighted terms, with the work the weights come from."""

    id: Id
    name: Name
    definition: Definition = ""
    constant: float = 0.0
    terms: tuple[Term, ...]
    citation: Annotated[str, Meta(description="Where weights and constant come from.")]
