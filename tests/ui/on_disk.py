"""What a study's folder holds once the program has saved all it had to save."""

from annotator.study import open_study


def read_anew(qtbot, program, folder):
    """Wait for the saves in the background, and read the study as another process would."""
    qtbot.waitUntil(lambda: not program.saves.running, timeout=20_000)
    return open_study(folder)
