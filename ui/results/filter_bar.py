"""What the results are of, for all pages: sessions, whose coding, episodes, codes, towards whom, variables."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QLineEdit, QMenu, QToolButton

from annotator.model.codebook import Codebook
from annotator.report.results.chosen import EVERY, FIRST, Filters, people_asked
from annotator.study.settings import CONSENSUS
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import button, name_field, row

_ANY = ("", "")
_ABOUT_CODES = "For Behaviour, which shows crying without a choice, and Sequences; other pages follow the lab's rules"


class FilterBar(QFrame):
    """Shows filters and tells when others are wanted."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self.sessions, self.coder, self.who, self.variable = QLineEdit(), ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.episodes = SeveralOf("Episodes", "All episodes")
        self.codes = SeveralOf("Codes", "Usual codes", _ABOUT_CODES)
        self.unfinished = QCheckBox("Unfinished too")
        self.clear_button = button("Clear", self.clear, "quiet", tip="Take all filters away")
        self._lay_out()
        self.sessions.editingFinished.connect(self._tell)
        for chooser in (self.coder, self.who, self.variable):
            chooser.activated.connect(lambda _: self._tell())
        for several in (self.episodes, self.codes):
            several.changed.connect(self._tell)
        self.unfinished.clicked.connect(lambda _: self._tell())
        self._told = self.filters

    @property
    def filters(self) -> Filters:
        """What is chosen."""
        return Filters(
            sessions=self.sessions.text().strip(),
            coder=self.coder.currentData() or FIRST,
            episodes=self.episodes.chosen,
            codes=self.codes.chosen,
            who=tuple(self.who.currentData() or _ANY),
            variable=tuple(self.variable.currentData() or _ANY),
            unfinished=self.unfinished.isChecked(),
        )

    def offer(
        self, codebook: Codebook, coders: Sequence[str], variables: Iterable[tuple[str, str]], chosen: Filters
    ) -> None:
        """Offer what a study has; what is chosen and is not there any more is not chosen."""
        _fill(
            self.coder,
            [
                ("Consensus or first", FIRST),
                ("Every coder", EVERY),
                ("Consensus only", CONSENSUS),
                *((f"Coder {coder}", coder) for coder in coders),
            ],
            chosen.coder,
        )
        _fill(
            self.who, [("About anybody", _ANY), *((name, (a, b)) for a, b, name in people_asked(codebook))], chosen.who
        )
        named = [("All variables", _ANY), *((f"{name} = {value or '–'}", (name, value)) for name, value in variables)]
        _fill(self.variable, named, chosen.variable)
        self.who.setVisible(self.who.count() > 1)
        self.variable.setVisible(self.variable.count() > 1)
        scored = [(one.id, f"{one.id}  {one.name}") for one in codebook.episodes if one.scored]
        self.episodes.offer(scored, chosen.episodes)
        self.codes.offer([(one.id, one.name) for one in codebook.all_codes], chosen.codes)
        self.episodes.setVisible(bool(scored))
        self.sessions.setText(chosen.sessions)
        self.unfinished.setChecked(chosen.unfinished)
        self._show_clear()
        self._told = self.filters

    def clear(self) -> None:
        """Take all filters away, but for what counts as a coding."""
        self.sessions.clear()
        for chooser in (self.coder, self.who, self.variable):
            chooser.setCurrentIndex(0)
        self.episodes.choose(())
        self.codes.choose(())
        self._tell()

    def include_unfinished(self) -> None:
        """Let codings count that were not submitted."""
        self.unfinished.setChecked(True)
        self._tell()

    def _tell(self) -> None:
        self._show_clear()
        if self.filters != self._told:
            self._told = self.filters
            self.changed.emit()

    def _show_clear(self) -> None:
        self.clear_button.setEnabled(self.filters != Filters(unfinished=self.unfinished.isChecked()))

    def _lay_out(self) -> None:
        self.sessions.setPlaceholderText("All sessions")
        self.sessions.setToolTip("Part of the name of a session; several with commas between them")
        self.sessions.setClearButtonEnabled(True)
        self.sessions.setMinimumWidth(112)
        self.sessions.setMaximumWidth(180)
        self.coder.setToolTip(
            "Whose coding of each session the results are of: its consensus, else that of its first coder"
        )
        self.who.setToolTip("For Behaviour: only events that say so. Rules say towards whom themselves")
        self.variable.setToolTip("Only sessions whose variable has this value")
        self.unfinished.setToolTip("Count codings that their coders have not submitted")
        for field, name in (
            (self.sessions, "Sessions"),
            (self.coder, "Whose coding"),
            (self.who, "Who"),
            (self.variable, "Variable"),
        ):
            name_field(field, name)
        for chooser, letters in ((self.coder, 13), (self.who, 10), (self.variable, 10)):
            chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            chooser.setMinimumContentsLength(letters)
        fields = (self.sessions, self.coder, self.episodes, self.codes, self.who, self.variable, self.unfinished)
        self.setLayout(row(*fields, None, self.clear_button, spacing=8, margins=(14, 8, 14, 8)))


