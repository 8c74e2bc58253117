"""The best way to pair two lists and keep the order of both: dynamic programming (Needleman & Wunsch 1970)."""

import numpy as np

from annotator.statistics.streams import Times


def best_pairs(gain: Times, a_order: Times, b_order: Times) -> list[tuple[int, int]]:
    """Return the pairs of positions, in order, whose sum of gains is the largest.

    Equals are settled by the order alone, so that the result does not depend on which coder is called A.

    Args:
        gain: what each pair brings, shape (a, b); 0 where two must not be paired, else positive.
        a_order: where each of the first list stands in time, never falling; equal to one of b_order only if it is
            never worse to pair the two.
        b_order: the same of the second list.
    """
    best = np.zeros((gain.shape[0] + 1, gain.shape[1] + 1), dtype=np.int64)
    for i, row in enumerate(gain):
        best[i + 1, 1:] = np.maximum.accumulate(np.maximum(best[i, 1:], best[i, :-1] + row))
    return _trace(gain, best, a_order, b_order)


def _trace(gain: Times, best: Times, a_order: Times, b_order: Times) -> list[tuple[int, int]]:
    """Follow best back from the last of both."""
    pairs = []
    i, j = gain.shape
    while i and j:
        if gain[i - 1, j - 1] and best[i, j] == best[i - 1, j - 1] + gain[i - 1, j - 1]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif best[i, j] == best[i - 1, j] and (best[i, j] != best[i, j - 1] or a_order[i - 1] > b_order[j - 1]):
            i -= 1
        else:
            j -= 1
    return pairs[::-1]
