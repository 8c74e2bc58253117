"""The classification of a codebook: classes with subgroups, the rating of disorganisation, and derived collapses."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from annotator.model.codebook.scales import Anchor, is_point
from annotator.model.codebook.terms import Definition, Id, LicensedText, Name, Source


class Subgroup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A subgroup of a class, such as B3; its description is the lab's, from its manual."""

    id: Id
    licensed_text: LicensedText = ""


class PatternClass(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One class, such as B."""

    id: Id
    name: Name
    definition: Definition
    source: Source
    needs_forced: Annotated[bool, Meta(description="Whether a best-fitting organised class goes with it.")] = False
    subgroups: tuple[Subgroup, ...] = ()
    licensed_text: LicensedText = ""


class DisorganisationRating(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rating that goes with the classification; the lab sets from which point on it speaks for D."""

    lowest: int
    highest: int
    half_points: bool = False
    threshold: Annotated[float | None, Meta(description="Ratings above it speak for D; left out: none is set.")] = None
    at_threshold: Annotated[
        Literal["coder decides", "D", "not D"], Meta(description="What a rating at the threshold means.")
    ] = "coder decides"
    class_id: Annotated[str, Meta(description="Id of the class it speaks for.")]
    definition: Definition
    anchors: tuple[Anchor, ...] = ()
    licensed_text: LicensedText = ""
    source: Source

    def allows(self, value: float) -> bool:
        """Whether value is a point of the scale."""
        return is_point(value, self.lowest, self.highest, half_points=self.half_points)

    def suggests(self, rating: float) -> bool | None:
        """Whether the rating speaks for D; None where the coder has to decide. It never sets the class."""
        if self.threshold is None:
            return None
        if rating == self.threshold:
            return {"coder decides": None, "D": True, "not D": False}[self.at_threshold]
        return rating > self.threshold


class Collapse(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A coarser reading of the one stored classification, such as B / non-B.

    groups gives, for each group, the classes it holds. For a class of by_forced the forced alternative is read in its
    place. A class in no group is left out of this reading.
    """

    id: Id
    name: Name
    groups: dict[str, tuple[str, ...]]
    by_forced: Annotated[tuple[str, ...], Meta(description="Classes read by their forced alternative.")] = ()


class ClassificationScheme(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"classes": "class", "collapses": "collapse"},
):
    """How a session is classified: by the coder, never by the program."""

    name: Name
    source: Source
    confidence: Annotated[tuple[str, ...], Meta(description="Words for how sure the coder is.")] = ()
    forced: Annotated[tuple[str, ...], Meta(description="Classes that can be the forced alternative.")] = ()
    classes: tuple[PatternClass, ...]
    disorganisation: DisorganisationRating | None = None
    collapses: tuple[Collapse, ...] = ()

    def class_of(self, written: str) -> PatternClass | None:
        """Return the class with this id, or with this subgroup; None if there is none."""
        held = (one for one in self.classes if written == one.id or written in {sub.id for sub in one.subgroups})
        return next(held, None)

    def collapse(self, collapse_id: str) -> Collapse | None:
        """Return the collapse with this id, if there is one."""
        return next((one for one in self.collapses if one.id == collapse_id), None)
