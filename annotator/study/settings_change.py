"""The settings of a study after its codebook has changed: they name codes and scales by the new ids."""

from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit

from annotator.model.codebook.migration_steps import Rename, RenameScale, SplitByChoice, SplitByModifier, Step, targets

NewIds = Mapping[str, Sequence[str]]


def settings_after(text: str, steps: Sequence[Step]) -> str:
    """Return the text of study.toml in which codes and scales have the ids that the steps gave them."""
    codes = {step.code: targets(step) for step in steps if isinstance(step, Rename | SplitByChoice | SplitByModifier)}
    scales = {step.scale: (step.into,) for step in steps if isinstance(step, RenameScale)}
    document: Any = tomlkit.parse(text)
    analysis = document.get("analysis", {})
    if analysis.get("crying_code") in codes:
        analysis["crying_code"] = codes[analysis["crying_code"]][0]
    _rename(analysis.get("checks", {}), "scales", scales)
    for coder in document.get("coder", {}).values():
        _rename(coder, "hold", codes)
        _rename(coder, "codes", codes)
    return tomlkit.dumps(document)


def _rename(table: Any, field: str, new_ids: NewIds) -> None:
    named = list(table.get(field, ()))
    if set(named) & set(new_ids):
        table[field] = [new for one in named for new in new_ids.get(one, (one,))]
