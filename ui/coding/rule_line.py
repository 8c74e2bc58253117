"""The one line below the picture: the question that is open, and beside it the rule of the current code."""

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from annotator.model.codebook import Code, Codebook, ModifierValue
from ui.coding.question import Question
from ui.theme import current_theme, mix
from ui.widgets.code_row import paint_key_cap, rules_of

_CAP, _CAP_STEP = 20, 23
_GAP, _EDGE = 12, 12
_SKIP = ("Esc", "skip")
_ESC, _ROOM_FOR_SKIP = 32, 580
_TITLE_SHARE = 0.4
"""Of what the keys leave: with a longer title, the name of the code is left out."""
_SHORTEST_NAME, _WORTH_READING = 24, 120
"""In px: an answer is cut to no less; where less is left, no rule is shown."""


def line_height() -> int:
    """Return how high the line is, in px, whatever it says."""
    return max(QFontMetrics(QApplication.font()).height(), _CAP) + 5


class RuleLine(QWidget):
    """Is always there and always as high, so that nothing moves or is covered when a question comes.

    Shows the code the pointer is over, else the one last pressed; the whole rule on hover.
    """

    def __init__(self, codebook: Codebook, question: Question) -> None:
        super().__init__()
        self._codebook, self._question = codebook, question
        self._pressed: Code | None = None
        self._hovered: Code | None = None
        self._prompt = ""
        question.changed.connect(self.update)
        self.setFixedHeight(line_height())
        self.setAccessibleName("Question and rule of the code")

    @property
    def text(self) -> str:
        """What it says, uncut."""
        if self._prompt:
            return self._prompt
        if self._question.modifier is not None:
            return _question_text(self._question)
        code = self._code
        return "\n".join((code.name, *_lines(code))) if code is not None else ""

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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on an answer does what its key does."""
        at = event.position().toPoint()
        chosen = next((value for place, value, _ in self.answers() if place.contains(at)), None)
        if chosen is not None:
            self._question.choose(chosen)

    def event(self, event: QEvent) -> bool:
        """Say everything, uncut, when pointed at."""
        if isinstance(event, QHelpEvent):
            code = self._code
            asked = _question_text(self._question) if self._question.modifier is not None else ""
            said = self._prompt or asked or (rules_of(code) if code is not None else "")
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the question, and the rule on what it leaves."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(current_theme().panel))
        if self._prompt:
            self._begin_asking(painter, self.width())
            _write(painter, self.rect().adjusted(_EDGE, 0, -_EDGE, 0), f"{self._prompt}.")
            return
        left = self._paint_question(painter) if self._question.modifier is not None else 0
        room = self.rect().adjusted(left + _EDGE, 0, -_EDGE, 0)
        if left == 0 or room.width() >= _WORTH_READING:
            self._paint_rule(painter, room)

    def answers(self) -> list[tuple[QRect, ModifierValue, tuple[str, ...]]]:
        """Return where each answer stands, with its keys: side by side, cut where they are too long."""
        answers, metrics = self._question.answers, self.fontMetrics()
        left, widths = self._name_widths()
        placed = []
        for (value, keys), name_width in zip(answers, widths, strict=True):
            width = _caps_width(keys) + min(metrics.horizontalAdvance(value.name) + 2, name_width)
            placed.append((QRect(left, 0, width, self.height()), value, keys))
            left += width + _GAP
        return placed

    @property
    def _code(self) -> Code | None:
        return self._hovered or self._pressed

    def _name_widths(self) -> tuple[int, list[int]]:
        """Return where the first answer begins, and how wide the name of each may be, so that all of them are seen."""
        answers, metrics = self._question.answers, self.fontMetrics()
        left = _EDGE + QFontMetrics(_bold(self.font())).horizontalAdvance(self._title()) + _GAP
        skip = self._skip_width()
        caps = sum(_caps_width(keys) + _GAP for _, keys in answers)
        room = self.width() - left - skip - caps
        names = [metrics.horizontalAdvance(value.name) + 2 for value, _ in answers]
        most = max(names, default=0)
        while most > _SHORTEST_NAME and sum(min(name, most) for name in names) > room:
            most -= 1
        return left, [min(name, most) for name in names]

    def _skip_width(self) -> int:
        """How wide the words on Esc are with their edges, in px; 0 where the answers need all there is."""
        if self.width() < _ROOM_FOR_SKIP:
            return 0
        return _ESC + 6 + self.fontMetrics().horizontalAdvance(_SKIP[1]) + _EDGE

    def _title(self) -> str:
        """What is asked, with the name of the code where the line is long enough."""
        modifier, metrics = self._question.modifier, QFontMetrics(_bold(self.font()))
        if modifier is None:
            return ""
        caps = sum(_caps_width(keys) + _GAP for _, keys in self._question.answers)
        is_short = metrics.horizontalAdvance(self._question.title) > (self.width() - caps) * _TITLE_SHARE
        shown = modifier.name if is_short else self._question.title
        return metrics.elidedText(shown, Qt.TextElideMode.ElideRight, self.width() // 4 if is_short else self.width())

    def _paint_question(self, painter: QPainter) -> int:
        """Paint what is asked and the answers; return where that ends."""
        theme, answers, middle = current_theme(), self.answers(), self.height() / 2
        end = answers[-1][0].right() + _GAP if answers else _EDGE
        right = end + self._skip_width()
        self._begin_asking(painter, right)
        painter.drawText(self.rect().adjusted(_EDGE, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._title())
        painter.setFont(self.font())
        for place, value, keys in answers:
            for number, key in enumerate(keys):
                cap = QRectF(place.left() + number * _CAP_STEP + 0.5, middle - 9, _CAP, 18)
                paint_key_cap(painter, cap, key, theme.raised, theme.line, theme.text)
            _write(painter, place.adjusted(_caps_width(keys), 0, 0, 0), value.name)
        if right > end:
            cap = QRectF(end + 0.5, middle - 9, _ESC, 18)
            paint_key_cap(painter, cap, _SKIP[0], theme.raised, theme.line, theme.text)
            painter.setPen(QColor(theme.dim))
            _write(painter, QRect(end + _ESC + 6, 0, right - end, self.height()), _SKIP[1])
        return right

    def _begin_asking(self, painter: QPainter, right: int) -> None:
        """Set off what waits for a key from the rules, and begin its words."""
        theme = current_theme()
        painter.fillRect(QRect(0, 0, right, self.height()), QColor(mix(theme.panel, theme.accent, 0.16)))
        painter.fillRect(0, 0, 3, self.height(), QColor(theme.accent))
        painter.setPen(QColor(theme.text))
        painter.setFont(_bold(self.font()))

    def _paint_rule(self, painter: QPainter, room: QRect) -> None:
        theme, code = current_theme(), self._code
        if code is None:
            painter.setPen(QColor(theme.dim))
            _write(painter, room, "Press the key of a code, or point at one to read its rule.")
            return
        painter.setPen(QColor(theme.text))
        painter.setFont(_bold(self.font()))
        _write(painter, room, code.name)
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(code.name) + _GAP)
        painter.setPen(QColor(theme.dim))
        painter.setFont(self.font())
        _write(painter, room, "  ·  ".join(_lines(code)))


def _write(painter: QPainter, room: QRect, words: str) -> None:
    """Write on one line, cut with "…" where there is too little room."""
    said = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, said)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


def _lines(code: Code) -> tuple[str, ...]:
    rules = (code.definition, f"Onset: {code.onset}")
    return (*rules, f"Offset: {code.offset}") if code.offset else rules


def _caps_width(keys: tuple[str, ...]) -> int:
    """Return how far from its key caps the name of an answer begins, in px."""
    return len(keys) * _CAP_STEP + 3 if keys else 0


def _question_text(question: Question) -> str:
    answers = ("".join(f"[{key}] " for key in keys) + value.name for value, keys in question.answers)
    return f"{question.title}: {'  '.join(answers)} · Esc skips"
