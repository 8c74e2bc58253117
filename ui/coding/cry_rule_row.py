"""Where the lab sets its cry rule: how long a baby may cry in a separation before the program warns."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.session import CodingSession
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.number_field import NumberField
from ui.widgets.parts import column, label, row

_UNSET = (
    "No rule is set, because the field agrees on no number: Waters (2002) allows a full minute of crying, other labs "
    "stop after 20 to 30 s. Your lab decides; the study keeps it."
)
_SET = "A longer cry without a break in a separation is listed above. The episode itself is never changed."


class CryRuleRow(QWidget):
    """Seconds and the code that is crying; both belong to the study, so they hold for all its coders."""

    changed = Signal()
    """The rule is another one."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self._session = session
        self.seconds = NumberField("Cry rule", "s", 0.1, 3600, decimals=1, empty="not set", step=5)
        self.code = ChoiceBox()
        self.code.setAccessibleName("Code for crying")
        for code in session.codebook.codes:
            if not code.is_point:
                self.code.addItem(code.name, code.id)
        for field in (self.seconds, self.code):
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus if field is self.seconds else Qt.FocusPolicy.TabFocus)
            field.setEnabled(session.study.is_writable)
        self.why = label("", "dim", wrap=True)
        fields = row(label("Cry rule", "heading"), self.seconds, label("of"), self.code, None, spacing=8)
        self.setLayout(column(fields, self.seconds.complaint, self.why, spacing=4, margins=(15, 8, 12, 8)))
        self.show_rule()
        self.seconds.edited.connect(self._keep)
        self.seconds.returnPressed.connect(self.seconds.clearFocus)
        self.code.activated.connect(self._keep)

    @property
    def rule_ms(self) -> int | None:
        """The rule in ms, or None while the lab has set none."""
        seconds = self._session.study.settings.cry_rule_s
        return None if seconds is None else round(seconds * 1000)

    def show_rule(self) -> None:
        """Show what the study says."""
        settings = self._session.study.settings
        self.seconds.show_value(settings.cry_rule_s)
        self.code.setCurrentIndex(self.code.findData(settings.crying_code))
        is_known = self.code.currentIndex() >= 0
        self.why.setText(_UNSET if settings.cry_rule_s is None else _SET)
        if not is_known:
            self.why.setText(f"The codebook has no code “{settings.crying_code}”: choose the one for crying.")

    def _keep(self) -> None:
        study, seconds = self._session.study, self.seconds.value
        code = self.code.currentData() or study.settings.crying_code
        self._session.keep(lambda: study.change_settings(cry_rule_s=seconds, crying_code=code), self._show_kept)

    def _show_kept(self) -> None:
        self.show_rule()
        self.changed.emit()
