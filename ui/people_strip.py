"""The strip under the menus: who works at this computer, and what that person sees. It asks where it is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMenu, QPushButton

from annotator.study import Study
from annotator.study.blind import Sight, sees
from annotator.study.people import Role, has_roles, people
from ui.widgets.parts import button, label, row

PROMISE = (
    "Blindness in a shared folder is a promise between people: whoever opens its files with another program can read "
    "them. Where it must be more, give each coder a package."
)
_ASKED = 6
"""So many people have a button each; more stand in a menu."""


_LEADS_ONLY = (
    *("add_session", "add_camera", "add_coder", "study_settings", "preregister", "pack_study", "plan", "people"),
    *("mark_gold", "unmark_gold", "assign", "take_off", "code_again", "rename_session", "rename_coder", "rename_study"),
    *("move_coding", "lock_boundaries", "add_variable", "import_variables", "remove", "remove_session"),
    *("remove_coder", "show_bin", "undo_deed", "take_in", "take_work", "pack_work", "pack_to_code"),
    *("audit", "verify_study", "review_codings", "share_check", "retention", "import_codings"),
)
"""What a coder of a study with leads does not do."""

_OF_ALL = ("show_results", "export", "report", "session_report")
"""What shows the codings of everybody, and all that is known of the sessions."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Who works at this computer, and what that person sees of the study.

    Attributes:
        sight: what is seen.
        people: everybody whom that may be, with what they are.
        coders: those of the study.
        has_roles: whether the study has leads, so that it matters what is seen.
        is_planned: whether it says who codes what, so that coders have lists of their own.
    """

    sight: Sight
    people: Mapping[str, Role]
    coders: tuple[str, ...]
    has_roles: bool
    is_planned: bool

    @property
    def person(self) -> str:
        """Who works here; "" where the study does not know whoever was named."""
        return self.sight.person if self.sight.person in self.people else ""

    @property
    def is_asked(self) -> bool:
        """Whether it has to be said who works here before anything is shown."""
        return self.has_roles and not self.person

    @property
    def leads(self) -> bool:
        """Whether whoever works here arranges everything."""
        return self.sight.sees_all

    @property
    def kept_from(self) -> dict[str, str]:
        """What whoever works here does not do, by the ids of the actions, with the reason."""
        sight, why = self.sight, self.sight.why
        agreement = () if sight.agreement else ("show_agree",)
        return dict.fromkeys(
            (*(() if self.leads else _LEADS_ONLY), *(() if sight.results else _OF_ALL), *agreement), why
        )


def look(study: Study, person: str) -> Seen:
    """Return what a person sees of a study; it may read all sessions: not for the window's thread."""
    return Seen(sees(study, person), people(study), study.said.coders, has_roles(study), bool(study.said.assigned))


class PeopleStrip(QFrame):
    """Shown in a study with leads or a plan only."""

    chosen = Signal(str)
    """Somebody has said who they are: the id of a lead or a coder."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("people_strip")
        self.setFixedHeight(30)
        self._who, self._what = label("", "strong"), label("", "dim")
        self._menu = QMenu(self)
        self.switch: QPushButton = button("Work as…", self._open_menu, "quiet", tip="Say who works at this computer")
        self.switch.setFixedHeight(24)
        self._people: list[QPushButton] = []
        self._asking = row(spacing=6)
        self.setLayout(row(self._who, self._what, self._asking, None, self.switch, spacing=8, margins=(14, 0, 8, 0)))
        self.hide()

    @property
    def said(self) -> str:
        """What it says, in one line."""
        return f"{self._who.text()} {self._what.text()}".strip()

    def say(self, seen: Seen) -> None:
        """Say who works here, or ask."""
        role = seen.people.get(seen.person, "")
        self._who.setText(f"Working as: lead ({seen.person})" if role == "lead" else f"{seen.person}:" * bool(role))
        self._who.setVisible(bool(role))
        self._what.setText(_words(role, seen.sight))
        self.setToolTip(PROMISE)
        for one in self._people:
            one.hide()
            one.deleteLater()
        asked = seen.people if not role and len(seen.people) <= _ASKED else {}
        self._people = [button(name_and_role(*one), partial(self.chosen.emit, one[0])) for one in asked.items()]
        for one in self._people:
            one.setFixedHeight(24)
            self._asking.addWidget(one)
        self.switch.setVisible(not asked)
        self._menu.clear()
        for person, its_role in seen.people.items():
            action = self._menu.addAction(name_and_role(person, its_role), partial(self.chosen.emit, person))
            action.setCheckable(True)
            action.setChecked(person == seen.person)

    def _open_menu(self) -> None:
        self._menu.popup(self.switch.mapToGlobal(self.switch.rect().bottomLeft()))


def name_and_role(person: str, role: Role) -> str:
    """Return a person in a choice.

    >>> name_and_role("MA", "lead"), name_and_role("KM", "coder")
    ('MA (lead)', 'KM')
    """
    return f"{person} (lead)" if role == "lead" else person


def _words(role: Role, sight: Sight) -> str:
    if not role:
        return "Who works at this computer?"
    if role == "lead":
        return "– you see every coding. Coders see what you let them see."
    return "you see every coding" if sight.agreement else "you see your own codings"
