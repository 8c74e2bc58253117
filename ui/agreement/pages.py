"""The pages of the Agree workspace and the tabs that switch between them; every page has a key."""

from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from ui.actions import ACTIONS, Actions
from ui.settings import AGREE_PAGE, Settings
from ui.widgets.parts import column

STUDY, PAIR, WORKBENCH, GOLD = "agree_study", "agree_pair", "agree_workbench", "agree_gold"
"""The pages, by the actions that show them."""

_GAP, _BELOW = 14, 6
_ORDER = (STUDY, PAIR, WORKBENCH, GOLD)
_ONLY_PAIR = ("next_section",)
_ONLY_WORKBENCH = tuple(spec.id for spec in ACTIONS if spec.group == "Agree" and spec.id not in (*_ORDER, *_ONLY_PAIR))


class Pages(QWidget):
    """Shows one page at a time and remembers which.

    Args:
        study: the page on all coders of all sessions.
        session: what shows one session, as numbers or as moments.
        gold: the page on gold sessions.
    """

    changed = Signal(str)
    """Another page is shown: its action."""

    def __init__(self, actions: Actions, settings: Settings, study: QWidget, session: QWidget, gold: QWidget) -> None:
        super().__init__()
        self._actions, self._settings = actions, settings
        self.tabs, self._stack = QTabBar(), QStackedWidget()
        self._shown = {STUDY: study, PAIR: session, WORKBENCH: session, GOLD: gold}
        for one in (study, session, gold):
            self._stack.addWidget(one)
        for place, action_id in enumerate(_ORDER):
            self.tabs.addTab(actions.specs[action_id].text)
            self.tabs.setTabToolTip(place, actions[action_id].toolTip())
            actions.bind(action_id, partial(self.show_page, action_id))
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Pages of Agree")
        layout = column(self.tabs, self._stack, spacing=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.tabs.currentChanged.connect(self._change)
        last = settings.get(AGREE_PAGE)
        self.show_page(last if last in _ORDER else WORKBENCH)
        self._change()

    @property
    def page(self) -> str:
        """The page that is shown."""
        return _ORDER[self.tabs.currentIndex()]

    @property
    def free_strip(self) -> QRect:
        """The place beside the tabs and down to the first button, where nothing stands."""
        left = self.tabs.tabRect(self.tabs.count() - 1).right() + _GAP
        return QRect(left, 1, self.width() - left - _GAP, self.tabs.height() + _BELOW)

    def show_page(self, page: str) -> None:
        """Show a page."""
        self.tabs.setCurrentIndex(_ORDER.index(page))

    def _change(self) -> None:
        page = self.page
        self._settings.put(AGREE_PAGE, page)
        self._stack.setCurrentWidget(self._shown[page])
        for place, action_ids in ((PAIR, _ONLY_PAIR), (WORKBENCH, _ONLY_WORKBENCH)):
            for action_id in action_ids:
                self._actions.switch(action_id, on=page == place)
        self.changed.emit(page)
