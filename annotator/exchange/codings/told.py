"""What a reader did not take, in sentences: of one kind not more than a person reads."""

from collections import Counter

_MOST = 20


class Told:
    """Sentences by kind, in the order in which the kinds came up."""

    def __init__(self) -> None:
        self._said: dict[str, list[str]] = {}
        self._more: Counter[str] = Counter()

    def add(self, kind: str, sentence: str) -> None:
        """Tell one thing more; beyond the first of a kind they are only counted.

        Args:
            kind: what all of them are, for a sentence: “And 12 more <kind>.”
            sentence: what is told.
        """
        said = self._said.setdefault(kind, [])
        if len(said) < _MOST:
            said.append(sentence)
        else:
            self._more[kind] += 1

    def sentences(self) -> tuple[str, ...]:
        """Return all that was told.

        >>> told = Told()
        >>> for number in range(22):
        ...     told.add("rows without a time", f"Row {number} has no time.")
        >>> told.sentences()[-2:]
        ('Row 19 has no time.', 'And 2 more rows without a time.')
        """
        return tuple(
            one
            for kind, said in self._said.items()
            for one in (*said, *((f"And {self._more[kind]:,} more {kind}.",) if self._more[kind] else ()))
        )
