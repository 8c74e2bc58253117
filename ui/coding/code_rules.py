"""The strip below the codes: the rules of the code in hand, or the question that is open."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.model.codebook import Code, Codebook, ModifierValue
from ui.coding.question import Question
from ui.theme import current_theme, mix
from ui.widgets.code_row import paint_key_cap

_LINES, _SMALL_LINES = 5, 1
_CAP, _CAP_STEP, _ANSWER_HEIGHT = 22, 25, 27


class CodeRules(QWidget):
    """Shows the code the pointer is over, else the one last pressed; a question about the last event comes first."""

    def __init__(self, codebook: Codebook, question: Question) -> None:
        super().__init__()
        self._codebook, self._question = codebook, question
        self._pressed: Code | None = None
        self._hovered: Code | None = None
        self._prompt = ""
        self._is_small = False
        question.changed.connect(self._show_question)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.96)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Rules of the code")

    @property
    def text(self) -> str:
        """What it says."""
        if self._prompt:
            return self._prompt
        if self._question.modifier is not None:
            return _question_text(self._question)
        code = self._hovered or self._pressed
        return "\n".join((code.name, *_lines(code))) if code is not None else ""

    @property
    def full_height(self) -> int:
        """How high it is when it has room, and while a question is open."""
        return self.fontMetrics().lineSpacing() * _LINES + 24

    @property
    def small_height(self) -> int:
        """How high it is where there is little room."""
        return self.fontMetrics().lineSpacing() * _SMALL_LINES + 12

    def show_small(self, *, small: bool) -> None:
        """Take one line, or the usual room; a question always has that."""
        if small != self._is_small:
            self._is_small = small
            self.updateGeometry()
            self.update()

    def ask(self, prompt: str) -> None:
        """Say what the next key does; "" once it is over."""
        self._prompt = prompt
        self.update()

    def hover(self, code_id: str) -> None:
        """Show the rules of the code under the pointer; "" goes back to the one last pressed."""
        self._hovered = self._codebook.code_by_id.get(code_id)
        self.update()

    def show_code(self, code_id: str) -> None:
        """Show the rules of the code that was pressed."""
        self._pressed = self._codebook.code_by_id[code_id]
        self.update()

    def sizeHint(self) -> QSize:
        """As high whatever code it shows, so that the codes above stay where they are."""
        is_short = self._is_small and self._question.modifier is None
        return QSize(200, self.small_height if is_short else self.full_height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the question, or the rules."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        code = self._hovered or self._pressed
        if self._prompt:
            self._paint_prompt(painter)
        elif self._question.modifier is not None:
            self._paint_question(painter)
        elif code is not None:
            self._paint_rules(painter, code)
        else:
            painter.setPen(QColor(current_theme().dim))
            hint = "Press a code's key, or point at it to read its rules."
            painter.drawText(self._inner(), Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, hint)

    def _paint_rules(self, painter: QPainter, code: Code) -> None:
        theme, inner = current_theme(), self._inner()
        escaped = [line.replace("&", "&amp;").replace("<", "&lt;") for line in (code.name, *_lines(code))]
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setDefaultFont(self.font())
        document.setTextWidth(inner.width())
        rest = "".join(f"<div style='color:{theme.dim}'>{line}</div>" for line in escaped[2:])
        document.setHtml(f"<div style='color:{theme.text}'><b>{escaped[0]}</b>&nbsp; {escaped[1]}</div>{rest}")
        painter.translate(inner.topLeft())
        line_height = self.fontMetrics().lineSpacing()
        whole_lines = max(1, inner.height() // line_height) * line_height
        document.drawContents(painter, QRectF(0, 0, inner.width(), whole_lines))

    def _show_question(self) -> None:
        self.updateGeometry()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on an answer does what its key does."""
        at = event.position().toPoint()
        chosen = next((value for place, value, _ in self._answers() if place.contains(at)), None)
        if chosen is not None:
            self._question.choose(chosen)

    def _paint_prompt(self, painter: QPainter) -> None:
        self._paint_ground(painter)
        painter.drawText(self._inner(), Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, f"{self._prompt}.")

    def _paint_ground(self, painter: QPainter) -> None:
        """Set off what waits for a key from the rules, and begin its words."""
        theme = current_theme()
        painter.fillRect(self.rect(), QColor(mix(theme.panel, theme.accent, 0.12)))
        painter.fillRect(0, 0, 3, self.height(), QColor(theme.accent))
        painter.setPen(QColor(theme.text))
        painter.setFont(_bold(self.font()))

    def _paint_question(self, painter: QPainter) -> None:
        theme, inner = current_theme(), self._inner()
        self._paint_ground(painter)
        head = QRect(inner.left(), inner.top(), inner.width(), _CAP + 2)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, f"{self._question.title}:")
        painter.setFont(self.font())
        bottom = inner.top()
        for place, value, keys in self._answers():
            for number, key in enumerate(keys):
                cap = QRectF(place.left() + number * _CAP_STEP + 0.5, place.top() + 2.5, _CAP, 19)
                paint_key_cap(painter, cap, key, theme.raised, theme.line, theme.text)
            name = place.adjusted(_caps_width(keys), 0, 0, 0)
            painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, value.name)
            bottom = place.bottom()
        painter.setPen(QColor(theme.dim))
        hint = "Esc skips it, and so does the next mark."
        painter.drawText(inner.left(), bottom + 8 + painter.fontMetrics().ascent(), hint)

    def _answers(self) -> list[tuple[QRect, ModifierValue, tuple[str, ...]]]:
        """Return where each answer stands, with its keys: after the question, in as many lines as they need."""
        inner, metrics = self._inner(), self.fontMetrics()
        indent = QFontMetrics(_bold(self.font())).horizontalAdvance(f"{self._question.title}:") + 14
        left, top, placed = inner.left() + indent, inner.top(), []
        for value, keys in self._question.answers:
            width = _caps_width(keys) + 2 + metrics.horizontalAdvance(value.name)
            if left + width > inner.right() and left > inner.left() + indent:
                left, top = inner.left() + indent, top + _ANSWER_HEIGHT
            placed.append((QRect(left, top, width, 24), value, keys))
            left += width + 16
        return placed

    def _inner(self) -> QRect:
        is_short = self.height() < self.full_height
        return self.rect().adjusted(15, 5 if is_short else 9, -12, -2 if is_short else -6)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


def _lines(code: Code) -> tuple[str, ...]:
    rules = (code.definition, f"Onset: {code.onset}")
    return (*rules, f"Offset: {code.offset}") if code.offset else rules


def _caps_width(keys: tuple[str, ...]) -> int:
    """Return how far from its key caps the name of an answer begins, in px."""
    return len(keys) * _CAP_STEP + 5 if keys else 0


def _question_text(question: Question) -> str:
    answers = ("".join(f"[{key}] " for key in keys) + value.name for value, keys in question.answers)
    return f"{question.title}: {'  '.join(answers)} · Esc skips"
