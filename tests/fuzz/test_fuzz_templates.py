"""Mutated files of other programs: each is imported or refused in a sentence, and nothing else happens.

A short seeded run is part of the suite. The long one, with time and memory:
python -m tests.fuzz.test_fuzz_templates 5000
"""

import sys
from collections import Counter
from pathlib import Path

import pytest

from annotator.errors import FormatError
from annotator.exchange.templates import import_template
from tests.fuzz.long_run import long_run
from tests.fuzz.mutation import can_be_shown, put_down, refused
from tests.fuzz.projects_of_others import boris, datavyu
from tests.fuzz.tiers_of_others import elan

MAKERS = (boris, elan, datavyu)


def imported(seed: int, folder: Path) -> str:
    """Import one mutated file; return what became of it."""
    path, _, encoding = put_down(MAKERS, seed, folder)
    try:
        found = import_template(path, encoding=encoding)
    except FormatError as error:
        return refused(error, {path.name})
    assert found.draft.text.encode()
    assert all(can_be_shown(one) for one in (*found.left_out, *found.doubts, *found.understood))
    assert len({code.id.lower() for code in found.draft.codebook.codes}) == len(found.draft.codebook.codes)
    return "imported"


@pytest.mark.parametrize("seed", range(0, 600, 100))
def test_a_mutated_file_is_imported_or_refused_in_a_sentence(tmp_path, seed):
    became = Counter(imported(one, tmp_path) for one in range(seed, seed + 100))
    assert set(became) == {"imported", "refused"}


if __name__ == "__main__":
    sys.exit(long_run(imported, int(sys.argv[1])))
