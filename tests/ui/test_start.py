"""The window starts with what it shows: libraries of what is shown later are imported later."""

import subprocess
import sys

LATER = {
    "pandas",
    "scipy",
    "matplotlib",
    "jinja2",
    "xlsxwriter",
    "pyreadstat",
    "ui.agreement.workspace",
    "ui.results.workspace",
    "ui.codebook.workspace",
}
_SAYS = """
import sys
from PySide6.QtCore import QTimer
from ui import app, program
real = program.Program.__init__

def begin(self, *args):
    real(self, *args)
    QTimer.singleShot(200, lambda: (print("imported", *sys.modules), self.window.close()))

program.Program.__init__ = begin
sys.exit(app.main([]))
"""


def test_the_start_imports_nothing_of_agree_or_codebook():
    ended = subprocess.run([sys.executable, "-c", _SAYS], capture_output=True, text=True, check=True, timeout=120)
    imported = set(ended.stdout.rsplit("imported", maxsplit=1)[1].split())
    assert "ui.study.workspace" in imported
    assert LATER & imported == set()


def test_the_other_workspaces_are_made_when_they_are_shown(program):
    assert not {"agree_workspace", "results_workspace", "codebook_workspace"} & set(vars(program))
    for place in ("agree", "results", "codebook"):
        program.window.show_place(place)
        assert program.window.place == place
        assert vars(program)[f"{place}_workspace"].isVisible()
