"""An event in one line, and back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.exchange.codings.foreign import ForeignEvent
from annotator.exchange.codings.labels import are_codes, label_in, label_of, person_in, with_person
from tests.exchange.codings.reading import EXAMPLES
from tests.exchange.codings.strategies import NASTY, comments, texts

NAMES = texts(f"{NASTY}%5B \u2028\x85\r")


@settings(max_examples=EXAMPLES)
@given(st.one_of(st.just(""), NAMES), NAMES, st.lists(st.tuples(NAMES, NAMES), max_size=3), comments(f"{NASTY}%0A\r"))
def test_whatever_an_event_says_comes_back_from_its_one_line(who, code, answers, comment):
    label = with_person(who, label_of(ForeignEvent(code, 0, 1, answers=tuple(answers), comment=comment)))
    assert len(label.splitlines()) == 1
    assert label == label.strip()
    found, rest = person_in(label)
    assert (found, *label_in(rest)) == (who, code, tuple(answers), comment)


def test_what_is_not_of_this_form_is_left_as_it_is():
    for text in ("look [loud]", "50 %", "a%ZZ", "a [b = c", "[at = mother]", "a // ", "%FF", ""):
        assert label_in(text) == (text, (), "")
    for text in ("- hello", "a-b", " - a", "a - "):
        assert person_in(text) == ("", text)


def test_labels_are_codes_if_they_are_few_or_come_again():
    said = [f"sentence {number}" for number in range(30)]
    assert not are_codes(said, set(said))
    assert are_codes(said * 2, set(said))
    assert are_codes(said[:20], set(said[:20]))
    assert are_codes(said, set(said), few=100)
    assert not are_codes(["a" * 121], {"a" * 121})
