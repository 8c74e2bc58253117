"""The classification panel: what the coder judges, what supports it, and what is derived from it."""

from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from annotator.errors import EditError
from annotator.model import commands
from annotator.model.codebook.classes import ClassificationScheme
from annotator.model.items import Classification, fresh_id
from annotator.model.judging import class_name
from annotator.model.scores import collapse, threshold_note
from annotator.text import DASH
from ui.coding.judging.class_rows import ClassRows, class_text, threshold_text
from ui.coding.judging.evidence_list import EvidenceList
from ui.coding.judging.points import PointTyping
from ui.coding.judging.score_list import ScoreList
from ui.session import CodingSession
from ui.widgets.parts import button, column, label, line, name_field, row

_SOON_MS = 40
_BLANK = Classification(id="", primary="")
_KEYS = "Letters and digits choose (B 3 is B3) · ← → another · ↑ ↓ Enter row · Del clears · Esc back to the recording"


class ClassificationPanel(QWidget):
    """Classifies by keys and clicks; each step is one edit, which undo takes back.

    A class that asks for a best-fitting alternative is kept together with it: until that is chosen, it is shown as
    begun and nothing is written.
    """

    told = Signal(str)
    """What the tab says: the class as the field writes it, "D…" while D is begun, "" for none."""
    left = Signal()
    """The coder wants to go back to the recording."""
    watch_wanted = Signal(object)
    """The coder wants to watch an event."""

    def __init__(self, session: CodingSession, scheme: ClassificationScheme) -> None:
        super().__init__()
        self._session, self._scheme = session, scheme
        self._begun = ""
        self._typing = PointTyping()
        self.rows, self.scores = ClassRows(scheme), ScoreList(session)
        self.heading, self.definition = label("", "strong"), label("", "dim", wrap=True)
        self.note = label("", "ask", wrap=True)
        self.derived = label("", wrap=True)
        self.comment = QLineEdit(placeholderText="Comment")
        self.events = EvidenceList(session, "Events as evidence of the classification")
        self.setAccessibleName("Classification")
        self._build()
        self._connect()
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.show_now)
        session.edited.connect(self._soon.start)
        self.show_now()

    @property
    def begun(self) -> str:
        """The class that was chosen and still lacks its best-fitting alternative, so that it is not kept yet."""
        return self._begun

    @property
    def given(self) -> Classification | None:
        """The classification as it is kept."""
        return self._session.coding.classification

    def take_keyboard(self) -> None:
        """Let the keys classify from now on."""
        self.rows.fields["primary"].setFocus()

    def show_now(self) -> None:
        """Show the classification as it stands."""
        given = self.given or _BLANK
        shown = replace(given, primary=self._begun, subgroup="", forced="") if self._begun else given
        self.rows.show_said(shown)
        pattern = self._scheme.class_of(shown.primary)
        begun = f" – {self._begun} begun" if self._begun else ""
        self.heading.setText(f"{class_name(given) or 'Not classified yet'}{begun}")
        self.definition.setText(class_text(pattern) if pattern is not None else "")
        self.definition.setVisible(pattern is not None)
        self._show_note(given)
        self._show_derived(given)
        if not self.comment.hasFocus() or not self.comment.isModified():
            self.comment.setText(given.comment)
        events = [event for one in given.evidence if (event := self._session.coding.event(one)) is not None]
        self.events.show_events(events, given.evidence, "None linked: select an event, then link it.")
        self.told.emit(f"{self._begun}…" if self._begun else class_name(given))
        if self.isVisible():
            self.scores.show_now()

    def showEvent(self, event: QShowEvent) -> None:
        """Compute the scores when they are looked at."""
        super().showEvent(event)
        self.scores.show_now()

    def link_selected(self) -> None:
        """Link the selected event, or take its link back."""
        event = self._session.selected_event
        if event is None:
            self._session.tell(EditError("No event is selected.", "Click one in the timeline."))
        else:
            self._link(event.id, is_linked=event.id not in (self.given or _BLANK).evidence)

    def _build(self) -> None:
        name_field(self.comment, "Comment on the classification")
        link = button("Link the selected event", self.link_selected, "quiet", tip="Use it as evidence")
        link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        clips = row(label("Evidence: click to play", "heading"), None, link, spacing=6)
        self.threshold = label("", "dim", wrap=True)
        if self._scheme.disorganisation is not None:
            self.threshold.setText(threshold_text(self._scheme.disorganisation))
        pieces = (self.heading, self.definition, self.rows, self.note, self.threshold, self.comment, clips, self.events)
        derived = (line(), label("Derived from the class you gave", "heading"), self.derived)
        body = QWidget()
        body.setLayout(
            column(
                *pieces, *derived, line(), self.scores, label(_KEYS, "dim", wrap=True), None,
                spacing=7, margins=(12, 9, 12, 10),
            )
        )  # fmt: skip
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        self.setLayout(column(scroll))
        self.threshold.setVisible(bool(self.threshold.text()))

    def _connect(self) -> None:
        for field, choices in self.rows.fields.items():
            choices.picked.connect(lambda choice, field=field: self._pick(field, choice))
            choices.left.connect(self.left)
        self.rows.fields["primary"].typed.connect(self._type_subgroup)
        if "disorganisation" in self.rows.fields:
            self.rows.fields["disorganisation"].typed.connect(self._type_half)
        self.events.linked.connect(lambda event_id, is_linked: self._link(event_id, is_linked=is_linked))
        self.events.went.connect(self.watch_wanted)
        self.comment.editingFinished.connect(self._keep_comment)
        self.comment.returnPressed.connect(self.take_keyboard)

    def _pick(self, field: str, choice: str) -> None:
        if field == "primary":
            self._pick_class(choice)
        elif field == "forced" and self._begun:
            begun, self._begun = self._begun, ""
            self._say(primary=begun, subgroup="", forced=choice) if choice else self.show_now()
        elif field == "disorganisation":
            self._say(disorganisation=float(choice) if choice else None)
        else:
            self._say(**{field: choice})

    def _pick_class(self, choice: str) -> None:
        given, pattern = self.given or _BLANK, self._scheme.class_of(choice)
        if pattern is not None and pattern.needs_forced and not (given.primary == choice and given.forced):
            self._begun = choice
            self.show_now()
            self.rows.fields["forced"].setFocus()
            return
        self._begun = ""
        stays = {} if choice == given.primary else {"subgroup": "", "forced": ""}
        self._say(primary=choice, **stays)

    def _type_subgroup(self, sign: str) -> None:
        """Take a digit typed after the class as its subgroup: B, then 3."""
        subgroup = f"{(self.given or _BLANK).primary}{sign}"
        if "subgroup" in self.rows.fields and subgroup in self.rows.fields["subgroup"].buttons:
            self._say(subgroup=subgroup)

    def _type_half(self, sign: str) -> None:
        rating, given = self._scheme.disorganisation, self.given or _BLANK
        if rating is None or sign != ".":
            return
        value = self._typing.press(sign, rating, given.disorganisation)
        if value is not None:
            self._say(disorganisation=value)

    def _say(self, **said: Any) -> None:
        """Keep what is said, the rest as it was; when nothing is left, there is no classification."""
        session, given = self._session, self.given
        changed = replace(given or replace(_BLANK, id=fresh_id()), **said)
        if changed == replace(_BLANK, id=changed.id):
            session.do(lambda: commands.declassify(session.coding))
        else:
            session.do(lambda: commands.classify(session.coding, session.codebook, changed))
        self.show_now()

    def _keep_comment(self) -> None:
        text = self.comment.text().strip()
        self.comment.setModified(False)
        if text != (self.given or _BLANK).comment:
            self._say(comment=text)

    def _link(self, event_id: str, *, is_linked: bool) -> None:
        others = tuple(one for one in (self.given or _BLANK).evidence if one != event_id)
        self._say(evidence=(*others, event_id) if is_linked else others)

    def _show_note(self, given: Classification) -> None:
        note = threshold_note(self._scheme, given)
        if self._begun:
            note = f"{self._begun} needs its best-fitting alternative: choose that now."
        elif note:
            note = f"{note} You decide; a comment can say why."
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _show_derived(self, given: Classification) -> None:
        readings = [(one.name, collapse(self._scheme, one, given)) for one in self._scheme.collapses]
        self.derived.setText(
            "\n".join(f"{name}:  {found.group or f'{DASH} ({found.reason})'}" for name, found in readings)
        )
