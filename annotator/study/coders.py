"""How one coder works: what of it changes results stands in study.toml, under the coder's id."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

CONSENSUS = "consensus"
"""The coder whose coding of a session is what two coders have settled on; every study has it."""

AskAt = Literal["start", "end"]
Milliseconds = Annotated[int, Meta(ge=0, le=5000)]


class CoderSettings(Struct, frozen=True, kw_only=True):
    """The settings of one coder of a study.

    reaction_ms: how late the keys come while the recording plays; marks are set earlier by as much. 0: not at all.
    guard_ms: a second press of the same key within so many ms is taken for a slip and ignored. 0: no guard.
    hold_all: every state lasts as long as its key is held down.
    hold: ids of the codes of which that is so, where it is not so of all.
    ask_at: whether modifiers are asked for when a state begins or when it ends.
    codes: ids of the codes that are marked in this pass; none: all of the codebook.
    """

    reaction_ms: Milliseconds = 0
    guard_ms: Milliseconds = 0
    hold_all: bool = False
    hold: tuple[str, ...] = ()
    ask_at: AskAt = "start"
    codes: tuple[str, ...] = ()

    def is_held(self, code_id: str) -> bool:
        """Whether this state lasts as long as its key is down."""
        return self.hold_all or code_id in self.hold

    def is_in_pass(self, code_id: str) -> bool:
        """Whether this code is marked in this pass."""
        return not self.codes or code_id in self.codes
