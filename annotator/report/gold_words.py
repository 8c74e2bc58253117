"""How each coder stands with the gold standards of a lab, in a few words."""

from annotator.agreement.whole_study.against_gold import AgainstGold, against_gold, verdict
from annotator.progress import Progress
from annotator.statistics.estimate import Undefined
from annotator.study import Study
from annotator.text import count


def certified(study: Study, progress: Progress = lambda _share: None) -> dict[str, str]:
    """Return for each coder of a study how many gold sessions were coded, and whether what the lab asks is reached."""
    found = against_gold(study, None, progress)
    return {coder: _words(found, coder) for coder in study.coders}


def _words(found: AgainstGold, coder: str) -> str:
    held = next((one for one in found.held if one.coder == coder and one.is_all), None)
    if held is None:
        return "has submitted no gold session" if found.marks else "no gold standard to be held against"
    threshold = found.settings.threshold
    kappas = [one.kappa for one in held.kappas if not isinstance(one.kappa.value, Undefined)]
    reached = sum(verdict(one, threshold) == "reached" for one in kappas)
    asked = (
        "no least κ is set" if threshold is None else f"κ of {threshold:g} surely reached in {reached} of {len(kappas)}"
    )
    return f"{count(len(held.attempts), 'gold session')}, {asked}"
