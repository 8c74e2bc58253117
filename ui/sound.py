"""Where the sound of the window goes to."""

from annotator.media.sound_output import SoundOutput


def sound_output() -> SoundOutput:
    """Return the system's sound."""
    # Loaded when it is needed: it takes long, and writes to the terminal what it finds on the machine.
    from ui.qt_sound import QtSound  # noqa: PLC0415

    return QtSound()
