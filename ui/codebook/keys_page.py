"""The page of the keys: the keyboard in the colours of the codes, and the code panel as coders will see it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QWidget

from annotator.model.codebook import Code
from annotator.model.codebook.draft import put
from annotator.model.codebook.lines import Path
from annotator.model.keymap import has_two_strokes
from annotator.text import count
from ui.codebook.fields import KeyField
from ui.codebook.keyboard import LAYOUTS, Keyboard
from ui.codebook.open_codebook import OpenCodebook
from ui.settings import KEYBOARD, Settings
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.code_columns import CodeColumns
from ui.widgets.code_row import CodeRow
from ui.widgets.parts import column, label, line, name_field, row
from ui.widgets.swatch import code_styles

_MARGINS = (24, 14, 24, 14)
_OF_ONE = 49
"""Keys of one stroke: the letters but J, K and L, and all of them with Shift."""


class KeysPage(QWidget):
    """Shows who is on which key; a click on a key or on a code chooses it, and its key is chosen by pressing it."""

    def __init__(self, book: OpenCodebook, settings: Settings) -> None:
        super().__init__()
        self.book, self._settings = book, settings
        self.keyboard, self.layouts = Keyboard(), ChoiceBox()
        self.second_strokes = QCheckBox()
        self.key_field = KeyField()
        self.name, self.said = label("", "strong"), label("", "dim")
        self._code_id = ""
        self._key_before: dict[str, str] = {}
        self.rows: dict[str, CodeRow] = {}
        self._preview = QScrollArea(widgetResizable=True)
        self._lay_out()
        self._join()

    @property
    def code(self) -> Code | None:
        """The code that is chosen."""
        codes = self.book.codebook.codes if self.book.is_open else ()
        return next((code for code in codes if code.id == self._code_id), codes[0] if codes else None)

    @property
    def path(self) -> Path | None:
        """The chosen code, as the other pages name it."""
        code = self.code
        return ("code", self.book.codebook.codes.index(code)) if code is not None else None

    def choose(self, path: Path) -> None:
        """Choose a code."""
        codes = self.book.codebook.codes
        if path[:1] == ("code",) and int(path[1]) < len(codes):
            self._choose_code(codes[int(path[1])].id)

    def press_key(self) -> None:
        """Wait for the key of the chosen code."""
        if self.code is not None and not self.book.is_read_only:
            self.key_field.begin()

    def show_draft(self) -> None:
        """Show the draft as it stands."""
        if not self.book.is_open:
            return
        self._show_preview()
        self._show_code()

    def _follow(self) -> None:
        """Follow the draft while this page is seen; it is brought up to date when it is shown."""
        if self.isVisible():
            self.show_draft()

    def _show_code(self) -> None:
        code, codebook = self.code, self.book.codebook
        self.keyboard.show_codes(codebook, code.id if code is not None else "")
        clashing = self.keyboard.clashing()
        keys = {one.key for one in codebook.codes if one.key}
        of_two = sum(map(has_two_strokes, keys))
        words = f"{count(len(codebook.codes), 'code')}, {count(_OF_ONE - len(keys) + of_two, 'single key')} free"
        self.second_strokes.setText(f"After the comma ({of_two})" if of_two else "After the comma")
        self.said.setText(
            f"{words} · {count(len(clashing), 'key')} in conflict" if clashing else f"{words} · no conflicts"
        )
        self.said.setProperty("kind", "danger" if clashing else "dim")
        self.said.style().polish(self.said)
        self.key_field.setEnabled(code is not None)
        if code is None:
            self.name.setText("No code yet")
            return
        if code.key:
            self.second_strokes.setChecked(has_two_strokes(code.key))
        others = [one.name for one in codebook.clashing(code)]
        self.name.setText(code.name)
        self.key_field.show_value(code.key)
        can_swap = len(others) == 1 and code.id in self._key_before
        self.key_field.show_clash(others, can_swap=can_swap, name=code.name)
        self.key_field.set_read_only(read_only=self.book.is_read_only)

    def _show_preview(self) -> None:
        codebook = self.book.codebook
        styles = code_styles(codebook)
        self.rows = {code.id: CodeRow(code, styles[code.id]) for code in codebook.codes}
        for code_id, made in self.rows.items():
            made.clicked.connect(partial(self._choose_code, code_id))
        groups = [(name, [self.rows[code.id] for code in codes]) for name, codes in codebook.groups.items()]
        self._preview.setWidget(CodeColumns(groups) if groups else QWidget())

    def _choose_code(self, code_id: str, _is_checked: bool = False) -> None:
        self._code_id = code_id
        self.rows[code_id].flash()
        self._show_code()

    def _take_key(self, key: object) -> None:
        code, path = self.code, self.path
        if code is not None and path is not None:
            self._key_before[code.id] = code.key
            self.book.do(lambda draft: put(draft, path, {"key": key}, f"key of {code.name}"))

    def _swap(self) -> None:
        code = self.code
        codes = self.book.codebook.codes
        if code is not None:
            place = codes.index(self.book.codebook.clashing(code)[0])
            self.book.do(lambda draft: put(draft, ("code", place), {"key": self._key_before[code.id]}, "swap keys"))

    def _set_layout(self, name: str) -> None:
        self.keyboard.set_layout(name)
        self._settings.put(KEYBOARD, name)

    def _join(self) -> None:
        self.book.changed.connect(self._follow)
        self.keyboard.code_chosen.connect(self._choose_code)
        self.key_field.edited.connect(self._take_key)
        self.second_strokes.toggled.connect(self.keyboard.show_second_strokes)
        self.key_field.swap_wanted.connect(self._swap)
        self.layouts.textActivated.connect(self._set_layout)

    def _lay_out(self) -> None:
        name_field(self.layouts, "Keyboard layout")
        name_field(self.key_field, "Key of the selected code")
        self.layouts.addItems(list(LAYOUTS))
        self.layouts.setCurrentText(self._settings.get(KEYBOARD))
        self.keyboard.set_layout(self.layouts.currentText())
        self._preview.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._preview.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.second_strokes.setToolTip("Show what the letters do as the second stroke of a key of two: first a comma")
        shown = (self.second_strokes, label("Keyboard", "dim"), self.layouts)
        head = row(label("Keys", "title"), self.said, None, *shown, spacing=12)
        chosen: QHBoxLayout = row(self.name, self.key_field, spacing=14)
        chosen.setStretch(1, 1)
        top = column(head, self.keyboard, chosen, spacing=12, margins=_MARGINS)
        top.setStretch(1, 1)
        words = label("As coders will see them", "heading")
        below = column(words, self._preview, spacing=4, margins=(24, 10, 24, 0))
        whole = column(top, line(), below, spacing=0)
        whole.setStretch(0, 3)
        whole.setStretch(2, 2)
        self.setLayout(whole)
