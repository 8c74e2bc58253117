"""What a reader did not take, told in sentences: of each kind no more than a person reads."""

_MOST_OF_A_KIND = 20


class Told:
    """Sentences, gathered by what kind of thing they tell.

    >>> told = Told()
    >>> for line in range(1, 23):
    ...     told.say(f"Line {line} is no cell.", "lines that are no cells")
    >>> told.sentences()[-2:]
    ('Line 20 is no cell.', 'And 2 more lines that are no cells.')
    """

    def __init__(self) -> None:
        self._said: dict[str, list[str]] = {}
        self._more: dict[str, int] = {}

    def say(self, sentence: str, kind: str) -> None:
        """Keep a sentence; kind is what “And 9 more” is followed by where there are many."""
        said = self._said.setdefault(kind, [])
        if len(said) < _MOST_OF_A_KIND:
            said.append(sentence)
        else:
            self._more[kind] = self._more.get(kind, 0) + 1

    def sentences(self) -> tuple[str, ...]:
        """Return them all, the kinds in the order in which each was first told."""
        told: list[str] = []
        for kind, said in self._said.items():
            told += said
            if kind in self._more:
                told.append(f"And {self._more[kind]} more {kind}.")
        return tuple(told)
