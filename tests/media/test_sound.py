"""Sound is heard at its moment, at any speed, and tells what is being heard."""

import time

import numpy as np
import pytest

from annotator.media.frames import scan
from annotator.media.sound import Sound
from annotator.media.sound_decode import SOUND_RATE_HZ, SoundDecoder, Tempo
from annotator.media.sound_output import SilentOutput


def samples_of(path, ms=0.0):
    decoder = SoundDecoder(path)
    try:
        parts = list(decoder.samples_from(ms, scan(path)))
    finally:
        decoder.close()
    return np.concatenate(parts) if parts else np.empty((0, 2), np.int16)


def claps_ms(samples, rate=1.0):
    """When claps begin in samples, in ms of the recording."""
    loud = np.flatnonzero(np.abs(samples[:, 0].astype(np.int32)) > 6000)
    starts = loud[np.append(True, np.diff(loud) > SOUND_RATE_HZ // 10)] if len(loud) else loud
    return starts * 1000 / SOUND_RATE_HZ * rate


HALF_A_FRAME_MS = 20  # of the recording, at any speed


def first_sound_ms(samples):
    return int(np.flatnonzero(np.abs(samples[:, 0].astype(np.int32)) > 500)[0]) * 1000 / SOUND_RATE_HZ


@pytest.mark.parametrize("from_ms", [0, 700, 1500, 2990])
def test_claps_are_decoded_at_their_moments_from_anywhere(odd, from_ms):
    found = claps_ms(samples_of(odd("clap").path, from_ms)) + from_ms
    expected = [ms for ms in (0, 1000, 2000, 3000) if ms >= from_ms]
    assert found == pytest.approx(expected, abs=2)


def test_sound_that_begins_later_than_the_picture_is_heard_later(odd):
    assert first_sound_ms(samples_of(odd("sound_late").path)) == pytest.approx(1200, abs=25)


def test_sound_that_began_before_the_picture_is_heard_from_the_picture_on(odd):
    samples = samples_of(odd("sound_early").path)
    assert first_sound_ms(samples) < 5
    assert len(samples) / SOUND_RATE_HZ == pytest.approx(4.2, abs=0.05)  # of 5 s, 0.8 lie before the picture


def test_a_file_without_sound_has_no_samples(odd):
    assert len(samples_of(odd("no_sound").path)) == 0


def test_sound_goes_on_where_the_times_of_a_joined_file_begin_anew(joined_vob):
    assert len(samples_of(joined_vob.path)) / SOUND_RATE_HZ == pytest.approx(8.0, abs=0.05)
    assert len(samples_of(joined_vob.path, 6000)) / SOUND_RATE_HZ == pytest.approx(2.0, abs=0.05)


def test_one_spoilt_time_in_the_file_does_not_silence_the_rest(odd, monkeypatch):
    frames = SoundDecoder._frames

    def spoilt(self, table):
        for place, (at_ms, frame) in enumerate(frames(self, table)):
            yield (at_ms + 16_000 if place == 50 else at_ms), frame

    monkeypatch.setattr(SoundDecoder, "_frames", spoilt)
    samples = samples_of(odd("ntsc_2997").path)
    assert len(samples) / SOUND_RATE_HZ == pytest.approx(5.0, abs=0.05)
    assert np.abs(samples[: SOUND_RATE_HZ * 4].reshape(40, -1)).max(axis=1).min() > 1000


@pytest.mark.parametrize("rate", [0.25, 0.5, 0.75, 1, 1.5, 2, 3])
def test_another_speed_changes_the_length(odd, rate):
    samples = samples_of(odd("vfr").path)
    tempo = Tempo(rate)
    stretched = np.concatenate([tempo.stretch(samples), tempo.finish()])
    assert len(stretched) * rate == pytest.approx(len(samples), rel=0.03)


@pytest.mark.parametrize("rate", [0.5, 2])
def test_another_speed_keeps_the_pitch(odd, rate):
    samples = samples_of(odd("ntsc_2997").path)  # a tone of 330 Hz
    stretched = Tempo(rate).stretch(samples)[4800 : 4800 + SOUND_RATE_HZ, 0]
    spectrum = np.abs(np.fft.rfft(stretched * np.hanning(len(stretched))))
    assert spectrum.argmax() * SOUND_RATE_HZ / len(stretched) == pytest.approx(330, abs=4)


@pytest.mark.parametrize("rate", [0.25, 0.5, 0.75, 1.25, 1.5, 2, 2.5, 3])
def test_claps_stay_in_step_at_another_speed(odd, rate):
    tempo = Tempo(rate)
    samples = np.concatenate([samples_of(odd("clap").path), np.zeros((SOUND_RATE_HZ, 2), np.int16)])
    stretched = np.concatenate([tempo.stretch(samples), tempo.finish()])
    energy = stretched[:, 0].astype(float) ** 2
    for clap_ms in (1000, 2000, 3000):
        near = slice(*(int((clap_ms + aside) * SOUND_RATE_HZ / 1000 / rate) for aside in (-150, 150)))
        centre = near.start + np.average(np.arange(near.stop - near.start), weights=energy[near])
        heard_ms = centre * 1000 / SOUND_RATE_HZ * rate + tempo.early_ms
        assert heard_ms == pytest.approx(clap_ms, abs=HALF_A_FRAME_MS)


class FakeNow:
    def __init__(self):
        self.s = 50.0

    def __call__(self):
        return self.s


def wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


@pytest.fixture
def now():
    return FakeNow()


@pytest.fixture
def open_sound(odd, now):
    opened = []

    def start(name):
        sound = Sound(odd(name).path, SilentOutput(now), now)
        opened.append(sound)
        return sound

    yield start
    for sound in opened:
        sound.close()


def test_what_is_heard_goes_with_the_time_of_the_device(odd, now, open_sound):
    sound, table = open_sound("vfr"), scan(odd("vfr").path)
    sound.cue(1000, 2.0, table)
    assert sound.heard_ms() is None
    wait_for(lambda: sound.primed)
    sound.start()
    now.s += 0.05
    first = sound.heard_ms()
    wait_for(lambda: sound._ready_samples > SOUND_RATE_HZ // 5)
    now.s += 0.1
    assert first == pytest.approx(1000 + 100, abs=30)
    assert sound.heard_ms() == pytest.approx(first + 200, abs=1)


def test_a_new_cue_is_heard_after_what_the_device_has_in_hand(odd, now, open_sound):
    sound, table = open_sound("vfr"), scan(odd("vfr").path)
    sound.cue(0, 1.0, table)
    wait_for(lambda: sound.primed)
    sound.start()
    now.s += 0.02
    assert sound.heard_ms() == pytest.approx(20, abs=1)
    sound.cue(3000, 1.0, table)
    assert sound.heard_ms() is None
    wait_for(lambda: sound.primed)
    now.s += 0.3  # the picture takes its time
    assert sound.heard_ms() is None
    sound.start()
    now.s += 0.02
    assert sound.heard_ms() == pytest.approx(3020, abs=1)


def test_a_file_without_sound_is_given_up_at_once(odd, open_sound):
    sound = open_sound("no_sound")
    sound.cue(0, 1.0, scan(odd("no_sound").path))
    wait_for(lambda: sound.given_up)
    assert sound.primed
    assert sound.heard_ms() is None


def test_a_device_that_never_plays_is_given_up(odd, now):
    class DeadOutput(SilentOutput):
        def played_ms(self):
            return 0.0

    sound = Sound(odd("vfr").path, DeadOutput(now), now)
    sound.cue(0, 1.0, scan(odd("vfr").path))
    wait_for(lambda: sound.primed)
    sound.start()
    assert not sound.given_up
    now.s += 2
    assert sound.given_up
    sound.close()


def test_the_end_of_the_sound_is_the_end_of_its_lead(odd, now, open_sound):
    sound, table = open_sound("sound_early"), scan(odd("sound_early").path)
    sound.cue(4100, 1.0, table)  # 0.1 s before its end
    wait_for(lambda: sound._ended)
    sound.start()
    for _ in range(30):
        now.s += 0.01
        sound.heard_ms()
    assert sound.heard_ms() is None
    assert sound.given_up


def test_volume_scales_what_the_device_gets(odd, now):
    class Recorded(SilentOutput):
        loudest = 0

        def start(self, rate_hz, channels, pull):
            def pull_and_note(size):
                data = pull(size)
                self.loudest = max(self.loudest, int(np.abs(np.frombuffer(data, np.int16).astype(int)).max()))
                return data

            super().start(rate_hz, channels, pull_and_note)

    loudest = []
    for volume in (1.0, 0.5, 0.0):
        output = Recorded(now)
        sound = Sound(odd("vfr").path, output, now)
        sound.volume = volume
        sound.cue(1000, 1.0, scan(odd("vfr").path))
        wait_for(lambda sound=sound: sound.primed)
        sound.start()
        now.s += 0.05
        sound.heard_ms()
        loudest.append(output.loudest)
        sound.close()
    assert loudest[0] > 1000
    assert loudest[1] == pytest.approx(loudest[0] / 2, abs=2)
    assert loudest[2] == 0
