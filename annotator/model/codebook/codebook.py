"""The codebook: protocol, codes, channels, modifiers, scales and classes, read from a TOML file people can edit."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Literal

from msgspec import Meta, Struct

from annotator.model.codebook.classes import ClassificationScheme
from annotator.model.codebook.scales import LinearScore, RetiredScale, Scale
from annotator.model.codebook.terms import Actor, CodeKey, Color, Definition, EpisodeKind, Id, Key, Name, Source

ANSWER_DIGITS = tuple("123456789")
"""The digits that choose the first values of a modifier."""


class Episode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One episode of the protocol.

    nominal_s is the planned length in seconds, None where the protocol plans none; the observed length is what
    coders mark. scored says whether behaviour in it enters measures.
    """

    id: Id
    name: Name
    short: Annotated[str, Meta(description="A word for the timeline.")]
    kind: EpisodeKind
    nominal_s: Annotated[float | None, Meta(description="Planned length in seconds; left out: none is planned.")] = None
    length: Annotated[str, Meta(description="Whether and why the length may change.")] = ""
    present: Annotated[tuple[str, ...], Meta(description="Who is in the room.")]
    begins: Annotated[str, Meta(description="What is seen at the moment it begins.")]
    color: Color
    scored: Annotated[bool, Meta(description="Whether behaviour in it enters measures.")] = True


class Channel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Codes that exclude each other: when one begins, the other ends at the same moment."""

    id: Id
    name: Name
    exhaustive: Annotated[bool, Meta(description="Whether one of its codes is always on.")] = False


class ModifierValue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value of a modifier. The digit of its place chooses it; a letter does too, if no code has that letter."""

    id: Id
    name: Name
    key: Annotated[Key, Meta(description="A letter of its own besides its digit; left out: only the digit.")] = ""


class Modifier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question asked about an event, for example to whom it was directed."""

    id: Id
    name: Name
    values: tuple[ModifierValue, ...]


class Code(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One behaviour: a state (start and end) or a point. A code without a channel has one of its own."""

    id: Id
    name: Name
    key: CodeKey = ""
    kind: Literal["state", "point"]
    group: Annotated[str, Meta(description="The heading it is shown under.")]
    color: Color
    definition: Definition
    onset: Annotated[str, Meta(description="The first frame that shows it.")]
    offset: Annotated[str, Meta(description="The first frame that no longer shows it; a point has none.")] = ""
    examples: tuple[str, ...] = ()
    source: Source
    actor: Actor = ""
    channel: Annotated[str, Meta(description="Id of the channel whose codes exclude each other.")] = ""
    modifiers: Annotated[tuple[str, ...], Meta(description="Ids of what is asked about each event.")] = ()
    unseen: Annotated[
        str | tuple[str, ...],
        Meta(
            description="Who cannot be seen while it is on: one of those present in an episode, or several in a list."
        ),
    ] = ()
    heard: Annotated[
        bool,
        Meta(description="Whether it is observed by ear, so that it can be coded while who does it is out of view."),
    ] = False

    @property
    def hides(self) -> tuple[str, ...]:
        """Who cannot be seen while it is on."""
        return (self.unseen,) if isinstance(self.unseen, str) else self.unseen

    @property
    def is_point(self) -> bool:
        """Whether it happens at one moment."""
        return self.kind == "point"

    @property
    def name_and_key(self) -> str:
        """Its name, with its key behind it if it has one."""
        return f"{self.name} ({self.key})" if self.key else self.name

    @property
    def channel_id(self) -> str:
        """The channel whose codes it excludes; its own id where it stands alone."""
        return self.channel or self.id


