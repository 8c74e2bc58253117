"""Workbooks made byte by byte: ODS, and the XLS of old."""

import io
import struct
import zipfile


def ods(content):
    """An ODS workbook of rows in XML."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", "<manifest/>")
        made.writestr(
            "content.xml",
            '<?xml version="1.0"?>'
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
            ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
            ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="one">{content}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return data.getvalue()


def ods_row(*texts, times=1, repeats=1):
    inner = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeats}">'
        f"<text:p>{text}</text:p></table:table-cell>"
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{inner}</table:table-row>'


def record(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def xls(*records):
    """An XLS workbook (BIFF 5) in a container whose sectors have 512 bytes."""
    begin, end = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)), record(0x0A, b"")
    globals_begin = record(0x809, struct.pack("<HHHH", 0x500, 0x05, 0, 0))
    name = b"one"
    where = len(globals_begin) + 4 + 7 + len(name) + len(end)
    sheet = record(0x85, struct.pack("<IHB", where, 0, len(name)) + name)
    stream = globals_begin + sheet + end + begin + b"".join(records) + end
    stream += b"\0" * max(0, 4096 - len(stream))
    sectors = -(-len(stream) // 512)
    follows = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096,
        0xFFFFFFFE, 0, 0xFFFFFFFE, 0,
    )  # fmt: skip
    head += struct.pack("<I", 0) + struct.pack("<I", 0xFFFFFFFF) * 108
    table = struct.pack(f"<{len(follows)}I", *follows).ljust(512, b"\xff")
    folder = entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + entry("Book", 2, 2, len(stream))
    return head + table + folder.ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")


def entry(name, kind, start, size, child=0xFFFFFFFF):
    written = (name + "\0").encode("utf-16-le")
    none = 0xFFFFFFFF
    return struct.pack("<64sHBBIII36xIII", written, len(written), kind, 1, none, none, child, start, size, 0)


def label(row, column, text):
    return record(0x204, struct.pack("<HHHH", row, column, 0, len(text)) + text.encode("latin-1"))


def number(row, column, value):
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))
