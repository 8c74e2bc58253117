"""Files with tiers and cues, as ELAN, Praat and subtitles write them, with mistakes in them."""

import random
import re

from tests.fuzz.mutation import WORDS, flipped

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


def tiers(dice: random.Random) -> tuple[str, dict[str, bytes]]:
    """Return the name of a file and all that lie beside it; one of them is changed."""
    name, files = dice.choice(list(FILES.items()))
    changed = dice.choice(list(files))
    return name, {one: mutated(text, dice) if one == changed else text.encode() for one, text in files.items()}


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
