"""`annotator import` with files of hostile people: nothing of them reaches the terminal as a command."""

import pytest

from annotator.cli.main import main
from tests.exchange.codings.making import made_study

TURNED = "bad\x1b[31m\u202e\n"


@pytest.mark.parametrize("suffix", ["csv", "boris", "xyz"])
@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_names_of_files_are_shown_without_signs_that_command_a_terminal(tmp_path, capsys, suffix, options):
    study = made_study(tmp_path / "study", "S1")
    path = tmp_path / f"{TURNED}.{suffix}"
    path.write_text('code,start,end,who\n"cr\x1by",1,2,"in\x1b"\n"cr\x1by",3,4,"in\u202e"\n')
    main(["import", str(study.folder), str(path), *options])
    said = capsys.readouterr()
    shown = (said.out + said.err).replace("\n", "")
    assert shown.isprintable()
    assert "bad[31m" in shown


def test_a_dot_in_the_name_of_a_table_does_not_end_it(tmp_path, capsys):
    study = made_study(tmp_path / "study", "S1")
    path = tmp_path / "S1.KM.csv"
    path.write_text("code,start,end\ncrying,1,2\ncrying,3,4\n")
    main(["import", str(study.folder), str(path), "--names", "{session}.{coder}", "--dry-run"])
    assert "S1 by KM" in capsys.readouterr().out
