"""Sets in which every code excludes every other, out of pairs that need not form any: the largest first."""

from collections.abc import Iterable, Mapping, Sequence

_MOST_STEPS = 200_000
"""Looking for the largest set can take for ever; after so many looks the largest found so far is taken."""


def exclusive_sets(names: Sequence[str], pairs: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Return sets of two or more names in which all exclude each other; a name is in one set at most.

    Args:
        names: in the order of the file.
        pairs: for each name those it excludes; that one of two excludes the other is enough.
    """
    place = {name: at for at, name in enumerate(names)}
    near = [0] * len(names)
    for one, others in pairs.items():
        for other in others:
            if one in place and other in place and one != other:
                near[place[one]] |= 1 << place[other]
                near[place[other]] |= 1 << place[one]
    left, steps = sum(1 << at for at in range(len(names)) if near[at]), [_MOST_STEPS]
    found = []
    while (largest := _largest(near, left, steps)).bit_count() > 1:
        found.append(tuple(name for at, name in enumerate(names) if largest >> at & 1))
        left &= ~largest
    return sorted(found, key=lambda one: place[one[0]])


def _largest(near: Sequence[int], among: int, steps: list[int]) -> int:
    """Return the largest set, as bits: branch and bound over what can still be added to it."""
    best, waiting = 0, [(0, among)]
    while waiting and (steps[0] > 0 or not best):
        held, can = waiting.pop()
        if held.bit_count() + can.bit_count() <= best.bit_count():
            continue
        if not can:
            best = held
            continue
        ones = list(_bits(can))
        steps[0] -= len(ones)
        chosen = max(ones, key=lambda at: (near[at] & can).bit_count())  # of equal ones the first in the file
        without = can & ~(1 << chosen)
        if without & ~near[chosen]:
            waiting.append((held, without))
        waiting.append((held | 1 << chosen, can & near[chosen]))
    return best


def _bits(number: int) -> Iterable[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
