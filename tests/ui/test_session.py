"""The session that all panels share, with a real study and history, and a player that is only a clock."""

import numpy as np
import pytest

from annotator.errors import EditError
from annotator.model.codebook.file import codebook_text
from annotator.model.items import END_OF_LAST_EPISODE, EpisodeMark
from annotator.study import Camera, Session, create_study
from annotator.study.session import write_session
from ui.session import CodingSession

FRAME_MS = 40
DURATION_MS = 60_000


class ClockPlayer:
    """Stands on a frame and runs when told; every change is a new picture on the next tick."""

    pictures, error = (), None

    def __init__(self) -> None:
        self.frame_times_ms = np.arange(0, DURATION_MS, FRAME_MS)
        self.position_ms = 0
        self.playing = False
        self.rate = 1.0
        self.scrubbing = False
        self._is_new = True

    def toggle(self) -> None:
        self.playing = not self.playing

    def jump(self, ms: int) -> None:
        self.position_ms, self._is_new = ms // FRAME_MS * FRAME_MS, True

    def scrub(self, ms: int) -> None:
        self.scrubbing = True
        self.jump(ms)

    def end_scrub(self) -> None:
        self.scrubbing = False

    def tick(self) -> bool:
        if self.playing:
            self.jump(self.position_ms + FRAME_MS)
        is_new, self._is_new = self._is_new, False
        return is_new


@pytest.fixture
def study(tmp_path):
    made = create_study(tmp_path / "study", "test", codebook_text("strange_situation"))
    add_session(made, "S1")
    add_session(made, "locked", episodes=(EpisodeMark(id="locked-1", episode="1", start_ms=0),))
    made.add_coder("KM")
    return made


def add_session(study, session_id, episodes=()):
    folder = study.folder / "sessions" / session_id
    folder.mkdir()
    frames = DURATION_MS // FRAME_MS
    camera = Camera(file="a.mp4", size=1, fingerprint="f", duration_ms=DURATION_MS, frame_count=frames)
    write_session(folder, Session(id=session_id, cameras=(camera,), episodes=episodes))


@pytest.fixture
def problems():
    return []


@pytest.fixture
def open_session(study, qapp, problems):
    opened = []

    def open_(player=None, session_id="S1"):
        coding = study.open_coding(session_id, "KM")
        session = CodingSession(study, study.session(session_id), coding, player, problems.append)
        opened.append((session, coding))
        return session

    yield open_
    for session, coding in opened:
        session.close()
        coding.close()


def test_a_mark_is_set_at_the_frame_on_the_screen_even_while_playing(open_session):
    player = ClockPlayer()
    session = open_session(player)
    player.jump(10_000)
    player.toggle()
    session.tick()
    seen = player.position_ms
    session.mark_code("crying")
    session.tick()
    assert session.coding.events[0].start_ms == seen


def test_reaction_time_is_subtracted_while_playing_only_and_lands_on_a_frame(open_session):
    player = ClockPlayer()
    session = open_session(player)
    session.reaction_ms = 130
    player.jump(10_000)
    session.mark_code("reach")
    player.playing = True
    session.mark_code("reach")
    assert [event.start_ms for event in session.coding.events] == [9_840, 10_000]


def test_a_new_picture_is_told_as_a_move_and_nothing_else_is(open_session, qtbot):
    player = ClockPlayer()
    session = open_session(player)
    session.tick()
    with qtbot.waitSignal(session.moved) as told:
        session.jump(5_010)
    assert told.args == [5_000]
    with qtbot.assertNotEmitted(session.moved):
        session.tick()


def test_start_and_stop_of_the_recording_are_told(open_session, qtbot):
    player = ClockPlayer()
    session = open_session(player)
    for expected in (True, False):
        with qtbot.waitSignal(session.playing_changed) as told:
            player.toggle()
        assert told.args == [expected]


def test_without_a_recording_the_position_is_kept_and_clamped(open_session, qtbot):
    session = open_session()
    with qtbot.waitSignal(session.moved) as told:
        session.jump(1_234)
    assert (told.args, session.position_ms) == ([1_234], 1_234)
    session.jump(DURATION_MS + 5_000)
    assert session.position_ms == DURATION_MS
    assert not session.is_playing


