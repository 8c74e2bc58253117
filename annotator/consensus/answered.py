"""What a disagreement says of answers, such as towards whom, so that a cell of a table of answers leads to it."""

from collections.abc import Iterable, Sequence

from annotator.agreement.code_with import answer, code_of
from annotator.consensus.disagreement import Disagreement
from annotator.model.codebook import Codebook, Modifier
from annotator.model.items import Comparable, Event


def answers_in(one: Disagreement, modifier: Modifier) -> tuple[str, str] | None:
    """Return what the first two coders answered of an event that both have; None where one has none."""
    a, b = (_event(*each) for each in zip(one.items[:2], one.said[:2], strict=True))
    if a is None or b is None or a.code != b.code:
        return None
    return answer(a, modifier), answer(b, modifier)


def counted_codes(one: Disagreement, codebook: Codebook, code_with: Sequence[str]) -> tuple[str | None, str | None]:
    """Return what the first two say in the codes of codebook_with; codebook has the codes as they were given."""
    said_a, said_b = one.said[:2]
    a, b = _event(one.items[0], said_a), _event(one.items[1], said_b)
    return (
        said_a if a is None else code_of(a, codebook, code_with),
        said_b if b is None else code_of(b, codebook, code_with),
    )


def _event(items: Iterable[Comparable], code: str | None) -> Event | None:
    return next((item for item in items if isinstance(item, Event) and item.code == code), None)
