"""Files of a study that were changed at random: whatever is in them, it is read or refused in words.

The suite runs a few of each kind. A long run by hand: `python -m tests.fuzz.test_fuzz 20000 [SEED]`; it prints what
came of them, and the slowest and the largest.
"""

import json
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from annotator.errors import UserError
from annotator.exchange.study_export import export_study
from annotator.model.codebook.file import read_codebook, shipped_codebooks
from annotator.model.commands import classify, mark, mark_episode, rate
from annotator.model.history import Change, Edit
from annotator.model.items import Classification, Event, Rating
from annotator.study import Camera, Session, Study, create_study, open_study
from annotator.study.check import check_study
from annotator.study.codebook_pending import finish_change
from annotator.study.doubts import reservations
from annotator.study.repair import repair
from annotator.study.replacing import set_offset
from annotator.study.session import write_session

ROUNDS = int(os.environ.get("ANNOTATOR_FUZZ", "12"))
JOURNAL = "sessions/S001/KM.jsonl"
NASTY = [
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"\n", b'"', b"'", b"\\", b"{", b"}", b"[", b"]", b"#", b"=", b",", b"."),
    *(b"null", b"true", b"-1", b"1e999", b"9" * 400, b"9" * 5000, b"[" * 2000, b"{" * 2000, b"[[a]]\n", b"[a.b.c]\n"),
    *(
        b"../../x",
        b"inf",
        b"nan",
        b'"\\ud800"',
        b"\xe2\x80\xae",
        b"1970-01-01",
        b"x = 1\n",
        b'"""',
        b"'''",
        b"a.a.a = 2\n",
    ),
]


def made_up(folder: Path) -> Study:
    """Return a study of one session that two coders have coded."""
    study = create_study(folder, "Fuzz", shipped_codebooks()["strange_situation"])
    (folder / "sessions/S001").mkdir()
    camera = Camera(file="../none.mp4", size=1, fingerprint="1-x", duration_ms=60_000, frame_count=1500)
    write_session(folder / "sessions/S001", Session(id="S001", cameras=(camera, camera)))
    for coder in ("KM", "JT"):
        study.add_coder(coder)
        with study.open_coding("S001", coder) as opened:
            do, coding, codebook = opened.history.do, opened.coding, study.codebook
            for number, episode in enumerate(("4", "5", "6")):
                do(mark_episode(coding, codebook, episode, 10_000 * number))
            for number, code in enumerate(("crying", "reach", "contact", "fussing", "crying")):
                do(mark(coding, codebook, code, 1000 * number))
            do(rate(coding, codebook, Rating(id="r", scale="avoidance", episode="5", target="caregiver", value=3.0)))
            opened.history.undo()
            opened.history.redo()
            do(classify(coding, codebook, Classification(id="c", primary="B", subgroup="B3")))
    return study


def changed(data: bytes, chance: random.Random) -> bytes:
    """Return bytes that were changed in one to six places."""
    for _ in range(chance.randint(1, 6)):
        at, end = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        end = min(end, at + chance.choice((1, 4, 60, 4000)))
        deed = chance.randrange(6)
        if deed == 0 and data:
            flip = bytearray(data)
            flip[min(at, len(data) - 1)] ^= 1 << chance.randrange(8)
            data = bytes(flip)
        elif deed == 1:
            data = data[:at] + data[end:]
        elif deed == 2:
            data = data[:at] + data[at:end] * chance.choice((2, 3, 50)) + data[end:]
        elif deed == 3:
            data = data[:at] + chance.choice(NASTY) + data[at:]
        elif deed == 4:
            lines = data.splitlines(keepends=True)
            chance.shuffle(lines) if len(lines) < 9 else lines.insert(0, lines.pop(chance.randrange(len(lines))))
            data = b"".join(lines)
        else:
            data = re.sub(rb"\d+", lambda _: chance.choice((b"-1", b"0", b"1e400", b"9" * 30)), data, count=1)
    return data


def changed_inside(data: bytes, chance: random.Random) -> bytes:
    """Return a journal in which values were changed, with numbers, hashes and checksums that fit."""
    made: list[bytes] = []
    for raw in data.splitlines():
        said = json.loads(raw)
        said.pop("check")
        if made:
            said["previous"] = sha256(made[-1].rstrip(b"\n")).hexdigest()
        if chance.random() < 0.3:
            _change_a_value(said, chance)
        body = json.dumps(said, ensure_ascii=False).encode(errors="replace")[:-1]
        made.append(body + b',"check":"' + sha256(body).hexdigest()[:16].encode() + b'"}\n')
    return b"".join(made)


