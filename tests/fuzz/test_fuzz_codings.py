"""Mutated codings of other programs: each is read or refused in a sentence, and what is read can be settled.

A short seeded run is part of the suite. The long one, with time and memory:
python -m tests.fuzz.test_fuzz_codings 5000
"""

import sys
from collections import Counter
from pathlib import Path

import pytest

from annotator.errors import FormatError
from annotator.exchange.codings import known_format, read_codings
from annotator.exchange.codings.foreign import ForeignEvent
from annotator.exchange.codings.times import FURTHEST_MS
from annotator.exchange.front_door import open_foreign
from tests.fuzz.long_run import long_run
from tests.fuzz.mutation import can_be_shown, put_down, refused
from tests.fuzz.projects_of_others import boris, datavyu
from tests.fuzz.sessions_of_others import bids, gridware, jwatcher
from tests.fuzz.tables_of_others import table
from tests.fuzz.tiers_of_others import tiers

MAKERS = (boris, datavyu, jwatcher, gridware, bids, table, tiers, tiers)


def read(seed: int, folder: Path) -> str:
    """Read one mutated file; return what became of it."""
    path, names, encoding = put_down(MAKERS, seed, folder)
    file = open_foreign(path, encoding)
    try:
        found = read_codings(file, known_format(file))
    except FormatError as error:
        return refused(error, names)  # it names the file, or one beside it
    assert all(can_be_shown(one) for one in (*found.left_out, *found.doubts))
    events = [event for one in found.observations for event in one.events]
    assert all(is_event(event) for event in events)
    return "read"


def is_event(event: ForeignEvent) -> bool:
    """Whether an event is what readers promise: named, and nothing in it is a time that cannot be."""
    moments = [one for one in (event.start_ms, event.end_ms) if one is not None]
    answered = all(isinstance(one, str) and one for pair in event.answers for one in pair)
    return bool(event.code) and bool(moments) and max(map(abs, moments)) <= FURTHEST_MS and answered


@pytest.mark.parametrize("seed", range(0, 600, 100))
def test_a_mutated_file_is_read_or_refused_in_a_sentence(tmp_path, seed):
    became = Counter(read(one, tmp_path) for one in range(seed, seed + 100))
    assert set(became) == {"read", "refused"}


if __name__ == "__main__":
    sys.exit(long_run(read, int(sys.argv[1])))
