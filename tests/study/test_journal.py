"""Reading journals: what was written comes back, what is torn is left out, what is bad is refused with its line."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from annotator.errors import EditError, JournalError
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.commands import mark
from annotator.model.history import Change, Edit, History
from annotator.model.items import Event
from annotator.study import journal as journal_module
from annotator.study.journal import Header, edit_line, header_line, read_good_part, read_journal

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "codebook.toml")
HEADER = Header(session="s1", coder="A", codebook="0" * 64)
START = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)


class Journal:
    """A journal being written, with the history that wrote it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = [header_line(HEADER)]
        self.history = History(Coding("s1", "A"))
        self.history.listen(self.add)

    def add(self, edit: Edit) -> None:
        number = len(self.lines)
        self.lines.append(edit_line(edit, number, START + timedelta(seconds=number), self.lines[-1]))

    def save(self) -> None:
        self.path.write_bytes(b"".join(self.lines))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    folder = tmp_path / "s1"
    folder.mkdir()
    made = Journal(folder / "A.jsonl")
    for number, code in enumerate(["crying", "reach", "fussing", "contact", "crying"]):
        made.history.do(mark(made.history.coding, CODEBOOK, code, 1000 * number))
    made.history.undo()
    made.history.undo()
    made.history.redo()
    made.save()
    return made


def test_a_journal_read_again_gives_the_same_items_and_the_same_undo_and_redo(journal: Journal) -> None:
    contents = read_journal(journal.path)

    assert contents.header == HEADER
    assert not contents.torn
    assert contents.good_bytes == journal.path.stat().st_size
    assert contents.history.coding.items == journal.history.coding.items
    assert contents.history.done == journal.history.done
    assert contents.history.undone == journal.history.undone
    assert [edit.kind for edit in contents.edits] == ["do"] * 5 + ["undo", "undo", "redo"]


def test_a_last_line_cut_anywhere_is_left_out_and_reported(journal: Journal) -> None:
    whole = journal.path.read_bytes()
    last = len(journal.lines[-1])
    for missing in range(1, last):
        journal.path.write_bytes(whole[:-missing])
        contents = read_journal(journal.path)
        assert contents.torn
        assert len(contents.edits) == len(journal.lines) - 2
        assert contents.good_bytes == len(whole) - last


def test_a_header_cut_anywhere_is_an_empty_coding(journal: Journal) -> None:
    for length in range(len(journal.lines[0]) - 1):
        journal.path.write_bytes(journal.lines[0][:length])
        contents = read_journal(journal.path)
        assert contents.header is None
        assert contents.torn == (length > 0)
        assert not contents.history.coding.items


@pytest.mark.parametrize("tail", [b"\0" * 700, b'{"number":9,"at":\n', b"\xff\xfe\n"], ids=["zeros", "half", "no text"])
def test_a_last_line_that_is_no_json_is_left_out(journal: Journal, tail: bytes) -> None:
    journal.path.write_bytes(b"".join(journal.lines) + tail)

    contents = read_journal(journal.path)

    assert contents.torn
    assert contents.rest == tail
    assert len(contents.edits) == len(journal.lines) - 1


def test_a_first_edit_that_was_torn_is_left_out_though_its_line_ends(journal: Journal) -> None:
    tail = b'{"number":1,"at":\n'
    journal.path.write_bytes(journal.lines[0] + tail)

    contents = read_journal(journal.path)

    assert (contents.header, contents.rest, contents.edits) == (HEADER, tail, ())


_DEEP = b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"


def _swapped(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], lines[3], lines[2], *lines[4:]]


def _unfit(lines: list[bytes]) -> list[bytes]:
    never_there = Event(id="gone", code="reach", start_ms=1, end_ms=1)
    edit = Edit(label="delete", changes=(Change(never_there, None),))
    return [*lines, edit_line(edit, len(lines), START, lines[-1])]


def _null(lines: list[bytes]) -> list[bytes]:
    edit = Edit(label="nothing", changes=(Change(None, None),))
    return [*lines, *_two(edit, lines)]


def _far(lines: list[bytes]) -> list[bytes]:
    event = Event(id="far", code="reach", start_ms=10**18, end_ms=None)
    return [*lines, *_two(Edit(label="far", changes=(Change(None, event),)), lines)]


def _two(edit: Edit, lines: list[bytes]) -> list[bytes]:
    first = edit_line(edit, len(lines), START, lines[-1])
    return [first, edit_line(edit, len(lines) + 1, START, first)]


def _unsealed(line: bytes) -> bytes:
    return re.sub(rb',"check":"\w+"', b"", line)


def _old(lines: list[bytes]) -> list[bytes]:
    """Return lines as version 1 has them, each tied to the one before it and without a checksum."""
    made = [_unsealed(lines[0]).replace(b'"version":2', b'"version":1')]
    for line in lines[1:]:
        previous = sha256(made[-1].rstrip(b"\r\n")).hexdigest().encode()
        made.append(re.sub(rb'"previous":"\w+"', b'"previous":"%s"' % previous, _unsealed(line)))
    return made


