"""What the window says, and how the bar shows it."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from annotator.errors import EditError, StudyError
from ui.messages import CODING, Messages, Offer
from ui.tasks import Saves
from ui.widgets.message_bar import MessageBar, MessageList

pytestmark = pytest.mark.looks


@pytest.fixture
def messages(qtbot: QtBot) -> Messages:
    return Messages()


@pytest.fixture
def bar(qtbot: QtBot, messages: Messages) -> MessageBar:
    over = QWidget()
    over.resize(900, 500)
    qtbot.addWidget(over)
    bar = MessageBar(messages, over)
    with qtbot.waitExposed(over):
        over.show()
    return bar


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


def test_an_error_is_told_in_its_two_sentences(messages: Messages, bar: MessageBar) -> None:
    messages.tell(StudyError("The folder is not empty.", "Choose another."))
    assert bar.isVisible()
    assert texts(bar) == ["The folder is not empty.", "Choose another."]
    assert bar.accessibleName() == "error: The folder is not empty. Choose another."


def test_an_error_stays_and_a_note_goes(qtbot: QtBot, messages: Messages, bar: MessageBar) -> None:
    bar.fades_after_ms = 20
    messages.note("Nothing is selected.")
    qtbot.waitUntil(lambda: not bar.isVisible())
    messages.note("Nothing is selected.")
    messages.tell(StudyError("The folder is not empty."))
    qtbot.wait(60)
    assert bar.isVisible()


def test_an_edit_that_did_not_fit_is_only_a_note(messages: Messages) -> None:
    messages.tell(EditError("No event is selected.", "Click one."))
    assert [message.severity for message in messages.said] == ["note"]


def test_a_click_dismisses_it(qtbot: QtBot, messages: Messages, bar: MessageBar) -> None:
    messages.warn("The last line was torn.")
    QTest.mouseClick(bar.findChild(QWidget, "dismiss"), Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_the_bar_stays_inside_whatever_it_floats_over(messages: Messages, bar: MessageBar) -> None:
    messages.warn("The journal was changed by another program. " * 6, "Compare the two. " * 6)
    over = bar.parentWidget()
    assert over is not None
    assert over.rect().contains(bar.geometry())
    over.resize(420, 400)
    assert over.rect().contains(bar.geometry())


def test_earlier_messages_are_kept_newest_first_in_the_list(qtbot: QtBot, messages: Messages) -> None:
    messages.note("first")
    messages.done("second", "and how")
    listed = MessageList(messages)
    qtbot.addWidget(listed)
    assert [text for text in texts(listed) if ":" not in text] == ["second\nand how", "first"]


def test_only_so_many_messages_are_kept(qtbot: QtBot) -> None:
    messages = Messages(keep=3)
    for number in range(5):
        messages.note(str(number))
    assert [message.what for message in messages.said] == ["2", "3", "4"]


def test_what_is_so_no_longer_goes_from_the_bar_and_stays_in_the_list(messages: Messages, bar: MessageBar) -> None:
    error = StudyError("S001/KM.jsonl cannot be written.", "It is kept elsewhere.")
    messages.tell(error)
    messages.take_back(str(error))
    assert not bar.isVisible()
    assert len(messages.said) == 1
    messages.tell(error)
    messages.warn("Something else.")
    messages.take_back(str(error))
    assert bar.isVisible(), "another message stays"


def test_the_bar_is_as_high_as_what_it_says_now(messages: Messages, bar: MessageBar) -> None:
    messages.note("There is one more event.")
    low = bar.height()
    messages.done("A camera was removed.", "Its file stays. " * 12, Offer("Undo", lambda: None))
    assert bar.height() > low
    messages.note("There is one more event.")
    assert bar.height() == low


def test_what_was_said_about_something_ends_with_it(messages: Messages, bar: MessageBar) -> None:
    messages.warn("The coding is read-only.", about=CODING)
    messages.end("another thing")
    assert bar.isVisible()
    messages.end(CODING)
    assert not bar.isVisible()
    messages.warn("It cannot be saved.")
    messages.end_all()
    assert bar.isVisible(), "what is about nothing that closes stays until somebody has read it"


def test_what_was_said_of_a_try_ends_with_the_next_try(
    qtbot: QtBot, messages: Messages, bar: MessageBar, saves: Saves
) -> None:
    def fail(_progress: object) -> None:
        raise StudyError("“K M” cannot be the id of a coder.", "Use letters and digits.")

    saves.run("Adding a coder", fail)
    qtbot.waitUntil(bar.isVisible)
    saves.run("Saving", lambda _progress: None)
    qtbot.waitUntil(lambda: not saves.running)
    assert bar.isVisible(), "that was another thing"
    saves.run("Adding a coder", lambda _progress: None)
    assert not bar.isVisible()


def test_what_is_said_of_a_coding_does_not_follow_into_another(coder: Any) -> None:
    coder.sit_down()
    program = coder.program
    bar = program.window.message_bar
    with coder.study.open_coding("S001", "JT"):
        program.open_coding("S001", "JT")
        coder.qtbot.waitUntil(lambda: program.coding is not None and program.coding.coder == "JT")
        assert bar.isVisible()
        assert program.messages.said[-1].what.startswith("This coding is read-only")
        program.open_coding("S001", "KM")
        coder.qtbot.waitUntil(lambda: program.coding is not None and program.coding.coder == "KM")
    assert not bar.isVisible()


def test_no_message_covers_the_key_of_a_code(coder: Any) -> None:
    coder.sit_down()
    program = coder.program
    program.messages.warn("Something is to be looked at. " * 4, "It says so at length. " * 4)
    bar, timeline = program.window.message_bar, program.code_workspace.panels.timeline
    assert bar.isVisible()
    assert bar.mapToGlobal(bar.rect().bottomLeft()).y() < timeline.mapToGlobal(timeline.rect().topLeft()).y()


def test_what_a_form_said_ends_when_the_form_is_left(coder: Any) -> None:
    coder.sit_down()
    program = coder.program
    program.actions["add_session"].trigger()
    program.study_workspace.add_session.add()
    assert program.window.message_bar.isVisible()
    program.study_workspace.add_session.cancel()
    assert not program.window.message_bar.isVisible()
