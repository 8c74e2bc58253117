"""Keys that the user has chosen for actions: which may be chosen, and how they are remembered on this computer."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from annotator.model.codebook import Codebook
from annotator.model.keymap import FIRST_STROKE, key_problem
from ui.actions import Actions, ActionSpec, shown_key
from ui.keys.code_keys import digit_text, key_text
from ui.keys.key_place import key_of
from ui.settings import KEYS, Settings

_ALONE = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_unknown)
_BETWEEN_FIELDS = ("Tab", "Shift+Tab", "Shift+Backtab", "Backtab")


def pressed_key(event: QKeyEvent) -> str:
    """Return a key press as a key of an action ("Ctrl+Z"), "" while only Shift and its like are down."""
    key = key_of(event)
    return "" if key in _ALONE or key == 0 else digit_text(event) or key_text(event)


def refusal(actions: Actions, action_id: str, key: str, codebook: Codebook | None) -> str | None:
    """Return why an action cannot have this key, naming what has it already, or None if it can."""
    if key in _BETWEEN_FIELDS:
        return f"{shown_key(key)} goes from field to field."
    if key == FIRST_STROKE or key_problem(key) is None:
        return _letter_refusal(key, codebook)
    spec = actions.specs[action_id]
    for other in actions.specs.values():
        if other.id != action_id and _meet(spec, other) and _has(actions.keys_of(other.id), key):
            name = other.text.rstrip("…")
            return f"{shown_key(key)} is the key of “{name}” ({other.group}). Give that another key first."
    return None


def choose_key(actions: Actions, settings: Settings, action_id: str, keys: tuple[str, ...]) -> None:
    """Give an action these keys, and remember them on this computer."""
    actions.set_keys({action_id: keys})
    _remember(actions, settings)


def default_keys(actions: Actions, settings: Settings, action_ids: Iterable[str]) -> None:
    """Give actions the keys they had at first; a key that another action has been given meanwhile stays there."""
    ids = set(action_ids)
    chosen = {spec.id: actions.keys_of(spec.id) for spec in actions.specs.values() if spec.id not in ids}
    actions.set_keys(_without_clashes(actions, {one: keys for one, keys in chosen.items() if _is_own(actions, one)}))
    _remember(actions, settings)


def restore_keys(actions: Actions, settings: Settings) -> None:
    """Give the actions the keys that were chosen on this computer."""
    known = {one: keys for one, keys in settings.get(KEYS).items() if one in actions.specs}
    actions.set_keys(_without_clashes(actions, known))


def _letter_refusal(key: str, codebook: Codebook | None) -> str:
    codes = codebook.codes if codebook is not None else ()
    code = next((one for one in codes if one.key == key), None)
    if code is not None:
        return f"{key} marks {code.name}. The keys of codes are changed in the codebook."
    if key == FIRST_STROKE:
        return f"{key} begins the keys of codes that have two strokes. Combine it with Ctrl, or choose another key."
    return f"{key} is for codes: letters belong to the codebook. Combine it with Ctrl, or choose another key."


def _without_clashes(actions: Actions, chosen: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the keys of all actions: the chosen ones, and at first hand what is left of the others."""
    keys = dict(chosen)
    for spec in actions.specs.values():
        if spec.id not in chosen:
            taken = [key for one, held in chosen.items() if _meet(spec, actions.specs[one]) for key in held]
            keys[spec.id] = tuple(key for key in spec.keys if not _has(taken, key))
    return keys


def _remember(actions: Actions, settings: Settings) -> None:
    settings.put(KEYS, {one: actions.keys_of(one) for one in actions.specs if _is_own(actions, one)})


def _is_own(actions: Actions, action_id: str) -> bool:
    return actions.keys_of(action_id) != actions.specs[action_id].keys


def _meet(one: ActionSpec, other: ActionSpec) -> bool:
    """Whether both work in some workspace, so that they cannot share a key."""
    return one.where == other.where or "always" in (one.where, other.where)


def _has(keys: Iterable[str], key: str) -> bool:
    return any(QKeySequence(one) == QKeySequence(key) for one in keys)
