"""Keyboards of six countries, with real key codes: an X server without a screen, and the window in it."""

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

import pytest

MISSING = [
    *(name for name in ("Xvfb", "setxkbmap", "xkbcomp") if shutil.which(name) is None),
    *(name for name in ("X11", "Xtst") if find_library(name) is None),
]


@pytest.fixture
def display():
    """The name of an X server of our own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        yield f":{told.readline().strip()}"
    server.terminate()
    server.wait(timeout=20)


@pytest.mark.skipif(bool(MISSING), reason=f"this computer has no {', '.join(MISSING)}")
def test_real_keys_mean_the_same_on_every_layout(display):
    """The test is in x11_keys.py: this process has another platform already."""
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(Path(__file__).with_name("x11_keys.py"))],
        env=os.environ | {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert found.returncode == 0, found.stdout[-6000:] + found.stderr[-2000:]
