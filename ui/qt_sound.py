"""Qt's sound device as the player's output."""

import time
from collections.abc import Callable

from PySide6.QtCore import QIODevice
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices

from annotator.media.sound_output import BYTES_PER_SAMPLE, Pull, SilentOutput

_BUFFER_MS = 80
"""Short, so that a pause is heard at once; long enough for a busy machine."""
_LOST_AFTER_S = 2.5
"""A device that takes nothing for so long is gone; some take this long to begin."""


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
    """Plays on the system's device; where there is none, or it falls silent, time goes on all the same.

    Args:
        device: says which device is to be used now; asked at every start, for people plug in headphones.
        now: Steady time in seconds.
    """

    def __init__(
        self,
        device: Callable[[], QAudioDevice] = QMediaDevices.defaultAudioOutput,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._device, self._now = device, now
        self._silence = SilentOutput(now)
        self._sink: QAudioSink | None = None
        self._samples: PulledSamples | None = None
        self._rate_hz = self._channels = 1
        self._heard_ms, self._heard_since_s = 0.0, 0.0
        self._silent_from_ms: float | None = None

    def start(self, rate_hz: int, channels: int, pull: Pull) -> None:
        """Begin to play; where the device cannot, begin to keep the pace in silence."""
        self.stop()
        self._rate_hz, self._channels = rate_hz, channels
        self._samples = PulledSamples(pull)
        self._heard_ms, self._heard_since_s = 0.0, self._now()
        device, wanted = self._device(), QAudioFormat()
        wanted.setSampleRate(rate_hz)
        wanted.setChannelCount(channels)
        wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        if device.isNull() or not device.isFormatSupported(wanted):
            self._go_silent()
            return
        self._sink = QAudioSink(device, wanted)
        self._sink.setBufferSize(wanted.bytesForDuration(_BUFFER_MS * 1000))
        self._sink.start(self._samples)

    def played_ms(self) -> float:
        """How much was heard since `start`, in ms: what was pulled less what the device still holds."""
        if self._silent_from_ms is not None:
            return self._silent_from_ms + self._silence.played_ms()
        if self._sink is None or self._samples is None:
            return 0.0
        held = max(0, self._sink.bufferSize() - self._sink.bytesFree())
        bytes_per_ms = self._rate_hz * self._channels * BYTES_PER_SAMPLE / 1000
        self._hear(max(0.0, (self._samples.pulled_bytes - held) / bytes_per_ms))
        return self._heard_ms

    def stop(self) -> None:
        """Be silent at once."""
        if self._sink is not None:
            self._sink.reset()
        self._silence.stop()
        self._sink = self._samples = self._silent_from_ms = None

    def _hear(self, heard_ms: float) -> None:
        # A device that was unplugged need not say so: it only takes no more.
        if heard_ms > self._heard_ms:
            self._heard_ms, self._heard_since_s = heard_ms, self._now()
        elif self._now() - self._heard_since_s > _LOST_AFTER_S:
            self._go_silent()

    def _go_silent(self) -> None:
        assert self._samples is not None, "it has started"
        if self._sink is not None:
            self._sink.reset()
            self._sink = None
        self._silent_from_ms = self._heard_ms
        self._silence.start(self._rate_hz, self._channels, self._samples.readData)
