"""Keys for what is imported: each gets the key it had, if a codebook can have it; only then the others get theirs."""

from collections.abc import Collection, Sequence

from annotator.model.codebook.changes import free_key
from annotator.model.keymap import answer_key_problem, key_problem
from annotator.text import some

_MOST_SAID = 60


def given_keys(named: Sequence[tuple[str, str]], notes: list[str], had: Collection[str] = ()) -> list[str]:
    """Return a key for each code, "" where none is left.

    Args:
        named: names, each with the key it had there ("" for none).
        notes: what changes is told here, not a sentence a key.
        had: keys of codes that are there already.
    """
    wishes = _wished([key for _, key in named])
    keys = [
        wish if wish and key_problem(wish) is None and wish not in (*had, *wishes[:place]) else ""
        for place, wish in enumerate(wishes)
    ]
    taken = {*had, *filter(None, keys)}
    for place, (name, _) in enumerate(named):
        if not keys[place]:
            keys[place] = free_key(taken, name)
            taken.add(keys[place])
    notes += _told([name for name, _ in named], wishes, keys)
    return keys


def answer_keys(named: Sequence[tuple[str, str]], codes: Collection[str], notes: list[str], where: str) -> list[str]:
    """Return the key of each answer: the letter it had, if it can keep it, else "": then its digit chooses it.

    Args:
        named: names, each with the key it had there ("" for none).
        codes: the keys of the codes, which answer nothing.
        notes: the letters that are lost are told here.
        where: the name of the question.
    """
    wishes = _wished([key for _, key in named])
    keys = [
        wish if wish and answer_key_problem(wish) is None and wish not in (*codes, *wishes[:place]) else ""
        for place, wish in enumerate(wishes)
    ]
    lost = [f"{name} ({wish})" for (name, _), wish, key in zip(named, wishes, keys, strict=True) if wish and not key]
    if lost:
        notes.append(f"{where}: answered by digits, because the letters are not free: {some(lost, _MOST_SAID)}.")
    return keys


def _wished(keys: Sequence[str]) -> list[str]:
    """Return the keys as a codebook writes them: capitals are Shift where the small letter is a key too."""
    letters = set(keys)
    return [
        f"Shift+{key}" if len(key) == 1 and key.isupper() and key.lower() in letters else key.upper() for key in keys
    ]


def _told(names: Sequence[str], wishes: Sequence[str], keys: Sequence[str]) -> list[str]:
    moved: dict[str, list[str]] = {"Keys that no codebook can have": [], "Keys that two have": []}
    for name, wish, key in zip(names, wishes, keys, strict=True):
        if wish and key and key != wish:
            why = "Keys that no codebook can have" if key_problem(wish) else "Keys that two have"
            moved[why].append(f"{name} from {wish} to {key}")
    told = [f"{why} were changed: {some(those, _MOST_SAID)}." for why, those in moved.items() if those]
    without = [name for name, key in zip(names, keys, strict=True) if not key]
    return told + ([f"No key is left for {some(without)}: a click or the name marks them."] if without else [])
