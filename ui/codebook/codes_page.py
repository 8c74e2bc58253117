"""The page of the codes: also copies, retiring, splitting, and keys that are chosen by pressing them."""

from functools import partial

from PySide6.QtWidgets import QMenu

from annotator.model.codebook import Code
from annotator.model.codebook.changes import duplicate_code, new_code
from annotator.model.codebook.draft import Draft, move, put
from annotator.model.codebook.renames import retire_code, retire_scale, split_code, split_code_by_modifier
from annotator.model.codebook.text import set_fields
from ui.codebook.entries_page import EntriesPage
from ui.codebook.fields import KeyField
from ui.codebook.open_codebook import Change, OpenCodebook
from ui.codebook.sections import CODES, SCALES, Section
from ui.widgets.parts import button


class CodesPage(EntriesPage):
    """Groups and their codes."""

    def __init__(self, book: OpenCodebook) -> None:
        super().__init__(book, CODES)
        self._key_before: dict[str, str] = {}
        self.add_button("Copy", self.duplicate, "Make a copy of this code")
        self.add_button("Retire", self.retire, "It is no longer used; events coded with it stay readable")
        self.split_button = button("Split ▾", self._offer_splits, "quiet", tip="Replace it with two or more codes")
        self.buttons.addWidget(self.split_button)
        self.key_field.swap_wanted.connect(self._swap)

    @property
    def code(self) -> Code | None:
        """The code that is chosen, unless it is a retired one."""
        path = self.path
        return self.book.codebook.codes[int(path[1])] if path is not None and path[0] == "code" else None

    @property
    def key_field(self) -> KeyField:
        """The field of the chosen code's key."""
        field = self.forms["code",].fields["key"]
        assert isinstance(field, KeyField), "the key of a code is pressed"
        return field

    def press_key(self) -> None:
        """Wait for the key of the chosen code."""
        if self.code is not None and not self.book.is_read_only:
            self.form.focus_field("key")
            self.key_field.begin()

    def duplicate(self) -> None:
        """Add a second code like the chosen one."""
        code = self.code
        if code is None:
            return
        code_id = code.id
        if self.book.do(lambda draft: duplicate_code(draft, code_id)):
            self.choose(("code", self.book.codebook.codes.index(code) + 1))

    def retire(self) -> None:
        """Let the chosen code be given no longer."""
        if (code := self.code) is not None:
            self.book.do(lambda draft: retire_code(draft, code.id))

    def drop(self, row_from: int, row_before: int) -> None:
        """Move a code to another place, and into the group it is dropped in."""
        rows = self.list.rows
        path = rows[row_from].path
        if path is None or path[0] != "code":
            return
        behind_codes = 1 + max(at for at, row in enumerate(rows) if row.path is not None and row.path[0] == "code")
        row_before = min(max(1, row_before), behind_codes)
        above = rows[row_before - 1].path
        beside = above if above is not None or row_before == behind_codes else rows[row_before].path
        if beside is None or beside == path:
            return
        place, at = int(path[1]), int(beside[1])
        to = at if above is None else at + 1
        to = to - 1 if to > place else to
        group = self.book.codebook.codes[at].group
        if self.book.do(partial(_moved, place=place, to=to, group=group)):
            self.choose(("code", to))

    def show_draft(self) -> None:
        """Show the draft, and whether keys clash."""
        super().show_draft()
        if not self.book.is_open or (code := self.code) is None:
            return
        others = [one.name for one in self.book.codebook.clashing(code)]
        can_swap = len(others) == 1 and bool(self._key_before.get(code.id))
        self.key_field.show_clash(others, can_swap=can_swap, name=code.name)
        self.split_button.setEnabled(not self.book.is_read_only)

    def instead_of_deleting(self, _section: Section, /) -> str:
        """Say what to do with a code that is used."""
        return "Retire it: its events stay readable."

    def _new(self, _section: Section, _place: int, /) -> Change:
        code = self.code
        return lambda draft: new_code(draft, "New code", code)

    def _edit(self, name: str, value: object) -> None:
        if name == "key" and (code := self.code) is not None:
            self._key_before[code.id] = code.key
        super()._edit(name, value)

    def _swap(self) -> None:
        code = self.code
        if code is None:
            return
        codebook = self.book.codebook
        place = codebook.codes.index(codebook.clashing(code)[0])
        self.book.do(lambda draft: put(draft, ("code", place), {"key": self._key_before[code.id]}, "swap keys"))

    def _offer_splits(self) -> None:
        code = self.code
        if code is None:
            return
        menu = QMenu(self)
        names = (f"{code.name} 1", f"{code.name} 2")
        menu.addAction("Into two; coders choose", lambda: self.book.do(lambda d: split_code(d, code.id, names)))
        for one in code.modifiers:
            name = self.book.codebook.modifier_by_id[one].name
            act = partial(self._split_by, code.id, one)
            menu.addAction(f"By its answers to “{name}” ({one})", act)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.split_button.mapToGlobal(self.split_button.rect().bottomLeft()))

    def _split_by(self, code_id: str, modifier_id: str) -> None:
        self.book.do(lambda draft: split_code_by_modifier(draft, code_id, modifier_id))


class ScalesPage(EntriesPage):
    """Scales with their anchors."""

    def __init__(self, book: OpenCodebook) -> None:
        super().__init__(book, SCALES)
        self.add_button("Retire", self.retire, "It is no longer rated; what is rated stays readable")

    def retire(self) -> None:
        """Let the chosen scale be rated no longer."""
        path = self.path
        if path is not None and path[0] == "scale":
            scale = self.book.codebook.scales[int(path[1])]
            self.book.do(lambda draft: retire_scale(draft, scale.id))


def _moved(draft: Draft, place: int, to: int, group: str) -> Draft:
    text = set_fields(draft.text, ("code", place), {"group": group})
    return move(draft.then(text, "order"), ("code",), place, to, "order")
