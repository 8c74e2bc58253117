"""What the import check found in a recording: one line, and behind it each finding with its advice."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QToolButton, QVBoxLayout, QWidget

from annotator.media.check import Finding, RecordingCheck
from annotator.text import count
from ui.study.checks import Checks
from ui.widgets.parts import Piece, column, label, row, symbol_button


class Verdict(QWidget):
    """One line; a click shows the findings."""

    def __init__(self, check: RecordingCheck) -> None:
        super().__init__()
        self._head = QToolButton()
        self._head.setText(verdict_text(check))
        self._head.setProperty("kind", "quiet")
        self._head.setAccessibleName(verdict_text(check))
        findings: list[Piece] = [_finding(one) for one in check.findings]
        self._findings = QWidget()
        self._findings.setLayout(column(*findings, spacing=8, margins=(18, 2, 0, 6)))
        self._findings.hide()
        self._head.setEnabled(bool(findings))
        if findings:
            self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._head.setArrowType(Qt.ArrowType.RightArrow)
        self._head.clicked.connect(self._toggle)
        self.setLayout(column(row(self._head, None), self._findings, spacing=0))

    @property
    def is_open(self) -> bool:
        """Whether the findings are shown."""
        return not self._findings.isHidden()

    def _toggle(self) -> None:
        self._findings.setVisible(not self.is_open)
        self._head.setArrowType(Qt.ArrowType.DownArrow if self.is_open else Qt.ArrowType.RightArrow)


class CheckUnderWay(QWidget):
    """How far the check of a session's recordings is, and a way to stop it."""

    def __init__(self, checks: Checks, session_id: str) -> None:
        super().__init__()
        self._session_id = session_id
        self._share = QProgressBar(maximum=1000)
        self._share.setTextVisible(False)
        checks.progressed.connect(self._show)
        stop = symbol_button("✕", "Stop checking", lambda: checks.cancel(session_id))
        self.setLayout(column(label("Checking the recordings…", "dim"), row(self._share, stop), spacing=4))

    def _show(self, session_id: str, share: float) -> None:
        if session_id == self._session_id:
            self._share.setValue(round(share * 1000))


def _finding(found: Finding) -> QVBoxLayout:
    what = label(found.what, "danger" if found.severity == "problem" else "", wrap=True)
    return column(what, label(found.advice, "dim", wrap=True), spacing=1)


def verdict_text(check: RecordingCheck) -> str:
    """Say in a few words whether a recording is fit for coding."""
    problems = sum(one.severity == "problem" for one in check.findings)
    notes = len(check.findings) - problems
    said = [count(problems, "problem")] * bool(problems) + [count(notes, "note")] * bool(notes)
    return " · ".join([*([] if problems else ["✓ fit for coding"]), *said])
