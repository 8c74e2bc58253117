"""Sampled kappas: against a plain loop, and how far they stray from the exact one."""

import numpy as np
import pytest

from annotator.agreement.boris import boris_agreement
from annotator.agreement.reading import stream_of
from annotator.model.coding import Coding
from annotator.model.items import Event
from annotator.statistics.estimate import Undefined
from annotator.statistics.sampling import binned_agreement
from annotator.statistics.tables import cohen_kappa, duration_table


def coding(coder: str, *events: tuple[str, int, int | None]) -> Coding:
    """Code, start and end of each event."""
    marked = [Event(id=f"{n}", code=c, start_ms=start, end_ms=end) for n, (c, start, end) in enumerate(events)]
    return Coding("s1", coder, marked)


def test_one_second_bins_ask_at_the_beginning_of_every_second_of_the_window():
    window = np.array([0, 10_000, 20_500, 22_600], dtype=np.int64)
    a = stream_of(coding("A", ("cry", 500, 4100)), ("cry",), window)
    b = stream_of(coding("B", ("cry", 1000, 4000), ("cry", 21_000, 22_000)), ("cry",), window)
    found = binned_agreement([(a, b, window)])
    # Seconds 1, 2, 3 both; 4 only A; 21.5 only B; 0, 5 to 9, 20.5 and 22.5 neither.
    assert found.table.tolist() == [[3, 1], [1, 8]]
    assert found.kappa == pytest.approx(float(cohen_kappa(found.table)))


def test_bins_of_a_millisecond_are_the_exact_table():
    window = np.array([0, 3000], dtype=np.int64)
    a, b = (stream_of(coding(who, ("cry", at, at + 900)), ("cry",), window) for who, at in (("A", 300), ("B", 417)))
    assert binned_agreement([(a, b, window)], unit_ms=1).table.tolist() == duration_table(a, b, window).tolist()


def test_boris_does_not_know_the_silence_around_the_events():
    """Half of the bout is agreed; the exact kappa of a 20-minute session is .80 where BORIS's is below 0."""
    a, b = coding("A", ("cry", 100_000, 109_999)), coding("B", ("cry", 101_000, 110_999))
    assert boris_agreement(a, b).kappa == pytest.approx(-0.1)
    later = ("cry", 900_000, 900_999)
    a, b = coding("A", ("cry", 100_000, 109_999), later), coding("B", ("cry", 101_000, 110_999), later)
    assert boris_agreement(a, b).kappa == pytest.approx(0.908, abs=0.0005)


def test_boris_takes_every_set_of_active_codes_for_a_category():
    a = coding("A", ("cry", 0, 4000), ("look", 2000, 6000))
    b = coding("B", ("cry", 0, 2500), ("look", 2000, None))
    found = boris_agreement(a, b)
    assert found.table.shape == (3, 3)
    assert int(found.table.sum()) == 7
    assert int(found.table.trace()) == 5


def test_nothing_to_sample_and_one_category_have_reasons():
    nothing = boris_agreement(coding("A"), coding("B"))
    assert nothing.kappa == Undefined("not estimable: nothing to compare")
    same = coding("A", ("cry", 0, 5000))
    assert boris_agreement(same, same).kappa == Undefined("not estimable: both coders used only one code")
    empty = np.array([], dtype=np.int64)
    stream = stream_of(same, ("cry",), empty)
    assert binned_agreement([(stream, stream, empty)]).kappa == Undefined("not estimable: nothing to compare")
