"""Fonts, colours and patterns of the timeline, made once a theme, font and screen."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from annotator.model.codebook import Codebook
from ui.theme import Theme, contrast, current_theme, mix, number_font
from ui.widgets.swatch import CodeStyle, code_styles, hatch

NAMES_MIN, NAMES_MAX = 160, 270
_BESIDE_NAMES = 116
"""Px for the sign of a code, its key and its running time."""


@dataclass(frozen=True, slots=True)
class Look:
    """What everything on the timeline is drawn with.

    Attributes:
        theme: the colours.
        styles: colour and pattern of each code.
        aside: those of what has no code yet.
        names: font of the names at the left.
        small: font of captions and of the text in bars.
        numbers: font of times, its digits of one width.
        ratio: device pixels a pixel.
        names_width: how many px the names need.
    """

    theme: Theme
    styles: dict[str, CodeStyle]
    aside: CodeStyle
    names: QFont
    small: QFont
    numbers: QFont
    ratio: float
    names_width: int

    @classmethod
    def now(cls, codebook: Codebook, ratio: float) -> "Look":
        """Return the look for the theme and the font that the application has now."""
        names, small = QFont(QApplication.font()), QFont(QApplication.font())
        small.setPointSizeF(names.pointSizeF() * 0.86)
        metrics = QFontMetricsF(names)
        widest = max((metrics.horizontalAdvance(code.name) for code in codebook.all_codes), default=0.0)
        width = round(min(max(widest + _BESIDE_NAMES, NAMES_MIN), NAMES_MAX))
        theme = current_theme()
        numbers = number_font(0.86)
        return cls(theme, code_styles(codebook, ratio), _aside(theme, ratio), names, small, numbers, ratio, width)

    @property
    def line(self) -> QColor:
        """Of the hair lines between tracks, fainter than those between panels."""
        return QColor(mix(self.theme.panel, self.theme.line, 0.55))

    @property
    def hair(self) -> QColor:
        """Of the lines that lead the eye from a name to its events, hardly there."""
        return self.ink("text", 12)

    def ribbon(self, color: str) -> tuple[QColor, QColor]:
        """Return fill and ink of an episode: deep with light text, or pale with dark text, by the theme."""
        fill, ink = _ribbon(color, is_dark=self.theme.is_dark)
        return QColor(fill), QColor(ink)

    def ink(self, name: str, alpha: int = 255) -> QColor:
        """Return a colour of the theme by name, more or less opaque (0 to 255)."""
        color = QColor(getattr(self.theme, name))
        color.setAlpha(alpha)
        return color


@lru_cache
def _ribbon(color: str, *, is_dark: bool) -> tuple[str, str]:
    ground, ink = ("#000000", "#ffffff") if is_dark else ("#ffffff", "#1b1f26")
    shares = (step / 20 for step in range(3 if is_dark else 8, 20))
    fills = (mix(color, ground, share) for share in shares)
    return next((one for one in fills if contrast(one, ink) >= 5.5), ground), ink


def _aside(theme: Theme, ratio: float) -> CodeStyle:
    fill = mix(theme.panel, theme.dim, 0.45)
    return CodeStyle(QColor(fill), QColor(theme.text), hatch(1, theme.text, ratio), QColor(theme.dim))
