"""Faint sound becomes loud, one side can be chosen, and nothing wraps round."""

import numpy as np
import pytest

from annotator.media.player import CameraSource
from annotator.media.sound_output import SilentOutput
from annotator.media.sound_shape import SoundShape

SAMPLES = np.array([[1000, -200], [-30000, 400]], np.int16)


def heard(volume=1.0, **shape):
    return SoundShape(**shape).applied(SAMPLES, volume).tolist()


def test_without_any_wish_sound_stays_as_it_is():
    assert heard() == SAMPLES.tolist()
    assert heard(0.5) == [[500, -100], [-15000, 200]]


def test_gain_is_in_decibels_and_what_is_too_loud_never_wraps_round():
    assert heard(gain_db=20) == [[10000, -2000], [-32767, 4000]]


def test_what_the_gain_makes_too_loud_is_rounded_off_and_not_cut_flat():
    wave = np.round(8000 * np.sin(np.linspace(0, 20 * np.pi, 4800)))
    samples = np.stack([wave, wave], axis=1).astype(np.int16)
    louder = SoundShape(gain_db=14).applied(samples, 1.0)[:, 0].astype(int)  # five times as loud: over full scale
    assert np.abs(louder).max() <= 32767
    assert np.mean(np.abs(louder) == np.abs(louder).max()) < 0.02  # a flat top would be a third of the wave
    assert np.abs(np.diff(louder)).max() < 3000


def test_what_stays_quiet_enough_is_only_made_louder():
    samples = np.array([[1800, -1800]], np.int16)
    assert SoundShape(gain_db=20).applied(samples, 1.0).tolist() == [[18000, -18000]]


@pytest.mark.parametrize(("balance", "expected"), [(-1, [1000, 0]), (1, [0, -200]), (0.5, [500, -200])])
def test_balance_takes_from_the_other_side(balance, expected):
    assert heard(balance=balance)[0] == expected


@pytest.mark.parametrize(("channels", "value"), [("left", 1000), ("right", -200)])
def test_one_channel_can_be_heard_on_both_sides(channels, value):
    assert heard(channels=channels)[0] == [value, value]


class Recorded(SilentOutput):
    """Keeps what the device was given."""

    def __init__(self):
        super().__init__()
        self.given = []

    def start(self, rate_hz, channels, pull):
        def noted(size):
            data = pull(size)
            self.given.append(np.frombuffer(data, np.int16).reshape(-1, 2))
            return data

        super().start(rate_hz, channels, noted)

    def played_ms(self):
        return super().played_ms()

    @property
    def samples(self):
        return np.concatenate(self.given) if self.given else np.empty((0, 2), np.int16)


def test_a_step_lets_one_frame_be_heard_if_that_is_wanted(odd, open_player):
    output = Recorded()
    hand = open_player(odd("ntsc_2997").path, output=output)
    hand.player.step(30)
    hand.until_settled()
    assert len(output.samples) == 0
    hand.player.sounds_when_stepping = True
    hand.player.step(1)
    hand.until(lambda: output._pull is not None)
    hand.until(lambda: output.played_ms() > 150)
    loud = np.flatnonzero(np.abs(output.samples[:, 0]) > 100)
    length_ms = (loud[-1] - loud[0]) / 48
    assert 25 < length_ms <= 41
    hand.until(lambda: output._pull is None)
    assert not hand.player.playing


def test_the_shape_of_the_sound_reaches_the_device(odd, open_player):
    output = Recorded()
    hand = open_player(odd("ntsc_2997").path, output=output)
    hand.player.sound_shape = SoundShape(balance=-1.0)
    hand.player.play()
    hand.until(lambda: len(output.samples) > 4800 and np.abs(output.samples[:, 0]).max() > 1000)
    assert np.abs(output.samples[:, 1]).max() == 0


def test_a_camera_is_stepped_on_its_own_until_its_frame_begins_with_the_one_shown(odd, open_player, number_in):
    one = odd("ntsc_2997")
    hand = open_player(one.path, CameraSource(odd("vfr").path, 500))
    hand.player.jump(2000)
    hand.until_settled()
    position_ms = hand.player.position_ms
    for frames in (1, 1, -3, 2):
        before = hand.player.offsets_ms[1]
        table = hand.player._cameras[1].table
        index = table.index_at(position_ms - before)
        hand.player.shift_camera(1, frames)
        hand.until(lambda: hand.player.pictures[1] is not None)
        hand.until(lambda i=index + frames: number_in(hand.player.pictures[1]) == i)
        assert hand.player.offsets_ms[1] == position_ms - table.ms_at(index + frames)
        assert hand.player.position_ms == position_ms
    hand.player.set_offset(0, 100)
    assert hand.player.offsets_ms[0] == 0, "the reference camera is what time is counted by"
