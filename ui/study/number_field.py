"""A number with its unit that is typed; what cannot be is refused in words below it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from ui.widgets.parts import column, label, name_field, row

_WIDTH = 110


class NumberField(QLineEdit):
    """Takes what is typed as it is, and says what is wrong with it when asked to check.

    Args:
        name: what it is, for the complaint and for screen readers.
        unit: what its number counts.
        lowest: the least it may be.
        highest: the most it may be.
        decimals: how many digits after the point it may have.
        may_be_empty: whether nothing is an answer too.
    """

    def __init__(
        self, name: str, unit: str, lowest: float, highest: float, *, decimals: int = 0, may_be_empty: bool = False
    ) -> None:
        super().__init__()
        self._name, self._unit, self._decimals, self._may_be_empty = name, unit, decimals, may_be_empty
        self._lowest, self._highest = lowest, highest
        self._complaint = label("", "danger", wrap=True)
        self._complaint.hide()
        self.setFixedWidth(_WIDTH)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        name_field(self, f"{name} in {unit}")
        if may_be_empty:
            self.setPlaceholderText("not set")
        self.textEdited.connect(self._complaint.hide)

    @property
    def value(self) -> float | None:
        """The number; None where there is none."""
        try:
            number = float(self.text().strip().replace(",", "."))
        except ValueError:
            return None
        is_fit = self._lowest <= number <= self._highest and round(number, self._decimals) == number
        return number if is_fit else None

    def show_value(self, value: float | None) -> None:
        """Show a number, or none."""
        self._complaint.hide()
        text = "" if value is None else f"{value:.{self._decimals}f}"
        self.setText(text.rstrip("0").rstrip(".") if "." in text else text)

    def check(self) -> bool:
        """Say below the field what is wrong with what was typed, if anything is; return whether all is well."""
        is_well = self.value is not None or (self._may_be_empty and not self.text().strip())
        whole = "a number" if self._decimals else "a whole number"
        digits = f" with at most {self._decimals} decimals" if self._decimals else ""
        bounds = f"{self._lowest:g} to {self._highest:,g} {self._unit}"
        empty = ", or empty" if self._may_be_empty else ""
        self._complaint.setText(f"{self._name} must be {whole} from {bounds}{digits}{empty}.")
        self._complaint.setHidden(is_well)
        return is_well

    def with_complaint(self) -> QVBoxLayout:
        """Return the field with its unit, and its complaint below."""
        return column(row(self, label(self._unit, "dim"), None), self._complaint, None, spacing=3)
