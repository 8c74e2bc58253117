"""Projects of BORIS and Datavyu, with mistakes in them."""

import copy
import gzip
import io
import json
import random
import zipfile

from tests.fuzz.mutation import changed, flipped

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
