"""How one coder works: what of it changes results stands in study.toml, under the coder's id."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

CONSENSUS = "consensus"
"""The coder whose coding of a session is what two coders have settled on; every study has it."""

AskAt = Literal["start", "end", "never"]
Milliseconds = Annotated[int, Meta(ge=0, le=5000)]


class CoderSettings(Struct, frozen=True, kw_only=True):
    """The settings of one coder of a study.

    reaction_ms: how late the keys come while the recording plays; marks are set earlier by as much. 0: not at all.
    guard_ms: a second press of the same key within so many ms is taken for a slip and ignored. 0: no guard.
    hold_all: every state lasts as long as its key is held down.
    hold: ids of the codes of which that is so, where it is not so of all.
    ask: when each question (the id of a modifier) is asked: when a state begins, when it ends, or never.
    ask_at: the same for every question that ask does not name.
    question_s: after how many seconds without an answer a question closes. 0: not before the next mark.
    codes: ids of the codes that are marked in this pass; none: all of the codebook.
    """

    reaction_ms: Milliseconds = 0
    guard_ms: Milliseconds = 0
    hold_all: bool = False
    hold: tuple[str, ...] = ()
    ask: dict[str, AskAt] = {}
    ask_at: AskAt = "start"
    question_s: Annotated[int, Meta(ge=0, le=60)] = 0
    codes: tuple[str, ...] = ()

    def is_held(self, code_id: str) -> bool:
        """Whether this state lasts as long as its key is down."""
        return self.hold_all or code_id in self.hold

    def asks(self, modifier_id: str) -> AskAt:
        """When this question is asked about a state. A point is asked about at once, unless never."""
        return self.ask.get(modifier_id, self.ask_at)

    def is_in_pass(self, code_id: str) -> bool:
        """Whether this code is marked in this pass."""
        return not self.codes or code_id in self.codes
