"""The codebook: protocol, codes, channels, modifiers and scales, read from a TOML file a psychologist can edit."""

from functools import cached_property
from typing import Literal

from msgspec import Struct

EpisodeKind = Literal["introduction", "baseline", "separation", "reunion", "other"]


class Episode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One episode of the protocol.

    nominal_s is the planned length in seconds; the observed length is what coders mark. scored says whether
    behaviour in it enters measures.
    """

    id: str
    name: str
    short: str
    kind: EpisodeKind
    nominal_s: float
    present: tuple[str, ...]
    begins: str
    color: str
    scored: bool = True


class Channel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Codes that exclude each other: when one begins, the other ends at the same moment."""

    id: str
    name: str
    exhaustive: bool = False


class ModifierValue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value of a modifier and the key that chooses it."""

    id: str
    name: str
    key: str


class Modifier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question asked about an event, for example to whom it was directed."""

    id: str
    name: str
    values: tuple[ModifierValue, ...]


class Code(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One behaviour: a state (start and end) or a point. A code without a channel has one of its own."""

    id: str
    name: str
    key: str
    kind: Literal["state", "point"]
    group: str
    color: str
    definition: str
    onset: str
    offset: str = ""
    examples: tuple[str, ...] = ()
    source: str
    actor: str = "infant"
    channel: str = ""
    modifiers: tuple[str, ...] = ()

    @property
    def is_point(self) -> bool:
        """Whether it happens at one moment."""
        return self.kind == "point"

    @property
    def channel_id(self) -> str:
        """The channel whose codes it excludes; its own id where it stands alone."""
        return self.channel or self.id


class Scale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rating scale; points run from lowest to highest in whole steps."""

    id: str
    name: str
    lowest: int
    highest: int
    definition: str
    source: str
    episodes: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


class Codebook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """What a study codes, in the order in which it is shown."""

    id: str
    name: str
    version: str
    description: str
    source: str
    ends: str
    """How the last episode ends."""
    episodes: tuple[Episode, ...]
    codes: tuple[Code, ...]
    channels: tuple[Channel, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    scales: tuple[Scale, ...] = ()

    @cached_property
    def code_by_id(self) -> dict[str, Code]:
        """Codes by id."""
        return {code.id: code for code in self.codes}

    @cached_property
    def episode_by_id(self) -> dict[str, Episode]:
        """Episodes by id."""
        return {episode.id: episode for episode in self.episodes}

    @cached_property
    def scale_by_id(self) -> dict[str, Scale]:
        """Scales by id."""
        return {scale.id: scale for scale in self.scales}

    @cached_property
    def modifier_by_id(self) -> dict[str, Modifier]:
        """Modifiers by id."""
        return {modifier.id: modifier for modifier in self.modifiers}

    @cached_property
    def groups(self) -> dict[str, tuple[Code, ...]]:
        """Codes under the headings they are shown by, in file order."""
        names = dict.fromkeys(code.group for code in self.codes)
        return {name: tuple(code for code in self.codes if code.group == name) for name in names}

    @cached_property
    def state_channels(self) -> dict[str, tuple[Code, ...]]:
        """State codes by the channel in which they exclude each other, in file order."""
        states = [code for code in self.codes if not code.is_point]
        names = dict.fromkeys(code.channel_id for code in states)
        return {name: tuple(code for code in states if code.channel_id == name) for name in names}

    def channel_name(self, channel_id: str) -> str:
        """Return what a channel is called: its own name, or that of the one code that stands alone in it."""
        named = {channel.id: channel.name for channel in self.channels}
        return named.get(channel_id) or self.code_by_id[channel_id].name
