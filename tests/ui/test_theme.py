import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton

from ui.icons import SHAPES, pixmap, set_icon
from ui.theme import DARK, THEMES, apply_theme, contrast, current_theme, mix, palette, stylesheet, text_on

GROUNDS = ("window", "panel", "raised", "hover", "selection")


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["text", "dim", "accent", "danger", "warning", "ok"])
def test_text_is_readable_on_every_ground(theme, ground, ink):
    """WCAG 2.2 AA asks for 4.5:1."""
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_button_in_the_accent_colour_is_readable(theme):
    assert contrast(theme.on_accent, theme.accent) >= 4.5


def painted(theme):
    """Yield every ink that the stylesheet writes with, and the ground below it, as (where, ink, ground)."""
    for where, body in re.findall(r"([^{}]+)\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", stylesheet(theme), flags=re.DOTALL)):
        ink = re.search(r"(?:^|[\s;])color: (#\w{6})", body)
        own = re.search(r"background(?:-color)?: (#\w{6})", body)
        for ground in ([own[1]] if own else [getattr(theme, name) for name in GROUNDS]) if ink else []:
            yield where.strip(), ink[1], ground
        chosen = re.search(r"selection-color: (#\w{6})", body), re.search(r"selection-background-color: (#\w{6})", body)
        if all(chosen):
            yield where.strip(), chosen[0][1], chosen[1][1]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_whatever_the_stylesheet_writes_is_readable_also_what_cannot_be_used_now(theme):
    found = list(painted(theme))
    assert any(":disabled" in where for where, _, _ in found)
    assert [one for one in found if contrast(one[1], one[2]) < 4.5] == []


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_whatever_qt_writes_itself_is_readable_in_every_state(theme):
    roles = QPalette.ColorRole
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for ink in (roles.WindowText, roles.Text, roles.ButtonText, roles.PlaceholderText):
            for ground in GROUNDS:
                said = palette(theme).color(group, ink).name()
                assert contrast(said, getattr(theme, ground)) >= 4.5, (group, ink, ground)


@pytest.mark.looks
@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_what_stands_in_an_empty_field_is_readable(qtbot, qapp, kind, name):
    theme = apply_theme(qapp, name)
    field = kind()
    qtbot.addWidget(field)
    field.ensurePolished()
    said = field.palette().color(QPalette.ColorRole.PlaceholderText)
    assert said.alpha() == 255
    assert contrast(said.name(), theme.window) >= 4.5


@pytest.mark.parametrize("color", ["#e4604e", "#c9b23e", "#8a7df0", "#3f78c0", "#4f8a6d", "#000000", "#ffffff"])
def test_text_on_a_coloured_bar_is_readable(color):
    assert contrast(text_on(color), color) >= 4.2


def test_the_stylesheet_uses_only_colours_the_theme_has():
    for theme in THEMES.values():
        assert "$" not in stylesheet(theme).replace("$name", "")


@pytest.mark.looks
def test_a_theme_reaches_open_windows_and_can_be_changed(qtbot, qapp):
    label = QLabel("crying")
    qtbot.addWidget(label)
    label.show()
    for name in ("light", "dark"):
        apply_theme(qapp, name)
        assert current_theme().name == name
        assert label.palette().windowText().color() == QColor(THEMES[name].text)


def test_an_unknown_theme_in_the_settings_is_dark(qapp):
    assert apply_theme(qapp, "solarized") is DARK


@pytest.mark.parametrize("name", SHAPES)
def test_every_icon_is_drawn_in_the_colour_asked_for(qapp, name):
    image = pixmap(name, "#ff0000", 48).toImage()
    inked = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() > 200]
    assert len(inked) > 60
    assert all(color.red() > 250 and color.green() < 5 for color in inked)


def test_icons_follow_the_theme(qtbot, qapp):
    button = QPushButton()
    qtbot.addWidget(button)
    apply_theme(qapp, "dark")
    set_icon(button, "play")
    dark = button.icon().pixmap(24, 24).toImage()
    apply_theme(qapp, "light")
    light = button.icon().pixmap(24, 24).toImage()
    apply_theme(qapp, "dark")
    assert dark.pixelColor(10, 12) == QColor(THEMES["dark"].text)
    assert light.pixelColor(10, 12) == QColor(THEMES["light"].text)


def test_mixing_goes_from_one_colour_to_the_other():
    assert mix("#102030", "#ffffff", 0.0) == "#102030"
    assert mix("#102030", "#ffffff", 1.0) == "#ffffff"
