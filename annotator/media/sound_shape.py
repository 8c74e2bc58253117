"""How the sound of a recording is made audible: loudness, sides and channels."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]  # n x 2

HIGHEST_GAIN_DB = 30
_FULL = 32767
_KNEE = 0.6 * _FULL


@dataclass(frozen=True, slots=True)
class SoundShape:
    """What is done to the samples before they are heard.

    Attributes:
        gain_db: Louder by so many decibels, for faint recordings; 0 to HIGHEST_GAIN_DB.
        balance: -1 is the left loudspeaker only, 0 both alike, 1 the right one only.
        channels: "left" and "right" give one channel of the recording to both loudspeakers.
    """

    gain_db: float = 0.0
    balance: float = 0.0
    channels: Literal["both", "left", "right"] = "both"

    def applied(self, samples: Samples, volume: float) -> Samples:
        """The samples as they are to be heard; peaks are softly limited and never wrap round.

        Args:
            samples: n x 2, left and right.
            volume: 0 to 1.
        """
        if self.channels != "both":
            samples = samples[:, [0, 0] if self.channels == "left" else [1, 1]]
        loud = volume * 10 ** (self.gain_db / 20)
        sides = np.array([min(1.0, 1 - self.balance), min(1.0, 1 + self.balance)], np.float32) * loud
        shaped = samples * sides
        if self.gain_db > 0:
            shaped = _rounded_off(shaped)
        return np.clip(shaped, -_FULL, _FULL).astype(np.int16)


def _rounded_off(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Samples beyond the knee bent so that they never reach full scale: a flat top sounds harsh, a round one loud."""
    over = np.maximum(np.abs(samples) - _KNEE, 0)
    bent = _KNEE + (_FULL - _KNEE) * np.tanh(over / (_FULL - _KNEE))
    return np.where(over > 0, np.copysign(bent, samples), samples)
