"""Whatever is pressed in whatever way of coding: channels exclude each other, the journal replays, undo is exact."""

import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from annotator.model.codebook.file import codebook_text
from annotator.model.items import END_OF_LAST_EPISODE, Item
from annotator.study import Camera, Session, create_study
from annotator.study.journal import read_journal
from annotator.study.session import write_session
from ui.coding.marking import Marking
from ui.coding.passes import Passes
from ui.coding.playing import Playing
from ui.coding.remembered import Remembered
from ui.session import CodingSession
from ui.settings import Settings

DURATION_MS = 24_000
moments = st.integers(min_value=0, max_value=24).map(lambda second: second * 1000)


class AnyPresses(RuleBasedStateMachine):
    """A coder at a real session of a still-face study, whose infant channel is exhaustive; no window, no recording."""

    @initialize()
    def open(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        study = create_study(Path(self._folder.name) / "study", "test", codebook_text("still_face"))
        camera = Camera(file="a.mp4", size=1, fingerprint="f", duration_ms=DURATION_MS, frame_count=600)
        folder = study.folder / "sessions" / "S1"
        folder.mkdir()
        write_session(folder, Session(id="S1", cameras=(camera,)))
        study.add_coder("KM")
        self.opened = study.open_coding("S1", "KM")
        self.session = CodingSession(study, study.session("S1"), self.opened)
        self.session._timer.stop()
        kept = Settings(Path(self._folder.name))
        self.marking = Marking(self.session)
        self.passes = Passes(self.session, self.marking, Playing(self.session, kept, Remembered(self.session, kept)))
        self.codes = [code.id for code in study.codebook.codes]
        self.before: list[dict[str, Item]] = []
        self._items = dict(self.session.coding.items)
        self.opened.history.listen(self._note)

    def _note(self, edit) -> None:
        if edit.kind == "undo":
            assert self.session.coding.items == self.before.pop()
        else:
            self.before.append(self._items)
        self._items = dict(self.session.coding.items)

    @rule(pick=st.integers(0, 40), at_ms=moments)
    def press(self, pick: int, at_ms: int) -> None:
        self.session.jump(at_ms)
        self.passes.press_code(self.codes[pick % len(self.codes)])

    @rule(pick=st.integers(0, 40), to_ms=moments)
    def hold(self, pick: int, to_ms: int) -> None:
        self.marking.settings = type(self.marking.settings)(hold_all=True)
        code = self.codes[pick % len(self.codes)]
        self.passes.press_code(code)
        self.session.jump(to_ms)
        letter = self.session.codebook.code_by_id[code].key.removeprefix("Shift+")
        self.marking.let_go(letter, self.session.moment())
        self.marking.let_go_all()
        assert self.marking.held == ()
        self.marking.settings = type(self.marking.settings)()

    @rule(key=st.sampled_from(["Space", "Up", "Down", "Return", "Backspace"]), at_ms=moments)
    def press_key_of_a_pass(self, key: str, at_ms: int) -> None:
        self.session.jump(at_ms)
        if self.passes.takes(key):
            self.passes.press(key)

    @rule(way=st.sampled_from(["segments", "intervals"]))
    def switch(self, way) -> None:
        self.passes.switch(way)

    @rule(chosen=st.lists(st.integers(0, 40), max_size=3))
    def choose_the_pass(self, chosen: list[int]) -> None:
        codes = tuple(dict.fromkeys(self.codes[pick % len(self.codes)] for pick in chosen))
        self.marking.settings = type(self.marking.settings)(codes=codes)

    @rule(pick=st.integers(0, 9), at_ms=moments)
    def mark_episode(self, pick: int, at_ms: int) -> None:
        episodes = [*(episode.id for episode in self.session.codebook.episodes), END_OF_LAST_EPISODE]
        self.session.move_episode(episodes[pick % len(episodes)], at_ms)

    @precondition(lambda self: self.opened.history.done)
    @rule(steps=st.integers(1, 5))
    def undo(self, steps: int) -> None:
        for _ in range(steps):
            self.session.undo()

    @precondition(lambda self: self.opened.history.undone)
    @rule(steps=st.integers(1, 5))
    def redo(self, steps: int) -> None:
        for _ in range(steps):
            self.session.redo()

    @invariant()
    def states_of_a_channel_and_segments_never_overlap(self) -> None:
        coding, codebook = self.session.coding, self.session.codebook
        for channel in codebook.state_channels.values():
            for earlier, later in pairwise(coding.events_of(code.id for code in channel)):
                assert earlier.end_ms is not None
                assert earlier.end_ms <= later.start_ms
        for earlier, later in pairwise(coding.segments):
            assert earlier.end_ms is not None
            assert earlier.end_ms <= later.start_ms

    @invariant()
    def the_steps_are_those_of_the_history(self) -> None:
        history, steps = self.opened.history, self.opened.steps
        assert steps.done == len(history.done)
        labels = [edit.label for edit in (*history.done, *reversed(history.undone))]
        assert [step.label for step in steps.all] == labels

    def teardown(self) -> None:
        if not hasattr(self, "opened"):
            return
        items, steps = dict(self.session.coding.items), list(self.opened.steps.all)
        self.session.close()
        self.opened.close()
        journal = self.session.study.folder / "sessions" / "S1" / "KM.jsonl"
        if journal.exists():
            assert read_journal(journal).history.coding.items == items
            with self.session.study.open_coding("S1", "KM") as again:
                assert again.steps.all == steps
        self.session.deleteLater()
        self._folder.cleanup()


def test_any_presses(qapp) -> None:
    chosen = settings(stateful_step_count=50, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(AnyPresses, settings=chosen)
