"""Mutated files of codings: each is read or refused in a sentence, and nothing else happens.

A short seeded run is part of the suite. The long one, with time and memory:
python -m tests.fuzz.test_fuzz_codings 5000
"""

import random
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from annotator.errors import FormatError
from annotator.exchange.codings import known_format, read_codings
from annotator.exchange.codings.times import FURTHEST_MS
from annotator.exchange.front_door import open_foreign
from tests.fuzz.long_run import long_run
from tests.fuzz.test_fuzz_templates import OWN, PREFERENCES, WORDS, can_be_shown, flipped

ELAN = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT FORMAT="3.0"><HEADER TIME_UNITS="milliseconds">
<MEDIA_DESCRIPTOR MEDIA_URL="file:///a/b.mp4" TIME_ORIGIN="40"/><PROPERTY NAME="URN">x</PROPERTY></HEADER><TIME_ORDER>
<TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="10"/><TIME_SLOT TIME_SLOT_ID="ts2"/>
<TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="90"/>
</TIME_ORDER><TIER LINGUISTIC_TYPE_REF="gaze" TIER_ID="Gaze" PARTICIPANT="mother" ANNOTATOR="KM">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2" CVE_REF="c0">
<ANNOTATION_VALUE>face</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3">
<ANNOTATION_VALUE>toy</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER LINGUISTIC_TYPE_REF="to" PARENT_REF="Gaze" TIER_ID="To"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a3"
ANNOTATION_REF="a1"><ANNOTATION_VALUE>infant</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
<TIER LINGUISTIC_TYPE_REF="to" PARENT_REF="To" TIER_ID="How@To"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a4"
ANNOTATION_REF="a3" PREVIOUS_ANNOTATION="a5"><ANNOTATION_VALUE>other</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
</TIER>
<TIER LINGUISTIC_TYPE_REF="gaze" TIER_ID="Gaze_rel"/><TIER LINGUISTIC_TYPE_REF="own" TIER_ID="own@CHI"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="gaze" CONTROLLED_VOCABULARY_REF="cv1"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="to" CONSTRAINTS="Symbolic_Association" CONTROLLED_VOCABULARY_REF="cv2"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="own" CONTROLLED_VOCABULARY_REF="cv3"/>
<CONTROLLED_VOCABULARY CV_ID="cv1"><CV_ENTRY_ML CVE_ID="c0"><CVE_VALUE LANG_REF="e">face</CVE_VALUE></CV_ENTRY_ML>
<CV_ENTRY_ML CVE_ID="c1"><CVE_VALUE LANG_REF="e">toy</CVE_VALUE></CV_ENTRY_ML></CONTROLLED_VOCABULARY>
<CONTROLLED_VOCABULARY CV_ID="cv2"><CV_ENTRY DESCRIPTION="">infant</CV_ENTRY></CONTROLLED_VOCABULARY>
<CONTROLLED_VOCABULARY CV_ID="cv3" EXT_REF="er1"/><EXTERNAL_REF EXT_REF_ID="er1" TYPE="ecv" VALUE="file:///x/own.ecv"/>
</ANNOTATION_DOCUMENT>"""
TEXTGRID = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 2.5
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "infant - look"
        xmin = 0
        xmax = 2.5
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 0.5004
            text = "look [at = mother] // so ""it"" was"
        intervals [2]:
            xmin = 0.5004
            xmax = 2.5
            text = ""
    item [2]:
        class = "TextTier"
        name = "nods"
        xmin = 0
        xmax = 2.5
        points: size = 1
        points [1]:
            number = 0.1
            mark = "x"
"""
VTT = """WEBVTT

NOTE
Codings of the Strange Situation annotator
session: S1
coder: KM
end_ms: 5000

00:00:01.000 --> 00:00:02.500
<v infant>look [at = mother] // so &lt;it&gt; was

id
00:00:03.000 --> 00:00:03.001
nod
"""
SRT = """1
00:00:01,000 --> 00:00:02,500
infant - look [at = mother] // so it was

2
00:00:03,000 --> 00:00:03,001
<i>nod</i>
"""
FILES = {
    "a.eaf": {"a.eaf": ELAN, "a.pfsx": PREFERENCES, "own.ecv": OWN},
    "a.TextGrid": {"a.TextGrid": TEXTGRID},
    "a.vtt": {"a.vtt": VTT},
    "a.srt": {"a.srt": SRT},
}
"""The file that is read, and the text of all that lie beside it."""


def mutated(text: str, dice: random.Random) -> bytes:
    """Return a text with some numbers and words changed, some lines elsewhere, and some bytes of it flipped or cut."""
    for _ in range(dice.choice((0, 1, 3))):
        places = [found.span() for found in re.finditer(r"[0-9.]+|\w+", text)]
        start, end = dice.choice(places or [(0, 0)])
        text = text[:start] + dice.choice((text[start:end] * 2, "-1", "9" * 30, "1e400", "nan", *WORDS)) + text[end:]
    if dice.random() < 0.3:
        lines = text.split("\n")
        lines.insert(dice.randrange(len(lines)), lines.pop(dice.randrange(len(lines))))
        text = dice.choice(("\n", "\r\n", "\r")).join(lines)
    data = text.encode(dice.choice(("utf-8", "utf-8", "utf-8", "utf-16", "cp1252")), errors="replace")
    return flipped(data, dice) if dice.random() < 0.6 else data


def became(seed: int, folder: Path) -> str:
    """Read one mutated file; return what became of it."""
    dice = random.Random(seed)
    name, files = list(FILES.items())[seed % len(FILES)]
    changed = dice.choice(list(files))
    for one, text in files.items():
        (folder / one).write_bytes(mutated(text, dice) if one == changed else text.encode())
    encoding = dice.choice(("", "", "", "cp1252", "mac_roman", "x"))
    try:
        file = open_foreign(folder / name, encoding)
        found = read_codings(file, known_format(file))
    except FormatError as error:
        said = error
    else:
        said = None
    if said is not None:
        assert said.what.startswith(name)
        assert said.hint
        assert can_be_shown(str(said))
        return "refused"
    assert all(can_be_shown(one) for one in (*found.left_out, *found.doubts))
    for event in (event for one in found.observations for event in one.events):
        assert event.code or event.comment
        assert all(one is None or abs(one) <= FURTHEST_MS for one in (event.start_ms, event.end_ms))
        assert event.kind != "point" or event.end_ms in {event.start_ms, None}
    return "read"


@pytest.mark.parametrize("seed", range(0, 400, 100))
def test_a_mutated_file_is_read_or_refused_in_a_sentence(tmp_path, seed):
    assert set(Counter(became(one, tmp_path) for one in range(seed, seed + 100))) == {"read", "refused"}


if __name__ == "__main__":
    sys.exit(long_run(became, int(sys.argv[1])))
