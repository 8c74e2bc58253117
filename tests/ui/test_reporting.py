"""A report is written from the menu, of the study or of the chosen session, and opened from the message."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices

from annotator.model.history import Change, Edit
from annotator.model.items import Event
from ui.settings import EXPORT


def test_a_report_of_the_study_and_one_of_the_session_are_written_and_opened(
    qtbot, program, study, answers, tmp_path, monkeypatch
):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    with study.open_coding("S001", "KM") as coding:
        unknown = Event(id="a", code="gone_code", start_ms=480, end_ms=960)
        coding.history.do(Edit(label="code", changes=(Change(None, unknown),)))
    assert not program.actions["report"].isEnabled()
    program.open_study(study.folder)
    table = program.study_workspace.page.table
    qtbot.waitUntil(lambda: table.sessions.rowCount() == 1)

    def written(out):
        qtbot.waitUntil(lambda: any(out.name in one.what for one in program.messages.said))
        return program.messages.said[-1]

    of_study, of_session = tmp_path / "study.html", tmp_path / "session.html"
    answers.append(of_study)
    program.actions["report"].trigger()
    said = written(of_study)
    assert said.severity == "warning", "the coding holds a code that nobody knows"
    assert "gone_code" in said.hint
    assert "Report of the study" in of_study.read_text("utf-8")
    assert opened == []
    qtbot.mouseClick(program.window.message_bar.offer_button, Qt.MouseButton.LeftButton)
    assert opened == [str(of_study)]

    program.settings.put(EXPORT, ("csv", False, True))
    answers.append(of_session)
    table.choose("S001", "KM")
    program.actions["session_report"].trigger()
    written(of_session)
    assert "Report of session S001" in of_session.read_text("utf-8")
    assert opened == [str(of_study), str(of_session)], "opened at once where exports are"

    before = of_study.read_bytes()
    answers.append(of_study)
    program.actions["report"].trigger()
    qtbot.waitUntil(lambda: "study.html is there already" in program.messages.said[-1].what)
    assert of_study.read_bytes() == before