class SeveralOf(QToolButton):
    """Some of several in a menu that stays open while boxes are ticked; none of them stands for all.

    Args:
        name: what they are, for screen readers.
        none: what the button says while none is chosen.
        about: what else its tooltip says.
    """

    changed = Signal()

    def __init__(self, name: str, none: str, about: str = "") -> None:
        super().__init__()
        self._name, self._none, self._about = name, none, about
        self.menu_of = _StaysOpen(self)
        self.setMenu(self.menu_of)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_of.aboutToHide.connect(self._tell)
        name_field(self, name)
        self._told: tuple[str, ...] = ()
        self._first: tuple[str, ...] = ()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids that are ticked: those chosen before in their order, then the others in that of the menu."""
        ticked = [str(one.data()) for one in self.menu_of.actions() if one.isChecked()]
        return tuple(dict.fromkeys([*(one for one in self._first if one in ticked), *ticked]))

    def offer(self, named: Iterable[tuple[str, str]], chosen: Sequence[str]) -> None:
        """Offer these (id, name), some of them ticked; their order is kept."""
        self._first = tuple(chosen)
        self.menu_of.clear()
        for one, name in named:
            action = QAction(name.replace("&", "&&"), self.menu_of, checkable=True, checked=one in chosen)
            action.setData(one)
            action.toggled.connect(lambda _: self._show_chosen())
            self.menu_of.addAction(action)
        self._show_chosen()
        self._told = self.chosen

    def choose(self, chosen: Sequence[str]) -> None:
        """Tick these only."""
        for action in self.menu_of.actions():
            action.setChecked(action.data() in chosen)
        self._told = self.chosen

    def _tell(self) -> None:
        if self.chosen != self._told:
            self._told = self.chosen
            self.changed.emit()

    def _show_chosen(self) -> None:
        names = [one.text().split("  ")[0].replace("&&", "&") for one in self.menu_of.actions() if one.isChecked()]
        known = self._name if names and len(names[0]) <= 3 else ""  # ids of episodes say nothing alone
        said = f"{known} {', '.join(names)}".strip() if len(names) < 3 else f"{len(names)} {self._name.lower()}"
        self.setText(f"{said if names else self._none} ▾")
        tip = f"{self._name}: {', '.join(names) or self._none.lower()}"
        self.setToolTip("\n".join(filter(None, (tip, self._about))))


class _StaysOpen(QMenu):
    """A click or Space ticks a box and leaves the menu open; Enter and Escape close it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick the box under the mouse."""
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            action.toggle()
        else:
            super().mouseReleaseEvent(event)


def _fill(chooser: QComboBox, choices: Iterable[tuple[str, object]], chosen: object) -> None:
    chooser.clear()
    for name, data in choices:
        chooser.addItem(name, data)
    places = [place for place in range(chooser.count()) if _same(chooser.itemData(place), chosen)]
    chooser.setCurrentIndex(places[0] if places else 0)


def _same(data: object, chosen: object) -> bool:
    """Qt gives a tuple back as a list."""
    return (tuple(data) if isinstance(data, list) else data) == chosen
