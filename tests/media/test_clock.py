"""The clock runs, stands, and follows what is heard."""

import pytest

from annotator.media.clock import Clock


class FakeNow:
    def __init__(self):
        self.s = 100.0

    def __call__(self):
        return self.s


@pytest.fixture
def now():
    return FakeNow()


def test_a_clock_stands_until_it_is_started(now):
    clock = Clock(now)
    now.s += 1
    assert (clock.position_ms, clock.running) == (0, False)


@pytest.mark.parametrize("rate", [0.1, 1, 8, -1, -0.25])
def test_time_goes_at_the_rate(now, rate):
    clock = Clock(now)
    clock.move(5000)
    clock.set_rate(rate)
    clock.start()
    now.s += 2
    assert clock.position_ms == pytest.approx(5000 + 2000 * rate)


def test_changing_the_rate_and_stopping_keep_the_position(now):
    clock = Clock(now)
    clock.start()
    now.s += 1
    clock.set_rate(2)
    now.s += 1
    clock.stop()
    now.s += 9
    assert clock.position_ms == pytest.approx(3000)


def test_a_small_deviation_from_the_sound_is_eased_away(now):
    clock = Clock(now)
    clock.start()
    for _ in range(60):
        now.s += 0.016
        clock.correct((now.s - 100) * 1000 - 30)  # the sound is 30 ms behind
    assert clock.position_ms == pytest.approx((now.s - 100) * 1000 - 30, abs=1)


def test_easing_never_runs_backwards(now):
    clock = Clock(now)
    clock.start()
    last_ms = 0.0
    for _ in range(60):
        now.s += 0.016
        clock.correct((now.s - 100) * 1000 - 90)
        assert clock.position_ms > last_ms
        last_ms = clock.position_ms


def test_a_large_deviation_is_taken_at_once(now):
    clock = Clock(now)
    clock.start()
    clock.correct(700)
    assert clock.position_ms == pytest.approx(700)
