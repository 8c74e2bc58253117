"""The core stands without a window."""

import subprocess
import sys

IMPORT_EVERYTHING = """
import importlib, pkgutil, sys, annotator
for module in pkgutil.walk_packages(annotator.__path__, "annotator."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(sorted(name for name in sys.modules if name.split(".")[0] in {"PySide6", "shiboken6", "ui"}))
"""


def test_importing_all_of_the_core_brings_in_no_qt():
    found = subprocess.run([sys.executable, "-c", IMPORT_EVERYTHING], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
