"""How one user has arranged the tracks: their order, which groups are folded, whether empty ones are hidden."""

from collections.abc import Collection, Iterable

from msgspec import Struct
from msgspec.structs import replace

from annotator.model.codebook import Code, Codebook


class Group(Struct, frozen=True):
    """The codes under one heading, in the order of their tracks."""

    name: str
    codes: tuple[Code, ...]
    is_folded: bool = False


class Arrangement(Struct, frozen=True, omit_defaults=True):
    """What differs from the codebook.

    Attributes:
        order: code ids from top to bottom; what is not among them follows in the order of the codebook.
        folded: names of the groups of which only the heading is shown.
        opened: names of those that are not folded though the pass has none of their codes.
        hides_empty: whether codes without events have no track.
        hidden: ids of codes whose track is hidden.
    """

    order: tuple[str, ...] = ()
    folded: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    hides_empty: bool = False
    hidden: frozenset[str] = frozenset()

    def ordered(self, codes: Iterable[Code], below: Iterable[Code] = ()) -> list[Code]:
        """Return codes in the order of their tracks; what the user has not moved follows as it comes."""
        place = {code_id: number for number, code_id in enumerate(self.order)}
        return sorted((*codes, *below), key=lambda code: place.get(code.id, len(place)))

    def groups(
        self, codebook: Codebook, used: Collection[str], in_pass: Collection[str] | None = None
    ) -> tuple[Group, ...]:
        """Return the groups as they are shown.

        Args:
            codebook: the codes.
            used: the codes that have events; retired ones have a track for these alone, below the others.
            in_pass: the codes of the pass, None for all; the others have a track only where they have events, and a
                group without any is folded.
        """
        kept = (code for code in codebook.retired if code.id in used)  # what was coded never falls out of sight
        codes = self.ordered(codebook.codes, kept)
        passed = {code.id for code in codes} if in_pass is None else in_pass
        wanted = (code for code in codes if code.id in used or (code.id in passed and not self.hides_empty))
        shown = [code for code in wanted if code.id not in self.hidden]
        groups: list[Group] = []
        for name in dict.fromkeys(code.group for code in codes):
            inside = tuple(code for code in shown if code.group == name)
            is_left_out = name not in self.opened and not any(code.id in passed for code in inside)
            if inside:
                groups.append(Group(name, inside, name in self.folded or is_left_out))
        return tuple(groups)

    def with_folded(self, groups: Collection[str], *, folded: bool) -> "Arrangement":
        """Return it with groups folded, or unfolded."""
        names = frozenset(groups)
        if folded:
            return replace(self, folded=self.folded | names, opened=self.opened - names)
        return replace(self, folded=self.folded - names, opened=self.opened | names)

    def with_hidden(self, codes: Collection[str], *, hidden: bool) -> "Arrangement":
        """Return it with the tracks of codes hidden, or shown again."""
        return replace(self, hidden=self.hidden | set(codes) if hidden else self.hidden - set(codes))

    def with_code(self, codebook: Codebook, code_id: str, before: str) -> "Arrangement":
        """Return it with a code before another of its group, or after the last of them with ""."""
        ids = [code.id for group in self._all(codebook) for code in group.codes]
        if code_id not in ids:
            return self  # a retired one: it stays below the others
        alike = [code.id for code in codebook.codes if code.group == codebook.code_by_id[code_id].group]
        if before == code_id or (before and before not in alike):
            return self
        ids.remove(code_id)
        last = max((ids.index(one) for one in alike if one != code_id), default=len(ids) - 1)
        ids.insert(ids.index(before) if before else last + 1, code_id)
        return replace(self, order=tuple(ids))

    def with_group(self, codebook: Codebook, name: str, before: str) -> "Arrangement":
        """Return it with a group before another, or as the last with ""."""
        if before == name:
            return self
        groups = {group.name: group for group in self._all(codebook)}
        names = [other for other in groups if other != name]
        names.insert(names.index(before) if before in names else len(names), name)
        return replace(self, order=tuple(code.id for one in names for code in groups[one].codes))

    def _all(self, codebook: Codebook) -> tuple[Group, ...]:
        return replace(self, hides_empty=False, hidden=frozenset()).groups(codebook, ())


AS_IN_CODEBOOK = Arrangement()
