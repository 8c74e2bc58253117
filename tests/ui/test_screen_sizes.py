"""What is in sight on small screens, with every codebook that ships, with and without a question open.

Sizes are in logical pixels: 1280 x 720 is a screen of 1920 x 1080 at 150 %.
"""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from annotator.model.codebook.file import codebook_text, parse_codebook, shipped_codebooks
from annotator.study import CoderSettings
from ui.coding.layouts import PICTURE_HEIGHT, PICTURE_WIDTH
from ui.widgets.code_row import CodeRow
from ui.widgets.elided import Elided

pytestmark = pytest.mark.looks

SIZES = ((1366, 768), (1280, 720), (1600, 1000))
TRACKS = ROWS = 8


def place(widget: QWidget, inside: QWidget) -> QRect:
    return QRect(widget.mapTo(inside, QPoint(0, 0)), widget.size())


class Screen:
    """A coding in a window of some size."""

    def __init__(self, coder, size):
        self.coder, self.panels = coder, coder.program.code_workspace.panels
        window = coder.program.window
        window.resize(*size)
        coder.qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
        coder.qtbot.wait(30)

    @property
    def codes(self):
        """The codes whose name and key are in sight, with where."""
        timeline = self.panels.timeline
        heads = {code: place(head, timeline) for code, head in self.panels.heads.rows.items() if head.isVisible()}
        room = QRect(0, 0, timeline.width(), timeline.scene.lanes.overview.top)
        seen = {code: where for code, where in heads.items() if room.contains(where)}
        inside = list(seen.values())
        assert not any(one.intersects(other) for at, one in enumerate(inside) for other in inside[at + 1 :])
        return seen

    @property
    def tracks(self):
        lanes = self.panels.timeline.scene.lanes
        return sum(lanes.is_seen(lane) for lane in lanes.tracks)

    @property
    def rows(self):
        table = self.panels.events.table
        return table.viewport().height() // table.verticalHeader().defaultSectionSize()

    @property
    def cut(self):
        """The texts that are cut without "…", or without a tooltip that says the whole."""
        shown = [one for one in self.coder.program.window.findChildren(QWidget) if one.isVisible()]
        return [words(one) for one in shown if is_cut(one) and not one.toolTip()]


def screens(coder):
    """The same window in every size, one after the other: what a test did to it is undone before the next."""
    return (Screen(coder, size) for size in SIZES)


def words(widget):
    return widget.code.name if isinstance(widget, CodeRow) else widget.text()


def is_cut(widget):
    """Whether a label or a button is narrower than its words; what is scrolled to is not cut."""
    if isinstance(widget, CodeRow):
        return widget.width() < widget.width_at_rest()
    if isinstance(widget, Elided):
        return widget.shown != widget.text()
    if isinstance(widget, QLabel):
        return not widget.wordWrap() and widget.width() < widget.fontMetrics().horizontalAdvance(widget.text())
    if isinstance(widget, QAbstractButton) and not isinstance(widget.parent(), QLineEdit):
        is_text = widget.icon().isNull() or "IconOnly" not in str(getattr(widget, "toolButtonStyle", str)())
        return is_text and widget.width() < widget.fontMetrics().horizontalAdvance(widget.text())
    return False


def count(screen, wanted):
    """Check that all codes, enough tracks and rows and an uncut text each are in sight; return where the codes are."""
    seen = screen.codes
    assert set(seen) == wanted
    assert screen.tracks >= min(TRACKS, len(wanted))
    assert screen.panels.video.width() >= PICTURE_WIDTH
    assert screen.panels.video.height() >= PICTURE_HEIGHT
    if wanted:
        screen.panels.side.show_events()
        assert screen.rows >= ROWS
    screen.coder.qtbot.waitUntil(lambda: screen.cut == [])  # what is said of saving comes and goes
    return seen


@pytest.mark.parametrize("name", shipped_codebooks())
def test_codes_tracks_rows_and_picture_are_in_sight_with_and_without_a_question(coder, study, name):
    codebook = parse_codebook(codebook_text(name), name)
    (study.folder / "codebook.toml").write_text(codebook_text(name), encoding="utf-8")
    coder.sit_down(CoderSettings())
    wanted = {code.id for code in codebook.codes}
    for screen in screens(coder):
        before = count(screen, wanted)
        for asking in (code for code in codebook.codes if code.modifiers):
            picture = screen.panels.video.geometry()
            screen.panels.timeline.scene.session.mark_code(asking.id)
            assert screen.panels.question.modifier is not None
            coder.qtbot.wait(30)
            assert count(screen, wanted).keys() == before.keys(), "a question hides no code"
            assert screen.panels.video.geometry() == picture, "and moves nothing"
            seen = screen.panels.rule.answers()
            assert all(screen.panels.rule.rect().contains(one) for one, _, _ in seen)
            assert len(seen) == len(screen.panels.question.answers)
            coder.session.undo()


