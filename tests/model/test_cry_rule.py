"""The longest crying in separations."""

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.cry_rule import CryRun, cry_at, longest_cries
from annotator.model.episodes import Span
from annotator.model.items import Event

SPANS = (Span("3", 0, 10_000), Span("4", 10_000, 20_000), Span("5", 20_000, 30_000), Span("6", 30_000, 40_000))


def cries(*spans: tuple[int, int | None], code: str = "crying") -> Coding:
    events = [Event(id=f"{n}", code=code, start_ms=start, end_ms=end) for n, (start, end) in enumerate(spans)]
    return Coding("S1", "KM", events)


def test_the_longest_of_each_separation_is_found(codebook: Codebook) -> None:
    coding = cries((11_000, 12_000), (13_000, 16_000), (31_000, 31_500))
    assert longest_cries(coding, codebook, SPANS, "crying", 40_000) == (
        CryRun(episode="4", start_ms=13_000, end_ms=16_000),
        CryRun(episode="6", start_ms=31_000, end_ms=31_500),
    )


def test_crying_that_touches_is_one_run_and_a_break_ends_it(codebook: Codebook) -> None:
    (run,) = longest_cries(cries((11_000, 12_000), (12_000, 13_000), (13_040, 13_100)), codebook, SPANS, "crying", 0)
    assert (run.start_ms, run.duration_ms) == (11_000, 2_000)


def test_only_what_lies_in_the_separation_counts(codebook: Codebook) -> None:
    (run,) = longest_cries(cries((5_000, 12_000)), codebook, SPANS, "crying", 0)
    assert (run.start_ms, run.end_ms) == (10_000, 12_000)


def test_crying_that_still_runs_counts_up_to_now(codebook: Codebook) -> None:
    (run,) = longest_cries(cries((15_000, None)), codebook, SPANS, "crying", 17_000)
    assert run.duration_ms == 2_000
    assert longest_cries(cries((15_000, None)), codebook, SPANS, "crying", 14_000) == ()


def test_reunions_and_other_codes_do_not_count(codebook: Codebook) -> None:
    assert longest_cries(cries((21_000, 29_000)), codebook, SPANS, "crying", 0) == ()
    assert longest_cries(cries((11_000, 19_000), code="fussing"), codebook, SPANS, "crying", 0) == ()


def test_the_cry_that_is_on_now_is_measured_from_where_it_began_in_the_separation(codebook: Codebook) -> None:
    coding = cries((9_000, 12_000), (12_000, None))
    assert cry_at(coding, codebook, SPANS[1], "crying", 15_000) == CryRun(episode="4", start_ms=10_000, end_ms=15_000)


def test_after_a_break_another_cry_is_measured_anew(codebook: Codebook) -> None:
    coding = cries((11_000, 12_000), (12_040, 19_000))
    now = cry_at(coding, codebook, SPANS[1], "crying", 13_000)
    assert now is not None
    assert (now.start_ms, now.duration_ms) == (12_040, 960)
    assert cry_at(coding, codebook, SPANS[1], "crying", 12_020) is None


def test_no_cry_is_on_outside_separations(codebook: Codebook) -> None:
    coding = cries((0, 40_000))
    assert cry_at(coding, codebook, SPANS[0], "crying", 5_000) is None
    assert cry_at(coding, codebook, None, "crying", 50_000) is None
