"""What Agree says and tabulates can be worked on without a window: none of it loads Qt."""

import subprocess
import sys

WORDS = (
    "columns",
    "sections.code_sheet",
    "sections.event_sheet",
    "sections.judged_sheets",
    "sections.part_sheets",
    "sections.point_sheet",
    "settle_words",
    "sheet",
    "study_words",
    "wording",
)
LOAD = "import importlib, sys; [importlib.import_module('ui.agreement.' + name) for name in sys.argv[1:]]; "
SAY = "print(sorted(name for name in sys.modules if name.split('.')[0] in {'PySide6', 'shiboken6'}))"


def test_sheets_and_sentences_load_no_qt():
    found = subprocess.run([sys.executable, "-c", LOAD + SAY, *WORDS], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
