"""The menus of the window, made from the table of actions: in groups, each with letters to press after Alt."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QMenuBar

from ui.actions import LINE_ABOVE, MENUS, Actions, Place
from ui.icons import SHAPES, set_icon
from ui.settings import RECENT_STUDIES, Settings

_RECENT_BELOW = "open_study"
_RECENT_CHARACTERS = 60


class Menus:
    """Fills a menu bar.

    Args:
        bar: the menu bar.
        actions: what can be done.
        settings: which studies were opened last.
        open_study: opens one of them.
    """

    def __init__(
        self, bar: QMenuBar, actions: Actions, settings: Settings, open_study: Callable[[Path], object]
    ) -> None:
        self._bar, self._actions, self._settings, self._open_study = bar, actions, settings, open_study
        self._menus = {name: self._fill(bar.addMenu(name)) for name in MENUS}
        for menu, letter in zip(self._menus.values(), _letters(list(MENUS)), strict=True):
            menu.setTitle(letter)

    def show_place(self, place: Place) -> None:
        """Show the menus of which something works in a workspace."""
        for name, menu in self._menus.items():
            specs = [spec for spec in self._actions.specs.values() if spec.group == name]
            menu.menuAction().setVisible(any(spec.where in ("always", place) for spec in specs))

    def _fill(self, menu: QMenu) -> QMenu:
        submenus: dict[str, QMenu] = {}
        for spec in (one for one in self._actions.specs.values() if one.group == menu.title()):
            action = self._actions[spec.id]
            if spec.icon in SHAPES:
                set_icon(action, spec.icon)
            if spec.id in LINE_ABOVE:
                menu.addSeparator()
            if not spec.submenu:
                menu.addAction(action)
            else:
                if spec.submenu not in submenus:
                    submenus[spec.submenu] = _with_letters(menu.addMenu(spec.submenu))
                submenus[spec.submenu].addAction(action)
            if spec.id == _RECENT_BELOW:
                recent = menu.addMenu("Open recent")
                recent.aboutToShow.connect(partial(self._fill_recent, recent))
        return _with_letters(menu)

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        folders: tuple[str, ...] = self._settings.get(RECENT_STUDIES)
        for number, folder in enumerate(map(Path, folders), start=1):
            words = menu.fontMetrics().elidedText(
                f"{folder.name}   {folder.parent}",
                Qt.TextElideMode.ElideMiddle,
                menu.fontMetrics().averageCharWidth() * _RECENT_CHARACTERS,
            )
            said = words.replace("&", "&&")
            choice = menu.addAction(f"&{number} {said}", partial(self._open_study, folder))
            choice.setToolTip(str(folder))
        if menu.isEmpty():
            menu.addAction("No study was opened yet").setEnabled(False)


def _with_letters(menu: QMenu) -> QMenu:
    """Let a menu underline a letter of each entry whenever it is shown: the words of some change."""
    menu.aboutToShow.connect(partial(_underline, menu))
    return menu


def _underline(menu: QMenu) -> None:
    entries = [action for action in menu.actions() if action.text() and action.isVisible()]
    for action, words in zip(entries, _letters([plain(action.text()) for action in entries]), strict=True):
        if action.text() != words:
            action.setText(words)


def plain(words: str) -> str:
    """Return the words of an entry without the sign before its letter.

    >>> plain("Save && &close")
    'Save & close'
    """
    return words.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _letters(entries: list[str]) -> list[str]:
    """Return the entries, each with & before a letter that no other has, as far as there are enough.

    >>> _letters(["Code", "Codebook", "C"])
    ['&Code', 'C&odebook', 'C']
    """
    taken: set[str] = set()
    marked = []
    for entry in entries:
        starts = [at for at, sign in enumerate(entry) if at == 0 or entry[at - 1] == " "]
        rest = [at for at in range(len(entry)) if at not in starts]
        usable = (at for at in (*starts, *rest) if entry[at].isalpha() and entry[at].lower() not in taken)
        at = next(usable, None)
        if at is not None:
            taken.add(entry[at].lower())
        parts = (entry, "") if at is None else (entry[:at], entry[at:])
        escaped = [part.replace("&", "&&") for part in parts]
        marked.append(escaped[0] if at is None else f"{escaped[0]}&{escaped[1]}")
    return marked
