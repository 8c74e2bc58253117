"""A field that is misspelt where results depend on it is told; the lab may write what it likes elsewhere."""

from pathlib import Path

import pytest

from annotator.errors import StudyError
from annotator.model.codebook.file import codebook_text
from annotator.study import Study, create_study, open_study


@pytest.fixture
def study(tmp_path: Path, recording: Path) -> Study:
    study = create_study(tmp_path / "study", "A study", codebook_text("strange_situation"))
    study.add_session("S1", [(recording, 0)])
    return study


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("study.toml", '[analysis]\nwindw = ["5"]'),
        ("sessions/S1/session.toml", "[[episode]]\nepisode = '5'\nstart_ms = 1\nend_ms = 2"),
        (
            "sessions/S1/session.toml",
            "[[camera]]\nfile = 'x'\nsize = 1\nfingerprint = 'x'\nduration_ms = 1\nframe_count = 1\nofset_ms = 40",
        ),
    ],
)
def test_a_misspelt_field_is_told(study: Study, file: str, line: str) -> None:
    path = study.folder / file
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    with pytest.raises(StudyError, match="unknown field"):
        open_study(study.folder).session("S1")
