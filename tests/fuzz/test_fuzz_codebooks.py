"""Mutated codebooks: each is read, or every fault is a sentence with its line; nothing else happens.

A short seeded run is part of the suite. The long one, with time and memory:
python -m tests.fuzz.test_fuzz_codebooks 5000
"""

import random
import re
import sys
from pathlib import Path

import pytest

from annotator.errors import CodebookError
from annotator.model.codebook.draft import draft_of
from annotator.model.codebook.file import load_codebook, read_codebook, shipped_codebooks
from tests.fuzz.long_run import long_run

TEXTS = list(shipped_codebooks().values())
VALUES = [
    '""', '"x"', '"NA"', '"none"', '"Cry"', "0", "-1", "1e400", "nan", "inf", "9" * 300, "9_" * 90 + "9",
    "0x" + "f" * 150,
    "true", "[]", "[[]]", "{}", "{ a = 1 }", '[{ id = "a", name = "a", key = "A" }]', "2020-01-01", "12:00:00",
    "2020-01-01T00:00:00Z", '"""a\nb"""', "'''a\nb'''", "[" * 60, "{a=" * 60, '"\\ud800"', '"\\u0000"', '"🙂"', "1.5.2",
    "a.b.c.d.e.f.g = 1", '"' + "a" * 3000 + '"',
]  # fmt: skip
LINES = [
    "[[code]]", "[code]", "[[scale]]", "[classification]", "[[classification.class]]", "[[a.b.c.d.e.f.g.h]]",
    "[[retired]]", "[[modifier]]", "x = 1", "#", "]", '"""', "[" * 90, "id = 1", 'id = "a"', "\x00", "\ufeff", "\r",
]  # fmt: skip


def mutated(seed: int) -> bytes:
    """Return a shipped codebook with some lines and values changed."""
    dice = random.Random(seed)
    lines = dice.choice(TEXTS).split("\n")
    for _ in range(dice.choice((1, 1, 2, 4, 12))):
        at = dice.randrange(len(lines))
        match dice.randrange(6):
            case 0:
                lines[at] = re.sub(r"=.*", lambda _: f"= {dice.choice(VALUES)}", lines[at])
            case 1:
                lines[at:at] = [dice.choice(LINES)]
            case 2:
                del lines[at : at + dice.choice((1, 1, 5))]
            case 3:
                lines[at:at] = lines[at : at + dice.choice((1, 12))] * dice.choice((1, 3))
            case 4:
                other = dice.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case _:
                lines[at] = re.sub(r'"[^"]*"', lambda _: dice.choice(VALUES), lines[at], count=1)
    data = bytearray("\n".join(lines).encode())
    if dice.random() < 0.3:
        for _ in range(dice.choice((1, 3))):
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    if dice.random() < 0.05:
        del data[dice.randrange(len(data)) :]
    return bytes(data)


def became(seed: int, folder: Path) -> str:
    """Read one mutated codebook; return what became of it."""
    path = folder / "codebook.toml"
    path.write_bytes(mutated(seed))
    try:
        load_codebook(path)
    except CodebookError as error:
        said = error
    else:
        said = None
    if said is not None:
        assert re.match(r"codebook.toml, line [0-9]+: |Codebook codebook.toml: ", said.what)
        assert said.hint
    text = path.read_bytes().decode("utf-8", errors="replace")
    codebook, faults = read_codebook(text)
    assert [one.line for one in faults] == sorted(one.line for one in faults)
    assert all(1 <= one.line <= text.count("\n") + 1 and one.what and one.remedy for one in faults)
    if codebook is not None:
        draft_of(text).fault_places()
    return "read" if said is None else "refused"


@pytest.mark.parametrize("seed", range(0, 250, 50))
def test_a_mutated_codebook_is_read_or_refused_in_a_sentence(tmp_path, seed):
    assert "refused" in {became(one, tmp_path) for one in range(seed, seed + 50)}


if __name__ == "__main__":
    sys.exit(long_run(became, int(sys.argv[1])))
