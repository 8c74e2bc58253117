"""Every codebook that ships opens in the window, also one that has scales only."""

import pytest

from annotator.model.codebook_file import shipped_codebooks
from annotator.study import create_study


@pytest.mark.parametrize("codebook", shipped_codebooks())
def test_a_study_with_it_is_opened_coded_and_painted(qtbot, program, recording, tmp_path, codebook):
    study = create_study(tmp_path / "study", "Pilot", shipped_codebooks()[codebook])
    study.add_session("S001", [(recording, 0)])
    study.add_coder("KM")
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=20_000)
    for code in study.codebook.codes:
        program.coding.mark_code(code.id)
    assert len(program.coding.coding.events) >= bool(study.codebook.codes)
    assert not program.window.grab().isNull()