class Pass(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Codes that a coder looks for in one viewing. A code may belong to several passes, or to none."""

    id: Id
    name: Name
    codes: Annotated[tuple[str, ...], Meta(description="Ids of the codes that are looked for.")]


class RetiredCode(Code, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code that is no longer given: it has no key and no place in the panel, but old codings stay readable."""

    since: Annotated[str, Meta(description="The version of the codebook that retired it.")]
    replaced_by: Annotated[tuple[str, ...], Meta(description="Ids of the codes that took its place.")] = ()


class Codebook(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    dict=True,
    # In the file a table is named for one entry ([[code]]), which is how people read it.
    rename={
        "episodes": "episode",
        "codes": "code",
        "channels": "channel",
        "modifiers": "modifier",
        "passes": "pass",
        "scales": "scale",
        "linear_scores": "linear_score",
        "retired_scales": "retired_scale",
    },
):
    """What a study codes, in the order in which it is shown."""

    id: Id
    name: Name
    version: Annotated[str, Meta(description="Raised with every change, for example 1.1.")]
    description: str
    source: Source
    ends: Annotated[str, Meta(description="What is seen at the end of the last episode.")]
    interval_s: Annotated[
        float | None, Meta(description="Seconds of an interval in a new study; left out: the program's own, 15.")
    ] = None
    lab_decides: Annotated[tuple[str, ...], Meta(description="What no source settles: the lab's own rules.")] = ()
    episodes: tuple[Episode, ...] = ()
    codes: tuple[Code, ...] = ()
    channels: tuple[Channel, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    passes: tuple[Pass, ...] = ()
    scales: tuple[Scale, ...] = ()
    classification: ClassificationScheme | None = None
    linear_scores: tuple[LinearScore, ...] = ()
    retired: tuple[RetiredCode, ...] = ()
    retired_scales: tuple[RetiredScale, ...] = ()

    @cached_property
    def code_by_id(self) -> dict[str, Code]:
        """Codes by id, with the retired ones, which old codings still hold."""
        return {code.id: code for code in (*self.retired, *self.codes)}

    @property
    def all_codes(self) -> tuple[Code, ...]:
        """The codes that are given, in file order, and behind them the retired ones, which old codings still hold."""
        return (*self.codes, *self.retired)

    @cached_property
    def episode_by_id(self) -> dict[str, Episode]:
        """Episodes by id."""
        return {episode.id: episode for episode in self.episodes}

    @cached_property
    def scale_by_id(self) -> dict[str, Scale]:
        """Scales by id, with the retired ones, on which old codings still hold ratings."""
        return {scale.id: scale for scale in (*self.retired_scales, *self.scales)}

    @cached_property
    def modifier_by_id(self) -> dict[str, Modifier]:
        """Modifiers by id."""
        return {modifier.id: modifier for modifier in self.modifiers}

    @cached_property
    def pass_by_id(self) -> dict[str, Pass]:
        """Passes by id."""
        return {one.id: one for one in self.passes}

    @cached_property
    def code_by_key(self) -> dict[str, Code]:
        """The codes that are given, by their keys."""
        return {code.key: code for code in self.codes if code.key}

    def answers(self, modifier: Modifier) -> tuple[tuple[ModifierValue, tuple[str, ...]], ...]:
        """Return the values in the order shown, each with its keys: a digit, and its letter if no code has that.

        The tenth value and those after it have no digit.
        """
        digits = [*ANSWER_DIGITS, *("" for _ in modifier.values)]
        letters = ["" if value.key in self.code_by_key else value.key for value in modifier.values]
        return tuple(
            (value, tuple(filter(None, keys))) for value, *keys in zip(modifier.values, digits, letters, strict=False)
        )

    def pass_of(self, code_ids: Iterable[str]) -> Pass | None:
        """Return the pass that looks for exactly these codes, if there is one."""
        wanted = set(code_ids)
        return next((one for one in self.passes if set(one.codes) == wanted), None)

    def clashing(self, code: Code) -> tuple[Code, ...]:
        """Return the other codes on the key of a code that may be looked for together with it.

        Two codes may have one key if each is in a pass and no pass has both.
        """
        passes = [set(one.codes) for one in self.passes]

        def are_apart(other: Code) -> bool:
            both = [[one for one in passes if each.id in one] for each in (code, other)]
            return all(both) and not any(code.id in one and other.id in one for one in passes)

        same = (one for one in self.codes if one.key and one.key == code.key and one is not code)
        return tuple(one for one in same if not are_apart(one))

    def actors(self, one: Code | Scale) -> tuple[str, ...]:
        """Return who does it: one role, or every answer of the question that its actor names; () where nobody is said.

        Codebooks of studies that began before it was asked may not say it.
        """
        asked = self.modifier_by_id.get(one.actor) if one.actor not in self.roles else None
        return tuple(value.id for value in asked.values) if asked else (one.actor,) if one.actor else ()

    def doer(self, code: Code, answers: Mapping[str, str]) -> str:
        """Return who did an event of a code, from its answers by id of the question; "" where nobody is said."""
        is_asked = code.actor in self.modifier_by_id and code.actor not in self.roles
        return answers.get(code.actor, "") if is_asked else code.actor

    @cached_property
    def unseen_by_person(self) -> dict[str, tuple[str, ...]]:
        """The ids of the states that say that somebody cannot be seen, retired ones too, by who that is."""
        hiding = [code for code in self.all_codes if not code.is_point]
        people = dict.fromkeys(who for code in hiding for who in code.hides)
        return {who: tuple(code.id for code in hiding if who in code.hides) for who in people}

    @cached_property
    def hidden_in(self) -> dict[str, frozenset[str]]:
        """The ids of the states in which somebody who may do a code cannot be seen, by the id of the code."""
        return {code.id: self.hiding(self.actors(code)) for code in self.all_codes if not code.heard and not code.hides}

    def hiding(self, people: Iterable[str]) -> frozenset[str]:
        """Return the ids of the states that say that any of these cannot be seen, retired ones too."""
        return frozenset(code for who in people for code in self.unseen_by_person.get(who, ()))

    @cached_property
    def groups(self) -> dict[str, tuple[Code, ...]]:
        """Codes under the headings they are shown by, in file order."""
        names = dict.fromkeys(code.group for code in self.codes)
        return {name: tuple(code for code in self.codes if code.group == name) for name in names}

    @cached_property
    def state_channels(self) -> dict[str, tuple[Code, ...]]:
        """State codes by the channel in which they exclude each other, in file order; retired ones last."""
        states = [code for code in self.all_codes if not code.is_point]
        names = dict.fromkeys(code.channel_id for code in states)
        return {name: tuple(code for code in states if code.channel_id == name) for name in names}

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Everybody who is present in some episode, in file order."""
        return tuple(dict.fromkeys(who for episode in self.episodes for who in episode.present))

    def channel_name(self, channel_id: str) -> str:
        """Return what a channel is called: its own name, or that of the one code that stands alone in it."""
        named = {channel.id: channel.name for channel in self.channels}
        return named.get(channel_id) or self.code_by_id[channel_id].name
