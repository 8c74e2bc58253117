"""The window in which keys are changed: every action with its keys, and below it the keys of the codebook."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.model.codebook import Codebook
from ui.actions import MENUS, Actions, shown_key
from ui.keys.choice import choose_key, default_keys, pressed_key, refusal
from ui.settings import Settings
from ui.widgets.parts import button, column, label, row

_ID = Qt.ItemDataRole.UserRole
_NO_KEY = "–"
_EXPLAINED = (
    "Choose an action, then Change, then press the new key. Keys are kept on this computer, for every study. "
    "No action needs a numeric keypad. The letters of codes belong to the codebook of the study, so that all "
    "coders of a lab press the same; they are changed there."
)


class KeyPage(QDialog):
    """Lists all keys and gives actions others; a key that is taken is refused, and what has it is named."""

    def __init__(self, actions: Actions, settings: Settings, codebook: Codebook | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions, self._settings, self._codebook = actions, settings, codebook
        self._adds = False
        self._headings: list[QTreeWidgetItem] = []
        self.setWindowTitle("Keys")
        self.finder = QLineEdit(placeholderText="Find an action, a code or a key")
        self.finder.setClearButtonEnabled(True)
        self.finder.setAccessibleName("Find a key")
        self.finder.textChanged.connect(self._narrow)
        self.list = QTreeWidget()
        self.capture = KeyCapture()
        self.said = label("", "dim", wrap=True)
        self.change = button("Change…", lambda: self._begin(adds=False), "primary")
        self.add = button("Add another…", lambda: self._begin(adds=True))
        self.default = button("Default", self._default)
        self.all_default = button("All defaults", self._all_default)
        self._lay_out()
        self._fill()
        self.list.itemSelectionChanged.connect(self._follow_selection)
        self.list.itemDoubleClicked.connect(lambda: self._begin(adds=False))
        self.capture.pressed.connect(self._take)
        self._follow_selection()

    @property
    def action_id(self) -> str:
        """The action that is chosen, or "" for none (a code, a heading)."""
        chosen = self.list.selectedItems()
        return str(chosen[0].data(0, _ID) or "") if chosen else ""

    def choose(self, action_id: str) -> None:
        """Choose an action."""
        for item in self._items():
            if item.data(0, _ID) == action_id:
                self.list.setCurrentItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the list begins a change; it does not close the window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.list.hasFocus():
                self._begin(adds=False)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        tree = self.list
        tree.setColumnCount(2)
        tree.setRootIsDecorated(False)
        tree.setIndentation(14)
        tree.setHeaderLabels(["Action", "Keys"])
        tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        tree.setAccessibleName("Keys")
        tree.header().setStretchLastSection(True)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for one in (self.change, self.add, self.default, self.all_default):
            one.setAutoDefault(False)
        close = button("Close", self.accept)
        close.setAutoDefault(False)
        buttons = row(self.change, self.add, self.default, self.all_default, None, close)
        explained = label(_EXPLAINED, "dim", wrap=True)
        self.said.setMinimumHeight(QFontMetrics(self.said.font()).lineSpacing() * 2 + 4)
        self.setLayout(
            column(self.finder, tree, self.capture, self.said, buttons, explained, spacing=10, margins=(18, 16, 18, 16))
        )
        self.resize(720, 680)

    def _fill(self) -> None:
        for menu in MENUS:
            specs = [spec for spec in self._actions.specs.values() if spec.group == menu]
            heading = self._heading(menu)
            for spec in specs:
                item = QTreeWidgetItem(heading, [spec.text.rstrip("…"), self._keys_text(spec.id)])
                item.setData(0, _ID, spec.id)
        for group, codes in (self._codebook.groups if self._codebook is not None else {}).items():
            heading = self._heading(f"Codebook: {group}")
            for code in codes:
                item = QTreeWidgetItem(heading, [code.name, code.key])
                item.setToolTip(0, "The key of a code is changed in the codebook of the study.")
        self.list.expandAll()

    def _heading(self, text: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self.list, [text, ""])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)
        self._headings.append(item)
        return item

    def _items(self) -> list[QTreeWidgetItem]:
        return [item for heading in self._headings for item in _children(heading)]

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        for item in self._items():
            held = f"{item.text(0)} {item.text(1)}".casefold()
            item.setHidden(not all(word in held for word in words))
        for heading in self._headings:
            heading.setHidden(all(item.isHidden() for item in _children(heading)))

    def _keys_text(self, action_id: str) -> str:
        keys = self._actions.keys_of(action_id)
        text = "   ".join(dict.fromkeys(shown_key(key) for key in keys)) or _NO_KEY
        return text if keys == self._actions.specs[action_id].keys else f"{text}   (changed)"

    def _follow_selection(self) -> None:
        spec = self._actions.specs.get(self.action_id)
        for one in (self.change, self.add, self.default):
            one.setEnabled(spec is not None)
        self._say("" if spec is not None or not self.list.selectedItems() else _code_hint())
        self.capture.stop()

    def _begin(self, *, adds: bool) -> None:
        if self.action_id:
            self._adds = adds
            self._say("")
            self.capture.begin(self._actions.specs[self.action_id].text.rstrip("…"))

    def _take(self, key: str) -> None:
        action_id = self.action_id
        problem = refusal(self._actions, action_id, key, self._codebook)
        if problem is not None:
            self._say(problem, kind="danger")
            return
        self.capture.stop()
        self.list.setFocus()
        before = self._actions.keys_of(action_id) if self._adds else ()
        choose_key(self._actions, self._settings, action_id, tuple(dict.fromkeys((*before, key))))
        self._show_keys()
        self._say(f"{shown_key(key)} now does “{self._actions.specs[action_id].text.rstrip('…')}”.")

    def _default(self) -> None:
        default_keys(self._actions, self._settings, [self.action_id])
        self._show_keys()
        self._say("It has its default keys again, apart from those that are taken.")

    def _all_default(self) -> None:
        default_keys(self._actions, self._settings, self._actions.specs)
        self._show_keys()
        self._say("All actions have their default keys.")

    def _show_keys(self) -> None:
        for item in self._items():
            if item.data(0, _ID):
                item.setText(1, self._keys_text(item.data(0, _ID)))

    def _say(self, text: str, kind: str = "dim") -> None:
        self.said.setText(text)
        self.said.setProperty("kind", kind)
        self.said.style().polish(self.said)


class KeyCapture(QLineEdit):
    """Takes the next key that is pressed, whatever it is; Esc leaves everything as it was."""

    pressed = Signal(str)
    """A key, as Qt writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName("New key")
        self.stop()

    def begin(self, name: str, first: str = "") -> None:
        """Wait for the key of what is called so, or for its second stroke, after the first."""
        after = f", after “{first}”" if first else ""
        self.setText(f"Press the new key for “{name}”{after} · Esc leaves it as it is")
        self.setEnabled(True)
        self.setFocus()

    def stop(self) -> None:
        """Wait no longer."""
        self.clear()
        self.setEnabled(False)

    def event(self, event: QEvent) -> bool:
        """Keep the key from shortcuts, and from going to the next field."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell the key."""
        if event.key() == Qt.Key.Key_Escape:
            self.stop()
        elif (key := pressed_key(event)) and not event.isAutoRepeat():
            self.pressed.emit(key)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Wait no longer when something else is clicked."""
        super().focusOutEvent(event)
        self.stop()


def _code_hint() -> str:
    return "The key of a code belongs to the codebook of the study, and is changed there."


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = (item.child(place) for place in range(item.childCount()))
    return [child for child in children if child is not None]
