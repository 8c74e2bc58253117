"""Where the sound of the window goes to."""

from annotator.media.sound_output import SilentOutput, SoundOutput


def sound_output() -> SoundOutput:
    """Return the system's sound, or silence that keeps the pace where there is no device."""
    # Loaded when it is needed: it takes long, and writes to the terminal what it finds on the machine.
    from PySide6.QtMultimedia import QMediaDevices  # noqa: PLC0415

    from ui.qt_sound import QtSound  # noqa: PLC0415

    device = QMediaDevices.defaultAudioOutput()
    return SilentOutput() if device.isNull() else QtSound(device)
