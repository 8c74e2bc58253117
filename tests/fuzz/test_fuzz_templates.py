"""Mutated files of other programs: each is imported or refused in a sentence, and nothing else happens.

A short seeded run is part of the suite. The long one, with time and memory:
python -m tests.fuzz.test_fuzz_templates 5000
"""

import copy
import gzip
import io
import json
import random
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import FormatError
from annotator.exchange.templates import import_template
from tests.fuzz.long_run import long_run

BORIS = {
    "project_name": "Pilot",
    "project_format_version": "7.0",
    "behavioral_categories": ["Look", "Cry"],
    "behavioral_categories_config": {"0": {"name": "Look", "color": "#00AA00"}},
    "subjects_conf": {"0": {"key": "m", "name": "mother", "description": "tall"}, "1": ["i", "infant"]},
    "behaviors_conf": {
        str(n): {
            "type": ("State event", "Point event", "State event with coding map")[n % 3],
            "key": "abcdj1 "[n % 7],
            "code": f"beh {n}",
            "description": "words",
            "color": "#ff0000",
            "category": ("Look", "Cry", "")[n % 3],
            "excluded": f"beh {n + 1},beh {n + 3}",
            "modifiers": {"0": {"name": "to", "type": n % 4, "values": ["a (a)", "b (1)", "c"], "ask at stop": True}},
        }
        for n in range(9)
    },
    "independent_variables": {"0": {"label": "age", "type": "numeric"}},
    "observations": {
        "o": {
            "type": "MEDIA", "file": {"1": ["a.mp4", "b.mp4"], "2": ["c.mp4"]}, "date": "2020-05-17T09:15:00",
            "time offset": 0.5, "observation time interval": [0, 60.0], "independent_variables": {"age": "12"},
            "media_info": {"length": {"a.mp4": 30.0}, "fps": {"a.mp4": 25.0}, "offset": {"2": -1.5},
                           "media_creation_time": {"a.mp4": 1600000000}},
            "events": [[1.5, "", "beh 0", "a", "", 3], [2.5, "", "beh 0", "", ""], [3, "infant", "beh 1", "a,c", "x"]],
        },
        "p": {"type": "LIVE", "events": [[1.5, "", "beh 3", "", ""]], "start_from_current_epoch_time": True},
    },
    "coding_map": {},
    "converters": {},
}  # fmt: skip
OLD_BORIS = {"behaviors_conf": {"0": {"type": "State event", "code": "Sit", "modifiers": "left (e),right|slow"}}}
ELAN = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT FORMAT="3.0"><HEADER TIME_UNITS="milliseconds"/>
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="10"/></TIME_ORDER>
<TIER LINGUISTIC_TYPE_REF="gaze" TIER_ID="Gaze" PARTICIPANT="mother" ANNOTATOR="KM"><ANNOTATION/></TIER>
<TIER LINGUISTIC_TYPE_REF="to" PARENT_REF="Gaze" TIER_ID="To"/>
<TIER LINGUISTIC_TYPE_REF="to" PARENT_REF="To" TIER_ID="How"/>
<TIER LINGUISTIC_TYPE_REF="free" TIER_ID="Gaze_rel"/><TIER LINGUISTIC_TYPE_REF="own" TIER_ID="own@CHI"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="gaze" CONTROLLED_VOCABULARY_REF="cv1"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="to" CONSTRAINTS="Symbolic_Association" CONTROLLED_VOCABULARY_REF="cv2"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="own" CONTROLLED_VOCABULARY_REF="cv3"/>
<CONTROLLED_VOCABULARY CV_ID="cv1"><DESCRIPTION LANG_REF="e">Where</DESCRIPTION>
<CV_ENTRY_ML CVE_ID="c0"><CVE_VALUE DESCRIPTION="at it" LANG_REF="e">face</CVE_VALUE></CV_ENTRY_ML>
<CV_ENTRY_ML CVE_ID="c1"><CVE_VALUE LANG_REF="e">toy</CVE_VALUE></CV_ENTRY_ML></CONTROLLED_VOCABULARY>
<CONTROLLED_VOCABULARY CV_ID="cv2"><CV_ENTRY DESCRIPTION="">infant</CV_ENTRY>
<CV_ENTRY>other</CV_ENTRY></CONTROLLED_VOCABULARY>
<CONTROLLED_VOCABULARY CV_ID="cv3" EXT_REF="er1"/><EXTERNAL_REF EXT_REF_ID="er1" TYPE="ecv" VALUE="file:///x/own.ecv"/>
</ANNOTATION_DOCUMENT>"""
PREFERENCES = """<preferences version="1.1"><prefGroup key="TierColors"><pref key="Gaze">
<Object class="java.awt.Color">0,160,255</Object></pref></prefGroup><prefGroup key="CV.ML.Prefs"><prefGroup key="cv1">
<prefGroup key="c0"><pref key="KeyCode"><Int>89</Int></pref></prefGroup></prefGroup></prefGroup></preferences>"""
OWN = """<CV_RESOURCE><CONTROLLED_VOCABULARY CV_ID="cv3"><CV_ENTRY_ML CVE_ID="a"><CVE_VALUE LANG_REF="e">up</CVE_VALUE>
</CV_ENTRY_ML></CONTROLLED_VOCABULARY></CV_RESOURCE>"""
DATAVYU = """#4
id (MATRIX,true,)-name|NOMINAL
00:00:00:000,00:00:00:000,(P01,)
look (MATRIX,true,)-code01|NOMINAL
00:00:01:000,00:00:02:000,(m,)
00:00:02:001,00:00:03:000,(t,)
look_rel (MATRIX,true,)-code01|NOMINAL
00:00:01:000,00:00:02:000,(m\\\\,)
bids (MATRIX,true,)-form|NOMINAL,words|NOMINAL,to\\,whom|NOMINAL
00:00:04:000,00:00:04:000,(smile,hello\\, you,mother,)
00:00:05:000,00:00:05:000,(reach,<words>,mo\\
ther,)
size (FLOAT)
00:00:05:000,00:00:06:000,0.5
said (TEXT,true,)
00:00:05:000,00:00:06:000,hello
"""

WORDS = ["", "NA", "\x00", "\ud800", "é", "a" * 5000, "=1+1", "<x>", "\\", "(", ",", "&amp;", "🙂", "9" * 500, "1e999"]
VALUES: list[Any] = [None, True, 0, -1, 1.5, float("nan"), float("inf"), 10**400, [], {}, [[]], {"a": {}}, *WORDS]
PIECES = [
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"<", b">", b"&", b'"', b"{", b"[" * 300, b"]", b"\\", b"\n", b"\r",
    b"PK\x03\x04", b"<!DOCTYPE a []>", b'encoding="x-klingon"', b"NaN", b"-", b",", b"(", b"9" * 50,
]  # fmt: skip


def flipped(data: bytes, dice: random.Random) -> bytes:
    """Return data with some bytes changed, cut out, doubled, put in or cut off."""
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at, length = dice.randrange(len(made) + 1), dice.choice((1, 2, 8, 60))
        match dice.randrange(5):
            case 0 if made:
                made[at % len(made)] ^= 1 << dice.randrange(8)
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length] * dice.choice((1, 2, 40))
            case 3:
                made[at:at] = dice.choice(PIECES)
            case _ if dice.random() < 0.2:
                del made[at:]
    return bytes(made)


def changed(node: Any, dice: random.Random) -> None:
    """Put something else somewhere into a tree of JSON."""
    while True:
        places = list(node) if isinstance(node, dict) else list(range(len(node)))
        place = dice.choice(places) if places else None
        if place is None:
            return
        child = node[place]
        if not (isinstance(child, dict | list) and child) or dice.random() < 0.15:
            break
        node = child
    if isinstance(node, dict) and dice.random() < 0.2:
        node[dice.choice(WORDS)] = node.pop(place)
    else:
        node[place] = copy.deepcopy(dice.choice(VALUES))


def boris(dice: random.Random) -> tuple[str, dict[str, bytes]]:
    """Return the name of a file and the files."""
    project = copy.deepcopy(dice.choice((BORIS, BORIS, OLD_BORIS)))
    for _ in range(dice.choice((0, 1, 1, 3))):
        changed(project, dice)
    data = json.dumps(project, ensure_ascii=True).encode()
    if dice.random() < 0.5:
        data = flipped(data, dice)
    if dice.random() < 0.5:
        data = gzip.compress(data)
        data = flipped(data, dice) if dice.random() < 0.5 else data
    return "a.boris.gz", {"a.boris.gz": data}


def elan(dice: random.Random) -> tuple[str, dict[str, bytes]]:
    """Return the name of a file and the files, with what lies beside it."""
    files = {"a.eaf": ELAN.encode(), "a.pfsx": PREFERENCES.encode(), "own.ecv": OWN.encode()}
    for name in dice.sample(sorted(files), dice.choice((1, 1, 2))):
        text = files[name].decode()
        for _ in range(dice.choice((0, 1, 3))):  # swap what stands in two pairs of quotes
            parts = text.split('"')
            one, other = (dice.randrange(1, len(parts) - 1, 2) for _ in range(2))
            parts[one], parts[other] = parts[other], dice.choice((parts[one], *WORDS))
            text = '"'.join(parts)
        files[name] = text.encode(dice.choice(("utf-8", "utf-8", "utf-16", "cp1252")), errors="replace")
        files[name] = flipped(files[name], dice) if dice.random() < 0.6 else files[name]
    return "a.eaf", files


def datavyu(dice: random.Random) -> tuple[str, dict[str, bytes]]:
    """Return the name of a file and the files."""
    text = DATAVYU.replace("\n", dice.choice(("\n", "\n", "\r\n", "\r"))).encode(dice.choice(("utf-8", "utf-16")))
    text = flipped(text, dice) if dice.random() < 0.7 else text
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))) as made:
        made.writestr("project", "!project")
        made.writestr("db", text)
    packed = flipped(data.getvalue(), dice) if dice.random() < 0.5 else data.getvalue()
    return "a.opf", {"a.opf": packed}


MAKERS: tuple[Callable[[random.Random], tuple[str, dict[str, bytes]]], ...] = (boris, elan, datavyu)


def can_be_shown(text: str) -> bool:
    """Whether no sign in it steers a terminal or is half of one."""
    return not {"Cc", "Cs"} & set(map(unicodedata.category, text))


def imported(seed: int, folder: Path) -> str:
    """Import one mutated file; return what became of it."""
    dice = random.Random(seed)
    name, files = MAKERS[seed % len(MAKERS)](dice)
    for one, data in files.items():
        (folder / one).write_bytes(data)
    encoding = dice.choice(("", "", "", "cp1252", "mac_roman", "x"))
    try:
        found = import_template(folder / name, encoding=encoding)
    except FormatError as error:
        said = error
    else:
        said = None
    if said is not None:
        assert said.what.startswith(name)
        assert said.hint
        assert can_be_shown(str(said))
        return "refused"
    assert found.draft.text.encode()
    assert all(can_be_shown(one) for one in (*found.left_out, *found.doubts, *found.understood))
    assert len({code.id.lower() for code in found.draft.codebook.codes}) == len(found.draft.codebook.codes)
    return "imported"


@pytest.mark.parametrize("seed", range(0, 600, 100))
def test_a_mutated_file_is_imported_or_refused_in_a_sentence(tmp_path, seed):
    became = Counter(imported(one, tmp_path) for one in range(seed, seed + 100))
    assert set(became) == {"imported", "refused"}


if __name__ == "__main__":
    sys.exit(long_run(imported, int(sys.argv[1])))
