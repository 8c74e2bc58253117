"""Qt's sound device as the player's output."""

from PySide6.QtCore import QIODevice
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink

from annotator.media.sound_output import BYTES_PER_SAMPLE, Pull, SilentOutput

_BUFFER_MS = 80
"""Short, so that a pause is heard at once; long enough for a busy machine."""


class PulledSamples(QIODevice):
    """What the device reads from: it asks the player for so many bytes and gets them."""

    def __init__(self, pull: Pull) -> None:
        super().__init__()
        self._pull = pull
        self.pulled_bytes = 0
        self.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)

    def readData(self, maxlen: int) -> bytes:
        """Return the next samples."""
        data = self._pull(maxlen)
        self.pulled_bytes += len(data)
        return data

    def bytesAvailable(self) -> int:
        """Say that there is always more: the player gives silence where nothing is due."""
        return 1 << 20

    def isSequential(self) -> bool:
        """Say that nothing can be read twice."""
        return True


class QtSound:
    """Plays on a device; if it goes away while it plays, time goes on in silence.

    Args:
        device: the device, for example the system's default.
    """

    def __init__(self, device: QAudioDevice) -> None:
        self._device = device
        self._silence = SilentOutput()
        self._sink: QAudioSink | None = None
        self._samples: PulledSamples | None = None
        self._bytes_per_ms = 1.0
        self._lost_ms: float | None = None
        self._format = (0, 0)

    def start(self, rate_hz: int, channels: int, pull: Pull) -> None:
        """Begin to play; where the device cannot, begin to keep the pace in silence."""
        self.stop()
        wanted = QAudioFormat()
        wanted.setSampleRate(rate_hz)
        wanted.setChannelCount(channels)
        wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._format, self._bytes_per_ms = (rate_hz, channels), rate_hz * channels * BYTES_PER_SAMPLE / 1000
        self._samples = PulledSamples(pull)
        if not self._device.isFormatSupported(wanted):
            self._go_on_in_silence(0.0, pull)
            return
        self._sink = QAudioSink(self._device, wanted)
        self._sink.setBufferSize(round(_BUFFER_MS * self._bytes_per_ms))
        self._sink.start(self._samples)

    def played_ms(self) -> float:
        """How much was heard since `start`, in ms: what was pulled less what the device still holds."""
        if self._lost_ms is not None:
            return self._lost_ms + self._silence.played_ms()
        if self._sink is None or self._samples is None:
            return 0.0
        held = max(0, self._sink.bufferSize() - self._sink.bytesFree())
        heard_ms = max(0.0, (self._samples.pulled_bytes - held) / self._bytes_per_ms)
        if self._sink.state().name == "StoppedState":  # the enum has moved between versions of Qt
            self._go_on_in_silence(heard_ms, self._samples.readData)
        return heard_ms

    def stop(self) -> None:
        """Be silent at once."""
        if self._sink is not None:
            self._sink.reset()
            self._sink = None
        self._silence.stop()
        self._lost_ms = self._samples = None

    def _go_on_in_silence(self, from_ms: float, pull: Pull) -> None:
        self._lost_ms = from_ms
        self._silence.start(*self._format, pull)
