"""The rules of measures in study.toml when codes, modifiers and values get other ids."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.model.codebook.migration_steps import RenameModifier, RenameValue, Step


def rename_rules(rules: Any, codes: Mapping[str, Sequence[str]], steps: Sequence[Step]) -> None:
    """Change the ids in [analysis.measures] of study.toml, which stays as it was written otherwise.

    Args:
        rules: the table, as tomlkit read it.
        codes: what each code that is no longer called so has become.
        steps: all that is renamed; values are named by the new ids of their modifiers.
    """
    modifiers = {step.modifier: step.into for step in steps if isinstance(step, RenameModifier)}
    values = {(step.modifier, step.value): step.into for step in steps if isinstance(step, RenameValue)}
    for table in list(_tables(rules)):
        for name, value in list(table.items()):
            if name in {"where", "answers_where"}:
                table[name] = {
                    modifiers.get(one, one): _values(modifiers.get(one, one), said, values)
                    for one, said in value.items()
                }
            elif name == "pairs":
                table[name] = [[new for one in pair for new in codes.get(one, (one,))] for pair in value]
            elif name in {"modifier", "initiator"}:
                table[name] = modifiers.get(value, value)
            elif name in {"matched", "mismatched"}:
                table[name] = _values(modifiers.get(table["modifier"], table["modifier"]), value, values)
            elif _holds_codes(name, value) and set(value) & set(codes):
                table[name] = [new for one in value for new in codes.get(one, (one,))]


def _tables(table: Any) -> Iterator[Any]:
    """Yield a table and all that stand in it, but for what events must say, whose names are modifiers."""
    yield table
    for name, value in table.items():
        inside = (
            [value]
            if isinstance(value, dict) and name not in {"where", "answers_where"}
            else value
            if isinstance(value, list)
            else []
        )
        for one in inside:
            if isinstance(one, dict):
                yield from _tables(one)


def _holds_codes(name: str, value: object) -> bool:
    return name != "kinds" and isinstance(value, list) and all(isinstance(one, str) for one in value)


def _values(modifier: str, said: Sequence[str], new: Mapping[tuple[str, str], str]) -> list[str]:
    return list(dict.fromkeys(new.get((modifier, one), one) for one in said))
