"""Reading journals: what was written comes back, what is torn is left out, what is bad is refused with its line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from annotator.errors import JournalError
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.commands import mark
from annotator.model.history import Change, Edit, History
from annotator.model.items import Event
from annotator.study.journal import Header, edit_line, header_line, read_journal

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


def _swapped(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], lines[3], lines[2], *lines[4:]]


def _unfit(lines: list[bytes]) -> list[bytes]:
    never_there = Event(id="gone", code="reach", start_ms=1, end_ms=1)
    edit = Edit(label="delete", changes=(Change(never_there, None),))
    return [*lines, edit_line(edit, len(lines), START, lines[-1])]


@pytest.mark.parametrize(
    ("spoil", "line", "why"),
    [
        (lambda lines: [*lines[:2], b"not json\n", *lines[3:]], 3, "cannot be read"),
        (lambda lines: [*lines[:2], b"\xff\xff\n", *lines[3:]], 3, "cannot be read"),
        (lambda lines: [*lines[:2], b"{}\n", *lines[3:]], 3, "cannot be read"),
        (lambda lines: [*lines[:3], *lines[4:]], 4, "edit 3 was expected, but edit 4 was found"),
        (_swapped, 3, "edit 2 was expected, but edit 3 was found"),
        (lambda lines: [*lines[:2], lines[2].replace(b"1000", b"1001"), *lines[3:]], 4, "does not follow"),
        (lambda lines: [lines[0].replace(b"0000", b"1111"), *lines[1:]], 2, "does not follow"),
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
    assert "backup" in caught.value.hint
    assert journal.path.read_bytes() == spoiled


def test_a_journal_of_a_newer_version_asks_for_that_version(journal: Journal) -> None:
    journal.path.write_bytes(journal.lines[0].replace(b'"version":1', b'"version":2'))
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
