"""The rows of the classification form, each a choice with its name, and what the lab's codebook says beside them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from annotator.model.codebook.classes import ClassificationScheme, DisorganisationRating, PatternClass
from annotator.model.items import Classification
from ui.coding.judging.choices import Choices
from ui.coding.judging.points import all_points
from ui.widgets.parts import label

_NAMES = {
    "primary": "Class",
    "subgroup": "Subgroup",
    "forced": "Alternative",
    "disorganisation": "D rating",
    "confidence": "Confidence",
}
_NAME_WIDTH = 84


class ClassRows(QWidget):
    """Class, subgroup, best-fitting alternative, D rating and confidence, as far as the codebook has them."""

    def __init__(self, scheme: ClassificationScheme) -> None:
        super().__init__()
        self._scheme = scheme
        self.fields: dict[str, Choices] = {}
        self.captions: dict[str, QWidget] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, _NAME_WIDTH)
        grid.setColumnStretch(1, 1)
        for number, field in enumerate(self._asked()):
            made = self.fields[field] = Choices(_NAMES[field], are_points=field == "disorganisation")
            caption = self.captions[field] = label(_NAMES[field], "heading")
            grid.addWidget(caption, number, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(made, number, 1)
            made.moved.connect(lambda way, field=field: self.go(field, way))
        self._offer()

    def show_said(self, said: Classification) -> None:
        """Show what is chosen, and only the subgroups of the class that is."""
        given = self._scheme.class_of(said.primary)
        subgroups = [(sub.id, sub.licensed_text) for sub in given.subgroups] if given is not None else []
        value = "" if said.disorganisation is None else f"{said.disorganisation:g}"
        shown = {**{name: getattr(said, name) for name in self.fields}, "disorganisation": value}
        if "subgroup" in self.fields:
            self.fields["subgroup"].offer(subgroups)
            self._set_visible("subgroup", bool(subgroups))
        if "forced" in self.fields:
            self.fields["forced"].offer(_alternatives(self._scheme, said.forced))
        for field, choices in self.fields.items():
            choices.show_value(shown[field])

    def go(self, field: str, way: int) -> None:
        """Bring the keyboard to the next visible row after a field (1), or to the one before (-1)."""
        shown = [name for name in self.fields if not self.fields[name].isHidden()]
        place = shown.index(field) + way
        if 0 <= place < len(shown):
            self.fields[shown[place]].setFocus()

    def _asked(self) -> list[str]:
        scheme = self._scheme
        has = {
            "primary": True,
            "subgroup": any(one.subgroups for one in scheme.classes),
            "forced": bool(scheme.forced),
            "disorganisation": scheme.disorganisation is not None,
            "confidence": bool(scheme.confidence),
        }
        return [field for field in _NAMES if has[field]]

    def _offer(self) -> None:
        scheme, rating = self._scheme, self._scheme.disorganisation
        self.fields["primary"].offer([(one.id, class_text(one)) for one in scheme.classes])
        if rating is not None:
            self.fields["disorganisation"].offer(_points(rating))
        if "confidence" in self.fields:
            self.fields["confidence"].offer([(word, "") for word in scheme.confidence])

    def _set_visible(self, field: str, is_visible: bool) -> None:
        self.fields[field].setVisible(is_visible)
        self.captions[field].setVisible(is_visible)


def class_text(one: PatternClass) -> str:
    """Return what a class is: its name and the lab's licensed text, or else our own short words."""
    text = one.licensed_text or one.definition
    return text if text.startswith(one.name) else f"{one.name}. {text}"


def threshold_text(rating: DisorganisationRating) -> str:
    """Return what the lab's threshold says of the rating, or that the lab has set none."""
    if rating.threshold is None:
        return "Your lab has set no threshold: the codebook has a field for it (classification.disorganisation)."
    at = {
        "coder decides": f"at {rating.threshold:g} the coder decides",
        "D": f"{rating.threshold:g} does so too",
        "not D": f"{rating.threshold:g} does not",
    }
    name = rating.class_id
    return f"Threshold of your lab: a rating above {rating.threshold:g} speaks for {name}, {at[rating.at_threshold]}."


def _alternatives(scheme: ClassificationScheme, chosen: str) -> list[tuple[str, str]]:
    """Return the classes that can be the alternative; the chosen one with its subgroups behind it."""
    given = scheme.class_of(chosen)
    found = []
    for one in scheme.classes:
        if one.id in scheme.forced:
            found.append((one.id, class_text(one)))
            found += [(sub.id, sub.licensed_text) for sub in one.subgroups] if one is given else []
    return found


def _points(rating: DisorganisationRating) -> list[tuple[str, str]]:
    texts = {anchor.value: anchor.licensed_text or anchor.text for anchor in rating.anchors}
    return [(f"{point:g}", texts.get(point, "")) for point in all_points(rating)]
