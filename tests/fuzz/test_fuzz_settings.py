"""The files of this computer, changed at random: a value that cannot be read counts as not there, and nothing breaks.

By hand: `ANNOTATOR_FUZZ=2000 python -m pytest tests/fuzz/test_fuzz_settings.py`.
"""

import os
import random

import pytest

from annotator.study.backups import backup_settings, save_backup_settings
from annotator.study.rescue import STATE_DIR_VARIABLE
from tests.fuzz.test_fuzz import NASTY
from ui.settings import (
    ARRANGEMENTS,
    GEOMETRY,
    KEYS,
    LAST_CODING,
    LAYOUTS,
    LOOKS,
    RECENT_STUDIES,
    THEME,
    VOLUME,
    Settings,
)

ROUNDS = int(os.environ.get("ANNOTATOR_FUZZ", "60"))
ALL = (GEOMETRY, KEYS, LAST_CODING, LAYOUTS, RECENT_STUDIES, THEME, VOLUME, LOOKS, ARRANGEMENTS)


def changed(data, dice):
    """Return the bytes with something nasty put in, taken out, or flipped, up to four times."""
    for _ in range(dice.randint(1, 4)):
        at, length = dice.randrange(len(data) + 1), dice.choice((0, 0, 1, 8, 40))
        inside = dice.choice(NASTY) if dice.random() < 0.7 else bytes([dice.randrange(256)])
        data = data[:at] + inside + data[at + length :]
    return data


@pytest.mark.parametrize("seed", range(2))
def test_settings_of_the_window_are_read_or_are_as_at_first(tmp_path, seed):
    dice = random.Random(seed)
    good = Settings(tmp_path / "good")
    good.put(KEYS, {"play": ("Space", "P")})
    good.put(LAST_CODING, {"/a/study": ("S001", "KM")})
    good.put_layout("code", b"\0\1\2")
    good.put(VOLUME, 40)
    good.save()
    data = (tmp_path / "good/settings.ini").read_bytes()
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "settings.ini").write_bytes(changed(data, dice))
        found = Settings(folder)
        for setting in ALL:
            value = found.get(setting)
            assert isinstance(value, type(setting.default))


@pytest.mark.parametrize("seed", range(2))
def test_the_choice_of_backups_is_read_or_is_as_at_first(tmp_path, monkeypatch, seed):
    dice = random.Random(seed)
    monkeypatch.setenv(STATE_DIR_VARIABLE, str(tmp_path))
    save_backup_settings(backup_settings())
    file = tmp_path / "backups.json"
    data = file.read_bytes()
    for _ in range(ROUNDS):
        file.write_bytes(changed(data, dice))
        assert 1 <= backup_settings().versions <= 1000