def _change_a_value(said: object, chance: random.Random) -> None:
    while isinstance(said, dict | list) and said:
        key = chance.choice(list(said)) if isinstance(said, dict) else chance.randrange(len(said))
        if key == "previous":
            return
        if not isinstance(said[key], dict | list) or chance.random() < 0.2:
            said[key] = chance.choice(
                [None, True, -1, 10**9, 10**12, 10**30, 1e308, -0.5, "", "x", "../x", [], {}, [None], {"a": 1}]
            )
            return
        said = said[key]


def use(study_folder: Path, chance: random.Random) -> None:
    """Do with a study what people do with it."""
    study = open_study(study_folder)
    check_study(study)
    [list(reservations(one, study.codebook)) for one in study.readings()]
    for table in (study.events, study.episodes, study.ratings, study.classifications, study.wide, study.segments):
        table()
    for coder in ("KM", "JT"):
        try:
            with study.open_coding("S001", coder) as opened:
                event = Event(id=f"f{chance.random()}", code="reach", start_ms=1, end_ms=1)
                opened.history.do(Edit(label="add", changes=(Change(None, event),)))
        except UserError:
            repair(study, "S001", coder)
    study.change_settings(cry_rule_s=chance.random() + 0.1)
    set_offset(study, "S001", 1, chance.randrange(100))
    if chance.random() < 0.05:
        export_study(study, study_folder / f"tables{chance.random()}")


def read_only(text: bytes) -> None:
    read_codebook(text.decode(errors="replace"))


KINDS: dict[str, tuple[str, Callable[[bytes, random.Random], bytes]]] = {
    "journal": (JOURNAL, changed),
    "journal with right hashes": (JOURNAL, changed_inside),
    "study.toml": ("study.toml", changed),
    "session.toml": ("sessions/S001/session.toml", changed),
    "codebook.toml": ("codebook.toml", changed),
}


def run(kind: str, folder: Path, rounds: int, seed: int) -> Counter[str]:
    """Change a file so many times, and use the study each time; anything but a UserError ends it."""
    name, change = KINDS[kind]
    chance, found = random.Random(f"{kind}{seed}"), Counter()
    good = folder / "good"
    made_up(good)
    for number in range(rounds):
        study = folder / f"study{number}"
        shutil.copytree(good, study)
        data = change((study / name).read_bytes(), chance)
        (study / name).write_bytes(data)
        began = time.process_time()
        try:
            if kind == "codebook.toml":
                read_only(data)
            use(study, chance)
        except UserError as error:
            found["refused" if error.what.strip() and error.hint else "refused without help"] += 1
        except BaseException:
            print(f"{kind}, seed {seed}, round {number}: kept in {study}", file=sys.stderr)
            raise
        else:
            found["used"] += 1
        found["slowest_ms"] = max(found["slowest_ms"], round(1000 * (time.process_time() - began)))
        shutil.rmtree(study)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_was_changed_at_random_is_read_or_refused_in_words(tmp_path: Path, kind: str) -> None:
    found = run(kind, tmp_path, ROUNDS, seed=11)
    assert found["refused"] + found["used"] == ROUNDS


def test_a_pending_change_that_was_changed_at_random_is_refused_in_words(tmp_path: Path) -> None:
    made_up(tmp_path / "study")
    text = (tmp_path / "study/codebook.toml").read_text(encoding="utf-8")
    whole = {"before": text, "version_before": "1", "after": text, "journals": [], "settings": ""}
    chance = random.Random(5)
    refused = 0
    for _ in range(ROUNDS):
        (tmp_path / "study/.codebook-change.json").write_bytes(changed(json.dumps(whole).encode(), chance))
        try:
            finish_change(tmp_path / "study")
        except UserError:
            refused += 1
    assert refused > ROUNDS // 2


if __name__ == "__main__":
    import resource  # Windows has none

    with tempfile.TemporaryDirectory() as place:
        os.environ["ANNOTATOR_STATE_DIR"] = f"{place}/state"
        for each in KINDS:
            folder_of_kind = Path(place, each.replace(" ", "-"))
            folder_of_kind.mkdir()
            print(each, dict(run(each, folder_of_kind, int(sys.argv[1]), int((sys.argv[2:] or ["1"])[0]))), flush=True)
        print("largest:", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "MiB")
