"""The one way in for foreign files: nothing grows without bound, and every refusal is a sentence with the file's name.

Bounds are tried, never times: how long it takes is measured in the long run of tests/fuzz.
"""

import csv
import gzip
import io
import json
import os
import struct
import zipfile
import zlib

import pytest

from annotator.errors import FormatError, UserError
from annotator.exchange.front_door import (
    LARGEST_FILE,
    LARGEST_JSON,
    LARGEST_TEXT,
    in_words,
    json_of,
    members_of,
    open_foreign,
    xml_of,
)
from annotator.exchange.templates import import_template


def packed(data, times):
    """Return gzip of data many times over, made without holding it."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([*(packer.compress(data) for _ in range(times)), packer.flush()])


def archive(method=zipfile.ZIP_DEFLATED, **members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return data.getvalue()


def with_size(data, member, size):
    """Return an archive that lies about the size of its last member."""
    changed = bytearray(data)
    at = changed.rindex(b"PK\x01\x02")
    assert changed[at + 46 :].startswith(member.encode())
    struct.pack_into("<I", changed, at + 24, size)
    return bytes(changed)


def elan(body):
    return f"<ANNOTATION_DOCUMENT>{body}</ANNOTATION_DOCUMENT>".encode()


def boris(count, **more):
    behaviors = {str(n): {"type": "State event", "code": f"beh {n}"} | more for n in range(count)}
    return json.dumps({"behaviors_conf": behaviors}).encode()


CELL = b"00:00:01:000,00:00:02:000,(a)\n"
# What makes them, for the largest are made and held nowhere but in their own test.
HOSTILE = {
    "gzip that grows": ("a.boris.gz", lambda: packed(b" " * 2**20, 99), "more than 48 MB of text"),
    "gzip of many parts": ("a.boris.gz", lambda: gzip.compress(b"") * 9, "more than 8 packed parts"),
    "gzip that is cut off": ("a.boris.gz", lambda: gzip.compress(boris(50))[:-20], "is damaged"),
    "gzip with a changed byte": ("a.boris.gz", lambda: gzip.compress(b'{"a":1}')[:-1] + b"\1", "is damaged"),
    "gzip that is none": ("a.boris", lambda: b"\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff\xff", "is damaged"),
    "a text beyond the bound": ("a.boris", lambda: b" " * (LARGEST_JSON + 1), "more than 48 MB of text"),
    "JSON in JSON without end": ("a.boris", lambda: b"[" * 100_000, "stand too deep in each other"),
    "objects in objects without end": ("a.boris", lambda: b'{"a":' * 100_000, "stand too deep in each other"),
    "too many values": ("a.boris", lambda: b"[" + b"1," * 2_000_000 + b"1]", "more than 2,000,000 names and values"),
    "a number of 5,000 digits": ("a.boris", lambda: b'{"a":' + b"9" * 5000 + b"}", "is not written as"),
    "a kind of question without end": (
        "a.boris",
        lambda: b'{"behaviors_conf":{"0":{"code":"x","modifiers":{"0":{"type":[],"values":["a"]}}}}}',
        "behaviour x is not written as",
    ),
    "more codes than a codebook holds": ("a.boris", lambda: boris(1001), "more than 1,000 codes"),
    "definitions without end": ("a.boris", lambda: boris(1000, description="d" * 400), "more than 300,000 letters"),
    "too many answers": (
        "a.boris",
        lambda: json.dumps(
            {"behaviors_conf": {str(n): {"code": f"b{n}", "modifiers": f"a{n},b{n},c{n}"} for n in range(700)}}
        ).encode(),
        "more than 2,000 answers",
    ),
    "an archive that is none": ("a.opf", lambda: b"#4\na (TEXT)\n", "is not packed as files of this kind are"),
    "a db beyond the bound": (
        "a.opf",
        lambda: archive(db=b" " * (LARGEST_TEXT + 1)),
        "more than 16 MB once it is unpacked",
    ),
    "two million cells": ("a.opf", lambda: archive(db=b"#4\na (TEXT)\n" + CELL * 2_000_000), "more than 16 MB once"),
    "lines without end": ("a.opf", lambda: archive(db=b"\n" * 1_000_001), "more than 1,000,000 lines"),
    "columns without end": ("a.opf", lambda: archive(db=b"a (TEXT)\n" * 2001), "more than 2,000 columns"),
    "a header that says too little": (
        "a.opf",
        lambda: with_size(archive(db=b"#4\na (TEXT)\n" * 99), "db", 5),
        "is damaged",
    ),
    "an archive packed in another way": (
        "a.opf",
        lambda: archive(zipfile.ZIP_LZMA, db=b"#4\na (TEXT)"),
        "packed in a way",
    ),
    "an archive of files without end": ("a.opf", lambda: b"PK" + b"PK\x01\x02" * 10_001, "more than 10,000 files"),
    "an archive without db": ("a.opf", lambda: archive(project=b""), "holds no db"),
    "a DOCTYPE": ("a.eaf", lambda: b"<!DOCTYPE a><a/>", "begins with a DOCTYPE"),
    "entities that grow": ("a.eaf", lambda: b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>', "begins with a DOCTYPE"),
    "an entity elsewhere": ("a.eaf", lambda: b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "begins with a DOCTYPE"),
    "elements in elements without end": ("a.eaf", lambda: elan("<TIER>" * 200_000), "more than 60 deep in each other"),
    "elements without end": ("a.eaf", lambda: elan("<a/>" * 400_001), "more than 400,000 elements"),
    "attributes without end": ("a.eaf", lambda: elan("<a b='' c=''/>" * 200_001), "more than 400,000 elements"),
    "attributes of one element": (
        "a.eaf",
        lambda: elan("<a " + " ".join(f"a{n}='>'" for n in range(1001)) + "/>"),
        "more than 1,000 attributes",
    ),
    "names without end": ("a.eaf", lambda: elan("".join(f"<a a{n}=''/>" for n in range(1001))), "too many names"),
    "20,000 tiers": ("a.eaf", lambda: elan("<TIER TIER_ID='a'/>" * 20_000), "more than 2,000 tiers"),
    "more tiers than codes": ("a.eaf", lambda: elan("<TIER TIER_ID='a'/>" * 1_001), "more than 1,000 codes"),
}


@pytest.mark.parametrize(("name", "made", "said"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_hostile_or_damaged_is_refused_with_its_name(tmp_path, name, made, said):
    (tmp_path / name).write_bytes(made())
    with pytest.raises(FormatError) as caught:
        import_template(tmp_path / name)
    assert caught.value.what.startswith(name)
    assert said in caught.value.what
    assert caught.value.hint


def test_what_is_no_ordinary_file_is_not_even_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.boris")
    (tmp_path / "endless.boris").symlink_to("/dev/zero")
    (tmp_path / "folder.boris").mkdir()
    with (tmp_path / "large.boris").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    for name, said in {"pipe": "a pipe or a device", "endless": "a pipe or a device", "folder": "a folder",
                       "large": "larger than 64 MB", "gone": "No such file"}.items():  # fmt: skip
        with pytest.raises(FormatError, match=rf"{name}.boris: .*{said}"):
            import_template(tmp_path / f"{name}.boris")


def test_a_member_larger_than_it_says_and_all_members_together_are_bounded(tmp_path):
    path = tmp_path / "a.opf"
    path.write_bytes(archive(db=b" " * (LARGEST_TEXT // 2), project=b" " * (LARGEST_TEXT // 2 + 1)))
    assert len(members_of(open_foreign(path), {"db"})["db"]) == LARGEST_TEXT // 2
    with pytest.raises(FormatError, match="more than 16 MB once"):
        members_of(open_foreign(path), {"db", "project"})


@pytest.mark.parametrize(
    "error",
    [
        zipfile.BadZipFile(), zlib.error(), EOFError(), OSError(), struct.error(), NotImplementedError(),
        RecursionError(), MemoryError(), json.JSONDecodeError("", "", 0), UnicodeDecodeError("utf-8", b"", 0,
        1, ""), LookupError(), KeyError(), IndexError(), TypeError(), ValueError(), AttributeError(),
        OverflowError(), ZeroDivisionError(), csv.Error(),
    ],
)  # fmt: skip
def test_every_exception_of_a_decoder_becomes_a_sentence(error):
    with pytest.raises(FormatError, match=r"a\.boris, behaviour 3") as caught, in_words("a.boris", "behaviour 3"):
        raise error
    assert caught.value.hint


def test_a_mistake_of_ours_is_not_hidden():
    with pytest.raises(AssertionError), in_words("a.boris"):
        raise AssertionError


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.boris", boris(900)), ("a.boris.gz", gzip.compress(boris(900))), ("a.eaf", elan("<TIER TIER_ID='a'/>" * 3)),
     ("a.opf", archive(db=b"#4\na (TEXT)\n" + CELL * 30_000))],
)  # fmt: skip
def test_progress_is_told_and_can_stop_it(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    shares = []
    import_template(path, progress=shares.append)
    assert shares
    assert all(0 <= share <= 1 for share in shares)

    def stop(_share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_template(path, progress=stop)


def test_1000_behaviours_and_1000_tiers_are_imported(tmp_path):
    (tmp_path / "a.boris").write_bytes(boris(1000))
    (tmp_path / "a.eaf").write_bytes(elan("".join(f"<TIER TIER_ID='t{n}'/>" for n in range(1000))))
    for name in ("a.boris", "a.eaf"):
        assert len(import_template(tmp_path / name).draft.codebook.codes) == 1000


def test_a_document_of_60000_annotations_is_no_larger_than_its_tiers(tmp_path):
    slot = "<TIME_SLOT TIME_SLOT_ID='a' TIME_VALUE='1'/>" * 2
    marked = "<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID='a'>"
    marked += "<ANNOTATION_VALUE>x</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
    path = tmp_path / "a.eaf"
    path.write_bytes(elan(f"<TIME_ORDER>{slot * 60_000}</TIME_ORDER><TIER TIER_ID='t'>{marked * 60_000}</TIER>"))
    found = import_template(path)
    assert "60000 marked stretches: they are a coding, not a codebook." in found.left_out
    root = xml_of(open_foreign(path), empty={"ANNOTATION"})
    assert len(list(root.iter("ANNOTATION_VALUE"))) == 0
    assert len(list(root.iter("TIME_SLOT"))) == 120_000


def test_a_file_beside_goes_through_the_same_door(tmp_path):
    (tmp_path / "a.eaf").write_bytes(elan(""))
    (tmp_path / "a.pfsx").symlink_to("/dev/zero")
    file = open_foreign(tmp_path / "a.eaf")
    assert file.beside("b.pfsx") is None
    assert file.beside("a.pfsx") is None  # a device is no file
    assert xml_of(file).tag == "ANNOTATION_DOCUMENT"
    with pytest.raises(UserError):
        json_of(file)
