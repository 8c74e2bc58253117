"""Cells of texts and workbooks; workbooks that ask for more than there is room for are refused before they are read."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from annotator.errors import FormatError
from annotator.exchange import front_door
from annotator.exchange.codings.readers.rows import sheets_of
from annotator.exchange.front_door import ForeignFile
from tests.exchange.codings.truth import xlsx_bytes
from tests.exchange.codings.workbooks import label, number, ods, ods_row, record, xls

ROWS = [["code", "start"], ["cry é", "1.5"], ["fuss", "12"]]


def cells(data, name="a.xlsx", delimiter=""):
    return {sheet.name: sheet.rows for sheet in sheets_of(ForeignFile(Path(name), data), delimiter)}


def test_the_same_cells_of_every_kind_of_file():
    typed = [["code", "start"], ["cry é", 1.5], ["fuss", 12]]
    content = ods_row("code", "start") + ods_row("cry é", "1.5") + ods_row("fuss", "12")
    old = xls(
        label(0, 0, "code"), label(0, 1, "start"), label(1, 0, "cry \xe9"), number(1, 1, 1.5), label(2, 0, "fuss"),
        number(2, 1, 12),
    )  # fmt: skip
    assert cells(xlsx_bytes({"one": typed})) == {"one": ROWS}
    assert cells(ods(content)) == {"one": ROWS}
    assert cells(old) == {"one": ROWS}
    assert cells("code\tstart\ncry é\t1.5\nfuss\t12\n".encode()) == {"": ROWS}


def test_rows_and_columns_that_are_empty_at_first_are_counted():
    assert cells(xlsx_bytes({"one": [[], ["", "", "x"]], "two": []})) == {
        "one": [["", "", ""], ["", "", "x"]],
        "two": [],
    }


def test_quotes_and_lines_within_cells():
    assert cells(b'a;b\r\n"x\r\n;""y""";2\r\n') == {"": [["a", "b"], ['x\r\n;"y"', "2"]]}
    assert cells(b"a,b\n1,2\n", delimiter=";") == {"": [["a,b"], ["1,2"]]}


def test_a_quotation_mark_that_is_never_closed_is_told():
    with pytest.raises(FormatError, match="row 3: a cell begins with a quotation mark"):
        cells(b'a,b\n1,2\n3,"4\n5,6\n7,8\n')


def dangerous():
    """Yield workbooks of a few bytes that ask for gigabytes."""
    far = io.BytesIO()
    book = xlsxwriter.Workbook(far, {"in_memory": True})
    sheet = book.add_worksheet("one")
    sheet.write(0, 0, "x")
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    yield "far xlsx", far.getvalue()
    yield "rows and columns of ods", ods(ods_row("x", times=1_048_576, repeats=16_384))
    yield "far ods", ods('<table:table-row table:number-rows-repeated="1048575"/>' + ods_row("", "x", repeats=9000))
    yield "texts of ods", ods(ods_row("x" * 100_000, times=100_000))
    hidden = '<table:table-row a=">" table:number-rows-repeated="1048575"/>' + ods_row("", "x", repeats=9000)
    yield "hidden by a sign", ods(hidden)
    yield (
        "hidden by a comment",
        ods('<!--<table:table-row></table:table><table:table table:name="x">-->' + ods_row("x")),
    )
    yield "shared texts", shared_texts()
    yield "unnamed cells", unnamed_cells()
    nines = "9" * 50
    nowhere = f"<worksheet {_NAMESPACE}><sheetData><row r='1'><c r='C1{nines}'/></row></sheetData></worksheet>"
    yield "a place that is none", changed_sheet(nowhere)
    yield (
        "a number with a sign",
        ods('<table:table-row table:number-rows-repeated="+1048575"/>' + ods_row("", repeats=9000)),
    )
    yield "far xls", xls(label(0, 0, "x"), label(65_535, 255, "x"))
    yield "dimensions of xls", xls(record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)), label(0, 0, "x"))


def changed_sheet(sheet, strings=""):
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes({"one": [["x"]]}))) as plain, zipfile.ZipFile(data, "w", 8) as made:
        for one in plain.namelist():
            text = plain.read(one)
            made.writestr(one, sheet if "sheet1" in one else strings if strings and "sharedStrings" in one else text)
    return data.getvalue()


_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def shared_texts():
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 10_001))
    return changed_sheet(
        f"<worksheet {_NAMESPACE}><sheetData>{rows}</sheetData></worksheet>",
        f"<sst {_NAMESPACE}><si><t>{'x' * 100_000}</t></si></sst>",
    )


def unnamed_cells():
    rows = '<row r="1048576">' + "<c><v>1</v></c>" * 10_000 + "</row>"
    return changed_sheet(
        f'<worksheet {_NAMESPACE}><sheetData><row r="1"><c r="A1"/></row>{rows}</sheetData></worksheet>'
    )


DANGEROUS = dict(dangerous())


@pytest.mark.parametrize("name", DANGEROUS)
def test_a_few_bytes_that_ask_for_much_are_refused(name):
    data = DANGEROUS[name]
    assert len(data) < 1_000_000
    with pytest.raises(FormatError):
        cells(data)


def test_a_bomb_of_an_archive_is_refused(monkeypatch):
    monkeypatch.setattr(front_door, "LARGEST_WORKBOOK", 1 << 20)
    with pytest.raises(FormatError, match="1 MB once it is unpacked"):
        cells(changed_sheet(b"<worksheet>" + b" " * (2 << 20)))


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 100, bytes.fromhex("d0cf11e0a1b11ae1"),
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, bytes.fromhex("d0cf11e0a1b11ae1") + b"\xff" * 600,
    ],
)  # fmt: skip
def test_what_only_begins_as_a_workbook_is_refused(data):
    with pytest.raises(FormatError) as error:
        cells(data, "b.xlsx")
    assert error.value.what.startswith("b.xlsx")
    assert error.value.hint


@pytest.mark.parametrize(
    "content", ["<table:table-row><table:table-cell", "<table:table-row>", "\0", "<!-- -->", "&a;"]
)
def test_a_workbook_whose_xml_does_not_end_is_refused(content):
    """The library for workbooks would look for the end for ever."""
    with pytest.raises(FormatError):
        cells(ods(ods_row("x") + content))


def test_an_area_that_ends_before_it_begins_is_refused():
    with pytest.raises(FormatError):
        cells(xls(record(0x200, struct.pack("<IIHHH", 128, 1, 0, 1, 0)), label(0, 0, "x")))


def test_an_archive_without_tables_is_refused():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr("word/document.xml", "<document/>")
    with pytest.raises(FormatError, match="no workbook"):
        cells(data.getvalue())


def test_a_chain_that_bites_its_tail_is_refused():
    data = bytearray(xls(label(0, 0, "x")))
    struct.pack_into("<I", data, 512 + 2 * 4, 2)  # the sector is followed by itself
    with pytest.raises(FormatError):
        cells(bytes(data))


def test_pictures_in_a_workbook_are_not_looked_at():
    data = io.BytesIO(xlsx_bytes({"one": ROWS}))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/media/image1.png", b"no picture")
    assert cells(data.getvalue()) == {"one": ROWS}
