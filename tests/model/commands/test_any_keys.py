"""Whatever keys are pressed when: channels exclude each other, undo gives back what was, a replay gives the same."""

from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotator.errors import EditError
from annotator.model import commands as c
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.history import Edit, History
from annotator.model.items import END_OF_LAST_EPISODE, Classification, Event, Item, Rating

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "codebook.toml")
moments = st.integers(min_value=0, max_value=12)
# Few codes and few moments, so that they meet: two states of one channel, one that stands alone, and a point.
codes = st.sampled_from(["crying", "fussing", "contact", "reach"])
episodes = st.sampled_from([*CODEBOOK.episode_by_id, END_OF_LAST_EPISODE])
picks = st.lists(st.integers(min_value=0, max_value=10), min_size=1, max_size=3)
SOME_MOMENTS = (0, 3, 7, 12)


class AnyKeys(RuleBasedStateMachine):
    """A coder who presses anything; what is refused must change nothing."""

    @initialize()
    def open(self) -> None:
        self.history = History(Coding("s1", "A"))
        self.coding = self.history.coding
        self.recorded: list[Edit] = []
        self.history.listen(self.recorded.append)
        self.before: list[dict[str, Item]] = []
        self._last_id = 0

    def new_id(self) -> str:
        self._last_id += 1
        return f"{self._last_id:04d}"

    def do(self, command, *args, **kwargs) -> None:
        before, steps = dict(self.coding.items), len(self.history.done)
        try:
            self.history.do(command(self.coding, *args, **kwargs))
        except EditError:
            assert self.coding.items == before
        if len(self.history.done) > steps:
            self.before.append(before)
        else:
            assert self.coding.items == before

    def some_event(self, pick: int) -> Event | None:
        events = self.coding.events
        return events[pick % len(events)] if events else None

    @rule(code=codes, at_ms=moments)
    def press(self, code: str, at_ms: int) -> None:
        self.do(c.mark, CODEBOOK, code, at_ms, self.new_id)

    @rule(code=codes, at_ms=moments)
    def start(self, code: str, at_ms: int) -> None:
        self.do(c.start_state, CODEBOOK, code, at_ms, self.new_id)

    @rule(pick=st.integers(0, 10), at_ms=moments)
    def end(self, pick: int, at_ms: int) -> None:
        if event := self.some_event(pick):
            self.do(c.end_state, CODEBOOK, event.id, at_ms)

    @rule(pick=st.integers(0, 10), start_ms=st.none() | moments, end_ms=st.none() | moments)
    def trim(self, pick: int, start_ms: int | None, end_ms: int | None) -> None:
        if event := self.some_event(pick):
            self.do(c.trim, CODEBOOK, event.id, start_ms=start_ms, end_ms=end_ms)

    @rule(pick=st.integers(0, 10), start_ms=st.integers(-2, 12))
    def move(self, pick: int, start_ms: int) -> None:
        if event := self.some_event(pick):
            self.do(c.move, CODEBOOK, event.id, start_ms)

    @rule(pick=st.integers(0, 10), at_ms=moments)
    def split(self, pick: int, at_ms: int) -> None:
        if event := self.some_event(pick):
            self.do(c.split, CODEBOOK, event.id, at_ms, self.new_id)

    @rule(chosen=picks)
    def merge(self, chosen: list[int]) -> None:
        if self.coding.events:
            self.do(c.merge, CODEBOOK, [self.some_event(pick).id for pick in chosen])

    @rule(chosen=picks)
    def delete(self, chosen: list[int]) -> None:
        if self.coding.events:
            self.do(c.delete, [self.some_event(pick).id for pick in chosen])

    @rule(pick=st.integers(0, 10), code=codes)
    def recode(self, pick: int, code: str) -> None:
        if event := self.some_event(pick):
            self.do(c.recode, CODEBOOK, event.id, code)

    @rule(pick=st.integers(0, 10), value=st.sampled_from([None, "caregiver", "stranger"]))
    def modify(self, pick: int, value: str | None) -> None:
        if event := self.some_event(pick):
            self.do(c.modify, CODEBOOK, event.id, "target", value)

    @rule(episode=episodes, at_ms=moments)
    def mark_episode(self, episode: str, at_ms: int) -> None:
        self.do(c.mark_episode, CODEBOOK, episode, at_ms, self.new_id)

    @rule(value=st.none() | st.integers(0, 8))
    def rate(self, value: int | None) -> None:
        rating = Rating(id=self.new_id(), scale="avoidance", episode="5", target="caregiver", value=value)
        self.do(c.rate, CODEBOOK, rating)

    @rule(primary=st.sampled_from("ABCD"))
    def classify(self, primary: str) -> None:
        self.do(c.classify, CODEBOOK, Classification(id=self.new_id(), primary=primary))

    @rule(code=codes, at_ms=moments)
    def submit_and_reopen(self, code: str, at_ms: int) -> None:
        steps = self.history.done, self.history.undone
        self.history.do(c.submit(self.coding))
        self.press(code, at_ms)
        self.history.do(c.reopen(self.coding))
        assert (self.history.done, self.history.undone) == steps

    @precondition(lambda self: self.history.done)
    @rule(steps=st.integers(1, 3))
    def undo(self, steps: int) -> None:
        for _ in range(min(steps, len(self.history.done))):
            self.history.undo()
            assert self.coding.items == self.before.pop()

    @precondition(lambda self: self.history.undone)
    @rule()
    def redo(self) -> None:
        self.before.append(dict(self.coding.items))
        self.history.redo()

    @invariant()
    def states_of_a_channel_never_overlap_and_only_the_last_runs(self) -> None:
        for channel in CODEBOOK.state_channels.values():
            events = self.coding.events_of(code.id for code in channel)
            for earlier, later in pairwise(events):
                assert earlier.end_ms is not None
                assert earlier.end_ms <= later.start_ms

    @invariant()
    def events_are_in_order_with_states_of_some_length_and_points_of_none(self) -> None:
        assert list(self.coding.events) == sorted(self.coding.events, key=lambda event: (event.start_ms, event.id))
        for event in self.coding.events:
            assert event.start_ms >= 0
            if CODEBOOK.code_by_id[event.code].is_point:
                assert event.end_ms == event.start_ms
            else:
                assert event.end_ms is None or event.end_ms > event.start_ms

    @invariant()
    def every_way_of_asking_gives_the_same_items(self) -> None:
        events = [item for item in self.coding.items.values() if isinstance(item, Event)]
        assert {event.id: event for event in self.coding.events} == {event.id: event for event in events}
        by_code = [event for code in CODEBOOK.codes for event in self.coding.events_of([code.id])]
        assert sorted(event.id for event in by_code) == sorted(event.id for event in events)
        marks = self.coding.episode_marks
        assert list(marks) == sorted(marks, key=lambda mark: (mark.start_ms, mark.id))
        assert len({mark.episode for mark in marks}) == len(marks)

    @invariant()
    def at_most_one_state_of_a_channel_is_on_at_any_moment(self) -> None:
        for channel in CODEBOOK.state_channels.values():
            for at_ms in SOME_MOMENTS:
                on = [event for code in channel if (event := self.coding.covering(code.id, at_ms))]
                assert len(on) <= 1
                assert all(event.covers(at_ms) for event in on)

    @invariant()
    def a_replay_of_what_was_recorded_gives_the_same(self) -> None:
        again = History(Coding("s1", "A"))
        again.replay(self.recorded)
        assert again.coding.items == self.coding.items
        assert (again.done, again.undone) == (self.history.done, self.history.undone)


TestAnyKeys = AnyKeys.TestCase
TestAnyKeys.settings = settings(stateful_step_count=40)
