"""A cache may come with a study from anywhere: whatever is in it, it is a cache that is not there."""

import io
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest

from annotator.media.npz_cache import keep, kept


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    path = tmp_path / "a.npz"
    keep(path, 1, {"numbers": np.arange(50)})
    assert kept(path, 1, {"numbers"})["numbers"][7] == 7
    return path


def _npz(header: bytes, method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr(
            "version.npy", _npy(b"{'descr': '<i8', 'fortran_order': False, 'shape': (), }") + bytes([1, *7 * [0]])
        )
        archive.writestr("numbers.npy", _npy(header) + bytes(16))
    return file.getvalue()


def _npy(header: bytes) -> bytes:
    padded = header.ljust(118 - 1) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x05\x06" + bytes(18),
        np.array([1, 2]).tobytes(),
        _npz(b"{'descr': '<i8', 'fortran_order': False, 'shape': (1000000000000000,), }"),
        _npz(b"{'descr': '|O', 'fortran_order': False, 'shape': (2,), }"),
        _npz(b"{'descr': [('a', '<i8')] * 3, 'fortran_order': False, 'shape': (2,), }"),
        _npz(b"(" * 90),
    ],
)
def test_anything_else_is_no_cache(cache: Path, content: bytes) -> None:
    cache.write_bytes(content)
    assert kept(cache, 1, {"numbers"}) is None


def test_a_single_array_is_no_cache(cache: Path) -> None:
    with cache.open("wb") as file:
        np.save(file, np.arange(5))
    assert kept(cache, 1, {"numbers"}) is None


def test_damage_anywhere_is_no_error(cache: Path) -> None:
    whole, chance = cache.read_bytes(), random.Random(7)
    for _ in range(400):
        spoilt = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        cache.write_bytes(spoilt)
        kept(cache, 1, {"numbers"})