def test_with_the_picture_on_another_monitor_there_are_as_many_rows_and_tracks(coder):
    coder.sit_down(CoderSettings())
    for screen in screens(coder):
        coder.program.actions["picture_window"].trigger()
        coder.qtbot.wait(30)
        assert set(screen.codes) == {code.id for code in coder.session.codebook.codes}
        assert screen.rows >= ROWS
        assert screen.tracks >= TRACKS
        coder.program.actions["picture_window"].trigger()


def test_the_spectrogram_and_segments_hide_no_code(coder):
    coder.sit_down(CoderSettings())
    wanted = {code.id for code in coder.session.codebook.codes}
    for screen in screens(coder):
        before = screen.panels.timeline.height()
        coder.program.actions["spectrogram"].trigger()
        coder.press(Qt.Key.Key_F3)
        coder.press(Qt.Key.Key_Space)
        coder.press(Qt.Key.Key_F3)
        coder.qtbot.waitUntil(lambda screen=screen: set(screen.codes) == wanted)
        coder.session.undo()
        coder.program.actions["spectrogram"].trigger()
        coder.qtbot.waitUntil(
            lambda screen=screen, before=before: (
                set(screen.codes) == wanted and screen.panels.timeline.height() == before
            )
        )


def test_beside_the_picture_there_is_no_black_that_the_table_could_have(coder):
    coder.sit_down()
    for screen in screens(coder):
        for layout in ("balanced", "picture", "table", "timeline"):
            coder.program.actions[f"layout_{layout}"].trigger()
            coder.qtbot.wait(30)
            video = screen.panels.video
            assert video.aspect == 4 / 3
            assert video.width() <= max(PICTURE_WIDTH, video.places()[0].width()) + 2, layout


def test_a_short_pass_has_a_track_for_each_code_and_nothing_moves_when_a_question_comes(coder):
    codes = ("crying", "fussing", "proximity_seeking", "reach", "contact", "clinging", "avoidance", "resistance")
    coder.sit_down(CoderSettings(codes=(*codes, "show", "search", "smile")))
    for screen in screens(coder):
        assert screen.tracks == len(screen.codes) == 11
        before = screen.codes
        coder.press(Qt.Key.Key_P)
        assert screen.panels.question.modifier is not None
        coder.qtbot.wait(30)
        assert screen.codes == before
        coder.session.undo()


@pytest.mark.parametrize("way", ["segment_pass", "interval_pass"])
def test_the_banner_of_a_pass_moves_no_divider(coder, way):
    coder.sit_down()
    coder.session.mark_episode("2")
    for screen in screens(coder):
        before = screen.panels.video.geometry(), screen.panels.timeline.height()
        coder.program.actions[way].trigger()
        coder.qtbot.waitUntil(screen.panels.side.banner.isVisible)
        coder.qtbot.wait(30)
        assert (screen.panels.video.geometry(), screen.panels.timeline.height()) == before
        coder.program.actions[way].trigger()
        coder.qtbot.waitUntil(lambda screen=screen: not screen.panels.side.banner.isVisible())


def test_all_anchors_of_a_rating_are_in_sight(coder):
    coder.sit_down()
    coder.press(Qt.Key.Key_F2)
    for screen in screens(coder):
        coder.qtbot.wait(30)
        form = screen.panels.side.forms.ratings
        assert len(form.anchors.rows) >= 7
        for anchor in form.anchors.rows:
            assert form.rect().contains(place(anchor, form)), anchor.accessibleName()
            assert anchor.words.shown == anchor.words.text() or anchor.words.toolTip() == anchor.words.text()


def test_the_layouts_give_the_room_to_what_they_are_called_after(coder):
    coder.sit_down()
    screen = Screen(coder, (1366, 768))
    panels, actions = screen.panels, coder.program.actions
    found = {}
    for name in ("picture", "table", "timeline", "balanced"):
        actions[f"layout_{name}"].trigger()
        coder.qtbot.wait(30)
        found[name] = (panels.video.width() * panels.video.height(), screen.rows, panels.timeline.height())
        assert set(screen.codes) == set(panels.heads.rows), name
    assert max(found, key=lambda name: found[name][0]) == "picture"
    assert found["table"][1] == max(rows for _, rows, _ in found.values())
    assert max(found, key=lambda name: found[name][2]) == "timeline"


def test_a_dragged_divider_is_kept_and_the_next_layout_forgets_it(coder, study):
    coder.sit_down()
    screen = Screen(coder, (1600, 1000))
    splitter = screen.panels._splitters["code/columns"]
    for x in (800, 740, 700):  # as a hand does: what stands there gives way while it is moved
        splitter.moveSplitter(x, 1)
        coder.qtbot.wait(30)
    dragged = splitter.sizes()
    assert dragged[0] == 700
    coder.program.close_study()
    coder.sit_down()
    again = Screen(coder, (1600, 1000))
    assert again.panels._splitters["code/columns"].sizes() == dragged
    coder.program.actions["layout_balanced"].trigger()
    coder.qtbot.wait(30)
    assert again.panels._splitters["code/columns"].sizes() != dragged
