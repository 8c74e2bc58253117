"""Every frame is shown at its time, and a clap is seen and heard at the same moment, at any speed.

Time is made up, so that it stands still while the threads decode: what is measured is the player, not the machine.
"""

import time

import numpy as np
import pytest

from annotator.media.player import CameraSource, Player
from annotator.media.sound_decode import CHANNELS, SOUND_RATE_HZ
from annotator.media.sound_output import SilentOutput

TICK_S = 0.002
HALF_A_FRAME_MS = 20


class FakeNow:
    def __init__(self):
        self.s = 0.0

    def __call__(self):
        return self.s


class RecordingOutput(SilentOutput):
    """Notes when each sample would have been heard."""

    def __init__(self, now):
        super().__init__(now)
        self.heard = []  # moment of the first sample, samples

    def start(self, rate_hz, channels, pull):
        def pull_and_note(size):
            data = pull(size)
            samples = np.frombuffer(data, np.int16).reshape(-1, CHANNELS)[:, 0]
            self.heard.append((self._began_s + self._pulled / SOUND_RATE_HZ, samples))
            return data

        super().start(rate_hz, channels, pull_and_note)

    def claps_s(self):
        """When claps were heard: the middle of their energy."""
        moments = np.concatenate([first + np.arange(len(samples)) / SOUND_RATE_HZ for first, samples in self.heard])
        energy = np.concatenate([samples.astype(float) ** 2 for _, samples in self.heard])
        loud = np.flatnonzero(energy > 500**2)
        claps = np.split(loud, np.flatnonzero(np.diff(moments[loud]) > 0.15) + 1)
        return [np.average(moments[clap], weights=energy[clap]) for clap in claps if len(clap)]


class Rig:
    """A player in made-up time."""

    def __init__(self, path):
        self.now = FakeNow()
        self.output = RecordingOutput(self.now)
        self.player = Player([CameraSource(path)], self.output, now=self.now)
        self.shown = []  # frames as they came on the screen, and when
        self._catch_up(lambda: self.player.ready and self.player.indexing_progress == 1)

    def run(self, seconds):
        for _ in range(round(seconds / TICK_S)):
            self.now.s += TICK_S
            before = self.player.frame_index
            self.player.tick()
            self._catch_up(self._all_there)
            if self.player.frame_index != before:
                self.shown.append((self.player.frame_index, self.now.s))

    def _all_there(self):
        player = self.player
        at_ms = player._clock.position_ms if player._clock.running else player._asked_ms
        return player._reference.shows(at_ms) and (player._sound.primed or not player._sound_leads)

    def _catch_up(self, condition):
        deadline = time.monotonic() + 30
        while not condition():
            self.player.tick()
            assert time.monotonic() < deadline
            time.sleep(0.0002)

    def check(self, least, rate=1.0):
        """Every clap heard was seen, half a frame of the recording or of the screen apart at most."""
        rate = max(rate, 1.0)
        heard_s = self.output.claps_s()
        seen_s = [moment for index, moment in self.shown if index % 25 == 0]  # those frames are white
        assert len(heard_s) >= least
        for moment in heard_s:
            apart_ms = min(abs(moment - seen) for seen in seen_s) * 1000
            assert apart_ms * rate <= HALF_A_FRAME_MS + TICK_S * 1000 * rate


@pytest.fixture
def open_rig(odd):
    opened = []

    def start(name):
        opened.append(Rig(odd(name).path))
        return opened[-1]

    yield start
    for rig in opened:
        rig.player.close()


@pytest.fixture
def rig(open_rig):
    return open_rig("clap")


@pytest.mark.parametrize("name", ["clap", "no_sound", "interlaced"])
@pytest.mark.parametrize("rate", [0.1, 0.5, 1, 2, -0.5, -1])
def test_every_frame_is_shown_once_in_its_turn_and_time(open_rig, name, rate):
    rig = open_rig(name)
    rig.player.set_rate(rate)
    rig.player.jump(2000)
    rig.run(0.1)
    rig.shown.clear()
    rig.player.play()
    rig.run(1.0 / abs(rate))
    indices = [index for index, _ in rig.shown]
    assert len(indices) == pytest.approx(25, abs=2)
    assert np.diff(indices).tolist() == [1 if rate > 0 else -1] * (len(indices) - 1)
    lengths_s = np.diff([moment for _, moment in rig.shown])[1:]
    assert lengths_s == pytest.approx(0.04 / abs(rate), abs=2 * TICK_S + 0.002 / abs(rate))


@pytest.mark.parametrize("rate", [0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3])
def test_claps_are_seen_and_heard_together(rig, rate):
    rig.player.set_rate(rate)
    rig.player.jump(480)
    rig.run(0.1)
    rig.player.play()
    rig.run(2.9 / rate)
    rig.check(least=3 if rate <= 2 else 2, rate=rate)


def test_picture_and_sound_stay_together_over_jumps(rig):
    rig.player.jump(200)
    rig.run(0.1)
    rig.player.play()
    rig.run(0.4)
    for ms in (800, 2840, 1600, 520):
        rig.player.jump(ms)
        rig.run(0.9)
    rig.check(least=4)


def test_picture_and_sound_stay_together_over_changes_of_speed(rig):
    rig.player.jump(600)
    rig.run(0.1)
    rig.player.play()
    for rate in (0.5, 2, 0.75, 1.5, 1):
        rig.player.set_rate(rate)
        rig.run(0.5)
    rig.check(least=2)


def test_sound_is_silent_when_backwards_or_faster_than_it_can_be(rig):
    for rate in (-1, 4, 0.2):
        rig.player.set_rate(rate)
        rig.player.jump(2000)
        rig.run(0.1)
        rig.player.play()
        rig.run(0.3)
        rig.player.pause()
    assert rig.output.heard == []


def test_nothing_is_heard_after_pausing(rig):
    rig.player.play()
    rig.run(0.3)
    rig.player.pause()
    heard = len(rig.output.heard)
    assert heard
    rig.run(1.5)
    assert len(rig.output.heard) == heard
