"""What hypothesis draws in more than one place: two coders with some codes of the codebook that ships."""

import msgspec
from hypothesis import strategies as st

from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.items import Event, LookedFor

SHIPPED = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")
CODES = ("crying", "fussing", "reach", "contact", "manipulation")
CODEBOOK = msgspec.structs.replace(SHIPPED, codes=tuple(SHIPPED.code_by_id[code] for code in CODES))

marked = st.tuples(
    st.sampled_from(["crying", "fussing", "contact", "manipulation", "reach"]),
    st.integers(0, 170_000),
    st.integers(1, 40_000),
)
event_lists = st.lists(marked, max_size=10)
"""Code, start and length of each event of a coder."""

looked_for = st.lists(
    st.tuples(
        st.lists(st.sampled_from(CODES), min_size=1, unique=True), st.integers(0, 170_000), st.integers(1, 170_000)
    ),
    max_size=3,
)
"""What a coder looked for, from when on and for how long; nothing: the coding does not say."""


def coding(coder: str, *events: tuple[str, int, int], later_ms: int = 0) -> Coding:
    """Code, start and length of each event; points have none."""
    items = []
    for n, (code, start, length) in enumerate(events):
        start_ms = start + later_ms
        end_ms = start_ms if CODEBOOK.code_by_id[code].is_point else start_ms + length
        items.append(Event(id=f"{n}", code=code, start_ms=start_ms, end_ms=end_ms))
    return Coding("s1", coder, items)


def looking(plain: Coding, *said: tuple[list[str], int, int]) -> Coding:
    """The same coding, whose coder says what was looked for: codes, from when on, for how long."""
    items = [
        LookedFor(id=f"looked{n}", codes=tuple(codes), start_ms=start, end_ms=start + length)
        for n, (codes, start, length) in enumerate(said)
    ]
    return Coding(plain.session, plain.coder, [*plain.items.values(), *items])