def test_an_edit_that_does_not_fit_is_told_and_changes_nothing(open_session, problems):
    session = open_session()
    session.jump(5_000)
    session.mark_code("crying")
    session.jump(6_000)
    session.mark_code("crying")
    session.jump(4_000)
    session.set_selected_end()
    assert [type(problem) for problem in problems] == [EditError]
    assert session.coding.events[0].end_ms == 6_000


def test_setting_an_edge_without_a_selection_says_so(open_session, problems):
    open_session().set_selected_start()
    assert "No event is selected" in str(problems[0])


def test_undo_and_redo_are_told_as_edits_and_bring_the_selection_back(open_session, qtbot):
    session = open_session()
    session.mark_code("crying")
    event_id = session.selected_id
    with qtbot.waitSignal(session.edited) as told:
        session.undo()
    assert told.args[0].kind == "undo"
    assert (session.coding.events, session.selected_id) == ((), "")
    session.redo()
    assert session.selected_id == event_id
    session.redo()
    assert len(session.coding.events) == 1


def test_what_was_marked_last_is_selected_and_can_be_deleted(open_session):
    session = open_session()
    session.mark_code("crying")
    session.jump(2_000)
    session.mark_code("fussing")
    assert session.selected_event.code == "fussing"
    session.delete_selected()
    assert [event.code for event in session.coding.events] == ["crying"]
    assert session.selected_id == ""


def test_next_and_previous_walk_through_events_that_start_at_once(open_session):
    session = open_session()
    for ms in (1_000, 1_000, 3_000):
        session.jump(ms)
        session.mark_code("reach")
    session.select("")
    session.jump(0)
    walked = []
    for step in (*[session.select_next] * 4, *[session.select_previous] * 3):
        step()
        walked.append((session.selected_id, session.position_ms))
    ids = [event.id for event in session.coding.events]
    times = [1_000, 1_000, 3_000]
    forward = [*zip(ids, times, strict=True), (ids[2], 3_000)]
    assert walked == [*forward, (ids[1], 1_000), (ids[0], 1_000), (ids[0], 1_000)]


def test_without_a_selection_walking_begins_at_the_playhead(open_session):
    session = open_session()
    for ms in (1_000, 2_000, 3_000):
        session.jump(ms)
        session.mark_code("reach")
    session.select("")
    session.jump(2_000)
    session.select_previous()
    assert session.position_ms == 1_000
    session.select("")
    session.jump(2_000)
    session.select_next()
    assert session.position_ms == 3_000


def test_episodes_are_marked_at_the_playhead_and_can_be_gone_to(open_session):
    session = open_session()
    for episode, ms in (("1", 0), ("2", 20_000), (END_OF_LAST_EPISODE, 50_000)):
        session.jump(ms)
        session.mark_episode(episode)
    session.go_to_episode("2")
    assert session.position_ms == 20_000
    session.go_to_episode("7")
    assert session.position_ms == 20_000
    assert [(span.start_ms, span.end_ms) for span in session.episodes()] == [(0, 20_000), (20_000, 50_000)]


def test_locked_episodes_cannot_be_marked(open_session, problems):
    session = open_session(session_id="locked")
    assert session.has_locked_episodes
    session.mark_episode("2")
    assert "locked" in str(problems[0])
    assert session.coding.episode_marks == ()


def test_moments_are_put_on_frames(open_session):
    session = open_session(ClockPlayer())
    assert [session.frame_ms(ms) for ms in (-5, 79, 80, DURATION_MS)] == [0, 40, 80, DURATION_MS - FRAME_MS]
    assert [session.frame_after(ms) for ms in (0, 39, 40, DURATION_MS - 1)] == [40, 40, 80, DURATION_MS]
    assert [session.frame_near(ms) for ms in (59, 61)] == [40, 80]


def test_while_frames_are_still_being_listed_none_is_taken_for_the_last(open_session):
    player = ClockPlayer()
    session = open_session(player)
    player.frame_times_ms = player.frame_times_ms[:100]
    assert session.frame_ms(30_010) == 30_010
    assert not session.is_retimable


def test_saving_is_told_on_the_thread_of_the_window(open_session, qtbot):
    session = open_session()
    with qtbot.waitSignal(session.save_state_changed, check_params_cb=lambda state: state == "saved", timeout=10_000):
        session.mark_code("crying")
    assert session.opened.state == "saved"


def test_a_closed_session_follows_nothing_any_more(open_session, qtbot):
    session = open_session(ClockPlayer())
    session.close()
    with qtbot.assertNotEmitted(session.edited):
        session.mark_code("crying")
