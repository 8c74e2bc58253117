"""The episodes panel: how long each lasted beside its plan, why, what the protocol misses, and the lab's cry rule."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from annotator.model.coding import Coding
from annotator.model.commands.episodes import explain_length
from annotator.model.cry_rule import CryRun, longest_cries
from annotator.model.episode_lengths import EpisodeTime, episode_times, with_what_is_said
from annotator.model.items import EpisodeLength, EpisodeMark, LengthReason
from annotator.model.lint import CodingFinding, lint
from annotator.text import DASH, clock
from ui.coding.cry_rule_row import CryRuleRow
from ui.session import CodingSession
from ui.theme import current_theme, number_font
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import column, label, line, row

_WIDTH = 508
"""Every column and a word or two of the reason."""

_SOON_MS = 40
_LIVE_MS = 500
_HEADINGS = ("Episode", "Begins", "Lasted", "Planned", "Over by", "Cry", "Note")
_TIPS = {
    4: "How much longer than planned it lasted",
    5: "Longest crying without a break, in a separation",
    6: "Your note on its length, and the reason",
}
_LENGTHS: dict[EpisodeLength, str] = {"": "as planned", "curtailed": "curtailed", "prolonged": "prolonged"}
_REASONS: dict[LengthReason, str] = {
    "": "no reason given",
    "distress": "distress",
    "settling": "settling",
    "technical": "technical",
    "protocol_error": "protocol error",
    "other": "other",
}
_AT = Qt.ItemDataRole.UserRole


class EpisodesPanel(QWidget):
    """Follows the coding; a double click goes to an episode, the fields below say why its length is what it is."""

    counted = Signal(int)
    """How much there is to look at: what the protocol misses, and crying beyond the rule."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self._session = session
        self._times: tuple[EpisodeTime, ...] = ()
        self._about = ""
        self._items: dict[str, QTreeWidgetItem] = {}
        self.list, self.faults = QTreeWidget(), QListWidget()
        self.length, self.reason, self.comment = ChoiceBox(), ChoiceBox(), QLineEdit()
        self.chosen_name = label("", "heading")
        self.rule = CryRuleRow(session)
        self._set_up()
        about = row(self.chosen_name, self.length, self.reason, self.comment, spacing=6, margins=(15, 8, 12, 8))
        body = QWidget()
        body.setLayout(column(self.list, about, line(), self.faults, line(), self.rule, None, spacing=0))
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        self.setLayout(column(scroll))
        self.setMinimumWidth(_WIDTH)
        self.setAccessibleName("Episodes")
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.show_now)
        self._live = QTimer(self, singleShot=True, interval=_LIVE_MS)
        self._live.timeout.connect(self.show_now)
        session.edited.connect(self._soon.start)
        session.moved.connect(self._follow_playhead)
        self.rule.changed.connect(self.show_now)
        self.show_now()

    @property
    def chosen(self) -> EpisodeTime | None:
        """The episode that the fields are about."""
        return next((time for time in self._times if time.episode == self._about), None)

    def choose(self, episode: str) -> None:
        """Choose an episode."""
        self.list.setCurrentItem(self._items[episode])

    def show_now(self) -> None:
        """Show the episodes as they stand."""
        session = self._session
        self._times = episode_times(session.codebook, self._marks(), session.duration_ms)
        self.rule.show_rule()
        cries, rule_ms = self._cries(), self.rule.rule_ms
        for time in self._times:
            self._show_time(self._items[time.episode], time, cries.get(time.episode), rule_ms)
        self._show_faults(cries, rule_ms)
        self._show_chosen()

    def _marks(self) -> tuple[EpisodeMark, ...]:
        locked, coding = self._session.session.episodes, self._session.coding
        return with_what_is_said(locked, coding) if locked else coding.episode_marks

    def _cries(self) -> dict[str, CryRun]:
        session, code = self._session, self._session.study.settings.crying_code
        found = longest_cries(session.coding, session.codebook, session.episodes(), code, session.position_ms)
        return {run.episode: run for run in found}

    def _follow_playhead(self) -> None:
        """While a rule is set, crying that still runs is measured as the recording plays."""
        if self.rule.rule_ms is not None and not self._live.isActive():
            self._live.start()

    def _set_up(self) -> None:
        for box, texts, name in ((self.length, _LENGTHS, "Length"), (self.reason, _REASONS, "Reason")):
            for value, text in texts.items():
                box.addItem(text, value)
            box.setAccessibleName(f"{name} of the episode")
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.activated.connect(self._say)
        self.length.setToolTip("Whether it was curtailed or prolonged")
        self.comment.setPlaceholderText("Comment")
        self.comment.setAccessibleName("Comment on the episode")
        self.comment.editingFinished.connect(self._say)
        self.comment.returnPressed.connect(self.comment.clearFocus)
        self._set_up_list()
        self.faults.setAccessibleName("Findings about the episodes")
        self.faults.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.faults.setWordWrap(True)
        self.faults.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 16)
        self.faults.itemClicked.connect(self._go_to)

    def _set_up_list(self) -> None:
        tree = self.list
        tree.setHeaderLabels(list(_HEADINGS))
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tree.setAccessibleName("Episodes")
        for episode in self._session.codebook.episodes:
            item = QTreeWidgetItem(tree, [f"{episode.id} · {episode.short}"])
            item.setData(1, _AT, episode.id)
            self._items[episode.id] = item
            item.setToolTip(0, f"{episode.name}\nBegins: {episode.begins}\n{episode.length}".strip())
        header = tree.headerItem()
        for place, tip in _TIPS.items():
            header.setToolTip(place, tip)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for place in range(len(_HEADINGS) - 1):
            tree.header().setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        rows = tree.topLevelItemCount()
        tree.setFixedHeight(tree.header().sizeHint().height() + rows * tree.sizeHintForRow(0) + 4)
        tree.itemDoubleClicked.connect(self._go_to)
        tree.currentItemChanged.connect(self._choose)

    def _show_time(self, item: QTreeWidgetItem, time: EpisodeTime, cry: CryRun | None, rule_ms: int | None) -> None:
        said = _LENGTHS[time.mark.length] if time.mark is not None and time.mark.length else ""
        if time.mark is not None and time.mark.reason:
            said = f"{said}: {_REASONS[time.mark.reason]}"
        beyond = (
            DASH if time.beyond_ms is None else f"{'+' if time.beyond_ms >= 0 else '−'}{clock(abs(time.beyond_ms), 0)}"
        )
        lengths = (clock(time.observed_ms, 0), clock(time.nominal_ms, 0), beyond)
        texts = (clock(time.start_ms), *lengths, clock(cry.duration_ms, 0) if cry is not None else "", said)
        theme = current_theme()
        is_long = cry is not None and rule_ms is not None and cry.duration_ms > rule_ms
        for place, text in enumerate(texts, start=1):
            item.setText(place, text)
            item.setFont(place, number_font() if place < len(texts) else QFont(self.font()))
            item.setForeground(place, QColor(theme.warning if place == 5 and is_long else theme.text))
        item.setToolTip(len(texts), said)
        item.setForeground(0, QColor(theme.dim if time.mark is None else theme.text))
        item.setData(0, _AT, time.start_ms)

    def _show_faults(self, cries: dict[str, CryRun], rule_ms: int | None) -> None:
        found = [(finding.at_ms, finding.sentence) for finding in self._findings()]
        if rule_ms is not None:
            for run in cries.values():
                if run.duration_ms > rule_ms:
                    said = f"{clock(run.duration_ms)} of crying without a break; the rule is {clock(rule_ms, 0)}."
                    found.append((run.start_ms, f"Episode {run.episode}: {said}"))
        self.faults.clear()
        for at_ms, sentence in found:
            item = QListWidgetItem(f"{clock(at_ms)}   {sentence}", self.faults)
            item.setData(_AT, at_ms)
        if not found:
            empty = (
                "The episodes are in order."
                if self._marks()
                else "No episode is marked yet: Ctrl+1 to Ctrl+8 mark their starts."
            )
            item = QListWidgetItem(empty, self.faults)
            item.setForeground(QColor(current_theme().dim))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.counted.emit(len(found))

    def _findings(self) -> list[CodingFinding]:
        """Return what the protocol misses: the checks of the whole coding, on its episode marks alone."""
        session = self._session
        only_marks = Coding(session.coding.session, session.coding.coder, self._marks())
        found = lint(only_marks, session.codebook, session.duration_ms, session.study.settings.checks, self._marks())
        return [finding for finding in found if finding.kind.startswith("episode")]

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        self.comment.clearFocus()  # what was typed is said of the episode before
        self._about = item.data(1, _AT) if item is not None else ""
        self._show_chosen()

    def _show_chosen(self) -> None:
        time = self.chosen
        mark = time.mark if time is not None else None
        can_say = mark is not None and not self._session.coding.is_submitted
        self.chosen_name.setText(f"Episode {time.episode}:" if time is not None else "Choose one:")
        self.length.setCurrentIndex(self.length.findData(mark.length if mark is not None else ""))
        self.reason.setCurrentIndex(self.reason.findData(mark.reason if mark is not None else ""))
        if not self.comment.hasFocus():
            self.comment.setText(mark.comment if mark is not None else "")
        self.length.setEnabled(can_say)
        self.comment.setEnabled(can_say)
        self.reason.setEnabled(can_say and mark is not None and bool(mark.length))

    def _say(self) -> None:
        """Keep what the fields say of the chosen episode, as one step."""
        time = self.chosen
        if time is None or time.mark is None:
            return
        length: EpisodeLength = self.length.currentData()
        reason: LengthReason = self.reason.currentData() if length else ""
        comment = self.comment.text()
        if (length, reason, comment) != (time.mark.length, time.mark.reason, time.mark.comment):
            coding, locked = self._session.coding, self._session.session.episodes
            self._session.do(lambda: explain_length(coding, time.episode, length, reason, comment, locked))
            self.show_now()

    def _go_to(self, item: QTreeWidgetItem | QListWidgetItem) -> None:
        at_ms = item.data(_AT) if isinstance(item, QListWidgetItem) else item.data(0, _AT)
        if at_ms is not None:
            self._session.jump(at_ms)
