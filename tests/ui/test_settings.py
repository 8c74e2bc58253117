"""What this machine remembers."""

from pathlib import Path

import msgspec
import pytest

import ui.settings
from ui.settings import (
    GEOMETRY,
    LAST_CODING,
    RECENT_STUDIES,
    THEME,
    VOLUME,
    Setting,
    Settings,
    cache_folder,
    config_folder,
    log_folder,
)


def test_everything_has_a_value_of_its_type_at_first() -> None:
    settings = Settings()
    known = {one.key: one for one in vars(ui.settings).values() if isinstance(one, Setting)}
    assert len(known) >= 15
    for setting in known.values():
        assert settings.get(setting) == setting.default == msgspec.convert(setting.default, setting.type)


def test_all_that_is_remembered_is_named_in_one_file() -> None:
    home = Path(ui.settings.__file__)
    homes = [path for path in home.parent.rglob("*.py") if "= Setting(" in path.read_text(encoding="utf-8")]
    assert homes == [home]


def test_values_of_every_kind_survive_a_restart(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.put(GEOMETRY, b"\x00\xff\x01")
    settings.put(THEME, "light")
    settings.put(VOLUME, 35)
    settings.put(LAST_CODING, {"/study": ("S001", "KM")})
    settings.save()
    again = Settings(tmp_path)
    found = [again.get(one) for one in (GEOMETRY, THEME, VOLUME, LAST_CODING)]
    assert found == [b"\x00\xff\x01", "light", 35, {"/study": ("S001", "KM")}]


@pytest.mark.parametrize("text", ['"loud"', "", "[", "3.7", "ünïcode"])
def test_a_value_that_does_not_fit_counts_as_not_there(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.ini").write_text(f"[player]\nvolume={text}\n", encoding="utf-8")
    assert Settings(tmp_path).get(VOLUME) == 80


def test_the_study_opened_last_comes_first_and_no_study_twice(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    for name in ("a", "b", "a"):
        settings.remember_study(Path("/", name))
    assert [Path(one).name for one in settings.get(RECENT_STUDIES)] == ["a", "b"]
    settings.forget_study(Path("/", "a"))
    assert [Path(one).name for one in settings.get(RECENT_STUDIES)] == ["b"]


def test_only_the_last_eight_studies_are_remembered(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    for number in range(12):
        settings.remember_study(Path("/", str(number)))
    assert len(settings.get(RECENT_STUDIES)) == 8


def test_where_dividers_stand_is_kept_by_name(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.put_layout("code", b"one")
    settings.put_layout("agree", b"two")
    assert (settings.layout("code"), settings.layout("agree"), settings.layout("other")) == (b"one", b"two", b"")


def test_every_folder_can_be_moved_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "LOG", "CACHE"):
        monkeypatch.setenv(f"ANNOTATOR_{name}_DIR", str(tmp_path / name))
    assert [config_folder(), log_folder(), cache_folder()] == [tmp_path / n for n in ("CONFIG", "LOG", "CACHE")]