@pytest.mark.parametrize(
    ("spoil", "line", "why"),
    [
        (lambda lines: [*lines[:2], b"not json\n", *lines[3:]], 3, "cannot be read"),
        (lambda lines: [*lines[:2], b"\xff\xff\n", *lines[3:]], 3, "cannot be read"),
        (lambda lines: [*lines[:2], b"{}\n", *lines[3:]], 3, "cannot be read"),
        (lambda lines: [*lines[:3], *lines[4:]], 4, "edit 3 was expected and edit 4 is there"),
        (_swapped, 3, "edit 2 was expected and edit 3 is there"),
        (lambda lines: [*lines[:2], lines[2].replace(b"1000", b"1001"), *lines[3:]], 3, "checksum"),
        (lambda lines: [lines[0].replace(b"0000", b"1111"), *lines[1:]], 1, "checksum"),
        (lambda lines: [lines[0], _unsealed(lines[1]), *lines[2:]], 2, "checksum is missing"),
        (lambda lines: [*lines[:2], _DEEP, *lines[3:]], 3, "nested too deeply"),
        (_null, 10, "no item"),
        (_far, 10, "10000000000"),
        (_unfit, 10, "does not fit"),
        (lambda lines: [b"hello\n", *lines[1:]], 1, "not a coding"),
        (lambda lines: [b"hello\n"], 1, "not a coding"),
        (lambda lines: [b"hello"], 1, "not a coding"),
        (lambda lines: [lines[0].replace(b"strange-situation-coding", b"diary")], 1, "not a coding"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_file_stays_as_it_is(journal: Journal, spoil, line, why) -> None:
    spoiled = b"".join(spoil(journal.lines))
    journal.path.write_bytes(spoiled)

    with pytest.raises(JournalError) as caught:
        read_journal(journal.path)

    assert caught.value.what.startswith(f"s1/A.jsonl, line {line}: ")
    assert why in caught.value.what
    assert "annotator repair" in caught.value.hint
    assert "backup" not in caught.value.hint
    assert journal.path.read_bytes() == spoiled


def test_a_line_whose_checksum_fits_but_that_was_written_after_another_one_is_refused(journal: Journal) -> None:
    edit = Edit(label="mark", changes=(Change(None, Event(id="x", code="crying", start_ms=9000, end_ms=None)),))
    number = len(journal.lines)
    journal.lines.append(edit_line(edit, number, START, journal.lines[-2]))
    journal.save()
    with pytest.raises(JournalError, match=rf"line {number + 1}: it does not follow the line before it"):
        read_journal(journal.path)


def test_a_journal_of_a_newer_version_asks_for_that_version(journal: Journal) -> None:
    journal.path.write_bytes(journal.lines[0].replace(b'"version":2', b'"version":3'))
    with pytest.raises(JournalError, match="newer version"):
        read_journal(journal.path)


def test_a_journal_whose_line_ends_were_changed_on_the_way_is_still_read(journal: Journal) -> None:
    journal.path.write_bytes(b"".join(journal.lines).replace(b"\n", b"\r\n"))
    assert read_journal(journal.path).history.coding.items == journal.history.coding.items


def test_a_missing_journal_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match=r"A\.jsonl"):
        read_journal(tmp_path / "A.jsonl")


def test_a_number_of_numpy_and_half_a_character_can_be_written(journal: Journal) -> None:
    event = Event(id="np", code="reach", start_ms=np.int64(7000), end_ms=np.int64(7000), comment="\ud83d cut")
    journal.history.do(Edit(label="import", changes=(Change(None, event),)))
    journal.history.do(Edit(label="delete", changes=(Change(event, None),)))
    journal.history.undo()
    journal.save()
    read = read_journal(journal.path).history.coding.event("np")
    assert (read.start_ms, read.comment) == (7000, "? cut")


def test_a_flip_of_any_bit_of_any_line_is_refused_or_left_out_and_never_taken_for_something_else(journal) -> None:
    whole = b"".join(journal.lines)
    before = [dict(journal.history.coding.items)]
    replayed = History(Coding("s1", "A"))
    states = [{}]
    for edit in read_journal(journal.path).edits:
        replayed.replay((edit,))
        states.append(dict(replayed.coding.items))
    assert states[-1] == before[0]
    last = len(whole) - len(journal.lines[-1])
    counts = {"refused": 0, "left out": 0}
    places = [*range(0, last, 31), *range(last, len(whole))]
    for place in places:
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[place] ^= 1 << bit
            journal.path.write_bytes(flipped)
            try:
                contents = read_journal(journal.path)
            except JournalError:
                counts["refused"] += 1
                continue
            if bytes(flipped[:3]) == whole[:3] and contents.edits == read_edits(journal.lines):
                # Only a line end that became another line end says the same.
                assert flipped[place] in b"\r\n"
                continue
            counts["left out"] += 1
            assert contents.torn
            assert dict(contents.history.coding.items) == states[len(contents.edits)]
    assert counts["refused"] > 200
    assert counts["left out"] > 200


def read_edits(lines: list[bytes]) -> tuple[Edit, ...]:
    return tuple(
        Edit(label=one.label, changes=one.changes, kind=one.kind) for one in map(journal_module._read_line, lines[1:])
    )


def test_a_journal_of_version_1_is_read_and_what_is_added_to_it_has_a_checksum(journal: Journal) -> None:
    old = _old(journal.lines)
    journal.path.write_bytes(b"".join(old))
    contents = read_journal(journal.path)
    assert contents.header.version == 1
    assert contents.history.coding.items == journal.history.coding.items

    event = Event(id="new", code="reach", start_ms=1, end_ms=1)
    added = edit_line(Edit(label="add", changes=(Change(None, event),)), len(old), START, old[-1])
    journal.path.write_bytes(b"".join([*old, added]))
    assert read_journal(journal.path).history.coding.event("new") == event
    journal.path.write_bytes(b"".join([*old, added.replace(b"reach", b"reacH")]))
    assert read_journal(journal.path).damaged_end


@pytest.mark.parametrize("end", [b"\r", b"\r\n"], ids=["CR", "CRLF"])
def test_other_line_ends_are_read_and_gone_on_after(journal: Journal, end: bytes) -> None:
    other = [line.replace(b"\n", end) for line in journal.lines]
    event = Event(id="new", code="reach", start_ms=1, end_ms=1)
    added = edit_line(Edit(label="add", changes=(Change(None, event),)), len(other), START, other[-1])
    journal.path.write_bytes(b"".join([*other, added]))
    contents = read_journal(journal.path)
    assert contents.lines == (*other, added)
    assert contents.history.coding.event("new") == event


def test_a_byte_order_mark_is_no_damage(journal: Journal) -> None:
    journal.path.write_bytes(b"\xef\xbb\xbf" + b"".join(journal.lines))
    contents = read_journal(journal.path)
    assert contents.history.coding.items == journal.history.coding.items
    assert contents.good_bytes == journal.path.stat().st_size


@pytest.mark.parametrize(
    ("tail", "damaged"),
    [(b'{"number":9,"at', False), (b"\0" * 20, False), (b'{"number":9}\n', True), (b"hello", True), (b"{}\r", True)],
)
def test_only_the_beginning_of_a_line_is_called_torn(journal: Journal, tail: bytes, damaged: bool) -> None:
    journal.path.write_bytes(b"".join(journal.lines) + tail)
    contents = read_journal(journal.path)
    assert (contents.rest, contents.damaged_end) == (tail, damaged)


def test_the_good_part_is_read_and_what_follows_is_kept_apart(journal: Journal) -> None:
    spoiled = [*journal.lines[:4], b"not json\n", *journal.lines[5:]]
    journal.path.write_bytes(b"".join(spoiled))
    contents = read_good_part(journal.path)
    assert contents.lines == tuple(journal.lines[:4])
    assert contents.bad == tuple(spoiled[4:])
    assert "line 5" in contents.problem.what


def test_more_edits_than_any_coding_has_are_refused(journal: Journal, monkeypatch) -> None:
    monkeypatch.setattr(journal_module, "MOST_EDITS", 5)
    with pytest.raises(JournalError, match="line 7: it has more than 5 edits"):
        read_journal(journal.path)
    monkeypatch.setattr(journal_module, "MOST_EDITS", 50)
    monkeypatch.setattr(journal_module, "MOST_BYTES", 500)
    with pytest.raises(JournalError, match="larger than"):
        read_journal(journal.path)


def test_a_change_of_two_items_is_refused() -> None:
    history = History(Coding("s1", "A"))
    first, second = (Event(id=name, code="reach", start_ms=1, end_ms=1) for name in "ab")
    history.do(Edit(label="add", changes=(Change(None, first),)))
    with pytest.raises(EditError, match="of no item, or of two"):
        history.do(Edit(label="swap", changes=(Change(first, second),)))


def test_a_time_without_its_zone_is_refused(journal: Journal) -> None:
    event = Event(id="new", code="reach", start_ms=1, end_ms=1)
    edit = Edit(label="add", changes=(Change(None, event),))
    first = edit_line(edit, len(journal.lines), START.replace(tzinfo=None), journal.lines[-1])
    journal.path.write_bytes(b"".join([*journal.lines, first, first]))
    with pytest.raises(JournalError, match="line 10: it cannot be read"):
        read_journal(journal.path)
