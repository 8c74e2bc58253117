"""What is said where a coder did not look for a code: it is compared only where both did, and is never an omission."""

from collections.abc import Iterable, Iterator, Sequence

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.looked_for import not_looked_for
from annotator.study.settings import CoderSettings

NOT_LOOKED = "not estimable: there is no time in which both looked for it"


def not_throughout(coding: Coding, codebook: Codebook, spans: Sequence[Span]) -> Iterator[str]:
    """Say what a coder did not look for all through these spans, if anything."""
    if missing := not_looked_for(coding, codebook, spans):
        names = ", ".join(code.name for code in missing)
        yield f"{coding.coder} did not look throughout for these, compared only where both did: {names}."


def no_pass_finished(
    coding: Coding, settings: CoderSettings, codebook: Codebook, others: Iterable[Coding]
) -> Iterator[str]:
    """Say which codes of others a coder does not look for today, having finished no pass: they count as looked for.

    The settings may have been others when it was coded, and the coding does not say (decision 0017), so that nothing is
    left out for them.

    Args:
        coding: of the coder.
        settings: of the coder.
        codebook: of the study.
        others: what other coders say of the same session.
    """
    asked = settings.codes_in_pass(codebook)
    if coding.looked_for or len(asked) == len(codebook.codes):
        return
    marked = {event.code for other in others for event in other.events} - {event.code for event in coding.events}
    missing = [code.name for code in codebook.codes if code.id in marked and code.id not in asked]
    if missing:
        chosen = codebook.pass_by_id.get(settings.pass_id)
        looks = f"is in the pass {chosen.name}" if chosen is not None else "looks for some codes only"
        yield (
            f"{coding.coder} {looks} and has finished no pass: what {coding.coder} has not marked of "
            f"{', '.join(missing)} counts as not there. A pass is finished in Code."
        )
