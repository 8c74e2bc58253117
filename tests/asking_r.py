"""Asking R, where it is installed, what it makes of some numbers."""

import shutil
import subprocess

import pytest

needs_r = pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")

_MISSING = 77


def ask_r(script, *numbers, package=""):
    """The numbers that a script prints with cat; it has those that it is asked about in `given`.

    Args:
        script: in R.
        numbers: what `given` holds.
        package: what R needs for it; without it the test is skipped.
    """
    load = f'if (!requireNamespace("{package}", quietly = TRUE)) quit(status = {_MISSING})\n' if package else ""
    whole = f"given <- as.numeric(commandArgs(TRUE)); options(digits = 15)\n{load}{script}"
    said = subprocess.run(["Rscript", "-e", whole, *map(str, numbers)], capture_output=True, check=False, timeout=60)
    if said.returncode == _MISSING:
        pytest.skip(f"R has no package {package}")
    assert said.returncode == 0, said.stderr
    return [float(one) for one in said.stdout.split()]
