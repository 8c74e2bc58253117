"""A form made from a table of fields: what it shows is an entry of the codebook, what is changed is told by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from annotator.model.codebook import Codebook
from ui.codebook.fields import (
    CheckField,
    ChoiceField,
    ColorField,
    KeyField,
    LineField,
    PicksField,
    TextField,
)
from ui.codebook.rows_editor import FieldColumn, RowsEditor
from ui.widgets.number_field import NumberField
from ui.widgets.parts import column, label, name_field

Choices = Callable[[Codebook], Sequence[tuple[str, str]]]
FieldKind = Literal[
    "line", "text", "lines", "number", "whole", "choice", "open_choice", "check", "picks", "color", "key", "rows"
]
_WIDEST = 860
_NONE = "none"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form.

    Attributes:
        name: what it is called in the file.
        title: what the form calls it.
        kind: which widget it is.
        hint: what it is for, under the title.
        optional: whether an empty field is left out of the file.
        choices: what can be chosen, of a codebook.
        columns: those of a field that is a table.
        is_short: whether it shares its line with the next short one.
        unit: what a number counts.
    """

    name: str
    title: str
    kind: FieldKind = "line"
    hint: str = ""
    optional: bool = False
    choices: Choices | None = None
    columns: tuple[FieldColumn, ...] = ()
    is_short: bool = False
    unit: str = ""


class EntryForm(QScrollArea):
    """The fields of one kind of entry, one under the other."""

    edited = Signal(str, object)
    """A field was changed: its name, and the value for the file (None: leave it out)."""

    def __init__(self, specs: Sequence[FieldSpec]) -> None:
        super().__init__(widgetResizable=True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.specs = {spec.name: spec for spec in specs}
        self.fields: dict[str, Any] = {}
        self._faults = {spec.name: label("", "danger", wrap=True) for spec in specs}
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(12)
        grid.setContentsMargins(0, 0, 0, 0)
        for side in (0, 2):
            grid.setColumnMinimumWidth(side, 116)
            grid.setColumnStretch(side + 1, 1)
        self._place(grid, specs)
        body, self._page = QWidget(), QWidget()
        body.setLayout(grid)
        body.setMaximumWidth(_WIDEST)
        self._page.setLayout(column(body, None, margins=(24, 14, 24, 24)))
        self.setWidget(self._page)

    def show_entry(self, codebook: Codebook, values: Mapping[str, Any], *, read_only: bool) -> None:
        """Show the values of an entry."""
        for name, field in self.fields.items():
            choices = self.specs[name].choices
            if choices is not None:
                field.offer(choices(codebook))
            field.show_value(values.get(name))
            field.set_read_only(read_only=read_only)
        self.updateGeometry()  # what there is to choose from may need more room

    def minimumSizeHint(self) -> QSize:
        """Wide enough for every field: it is scrolled up and down only."""
        width = self._page.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, super().minimumSizeHint().height())

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Say under each field what is wrong with it."""
        for name, words in self._faults.items():
            words.setText(faults.get(name, ""))
            words.setVisible(name in faults)

    def focus_field(self, name: str) -> None:
        """Go to a field."""
        if name in self.fields:
            self.fields[name].setFocus()
            self.ensureWidgetVisible(self.fields[name])

    def _place(self, grid: QGridLayout, specs: Sequence[FieldSpec]) -> None:
        line, side = -1, 2
        for spec in specs:
            beside = spec.is_short and side == 0
            line, side = (line, 2) if beside else (line + 1, 0)
            self._add(grid, line, side, spec)
            side = side if spec.is_short else 2

    def _add(self, grid: QGridLayout, line: int, side: int, spec: FieldSpec) -> None:
        field = _made(spec)
        self.fields[spec.name] = field
        name_field(field, spec.title)
        field.edited.connect(lambda value, name=spec.name: self.edited.emit(name, value))
        words = label(spec.title, "strong")
        words.setBuddy(field)
        hint = [label(spec.hint, "dim", wrap=True)] if spec.hint else []
        grid.addLayout(column(3, words, *hint, None, spacing=1), line, side)
        span = 1 if spec.is_short else 3
        complaint = [field.complaint] if isinstance(field, NumberField) else []
        grid.addLayout(column(field, *complaint, self._faults[spec.name], None, spacing=2), line, side + 1, 1, span)
        self._faults[spec.name].hide()


def _made(spec: FieldSpec) -> Any:
    empty = spec.optional
    match spec.kind:
        case "text" | "lines":
            made: QWidget = TextField(none_when_empty=empty, one_a_line=spec.kind == "lines")
        case "number" | "whole":
            decimals = 0 if spec.kind == "whole" else None
            made = NumberField(spec.title, spec.unit, decimals=decimals, empty=_NONE if empty else "")
        case "choice" | "open_choice":
            made = ChoiceField(is_open=spec.kind == "open_choice", none_when_empty=empty)
        case "check":
            made = CheckField("yes")
        case "rows":
            made = RowsEditor(spec.title, spec.columns)
        case _:
            simple: dict[str, Callable[[], QWidget]] = {"picks": PicksField, "color": ColorField, "key": KeyField}
            made = simple[spec.kind]() if spec.kind in simple else LineField(none_when_empty=empty)
    return made
