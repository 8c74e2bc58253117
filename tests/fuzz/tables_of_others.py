"""Small tables of every program, mutated: texts and workbooks, whose parts are changed inside their archive."""

import io
import random
import zipfile

from tests.exchange.codings.tables import TWINS
from tests.exchange.codings.workbooks import label, number, ods, ods_row, xls
from tests.fuzz.mutation import PIECES, flipped, with_other_cells

_OLD = xls(*(cell for at in range(4) for cell in (label(at, 0, "code start"[5 * (at > 0) :]), number(at, 1, at * 1.5))))
_OPEN = ods(ods_row("code", "start", "end") + ods_row("cry", "1", "2.5", times=2) + ods_row("fuss", "3", "4"))


def table(dice: random.Random) -> tuple[str, dict[str, bytes]]:
    """Return the name of a file and the file."""
    name, data = dice.choice([*(one() for one in TWINS.values()), ("a.xls", _OLD), ("a.ods", _OPEN)])
    if data.startswith(b"PK"):
        data = _changed_inside(data, dice)
    elif not data.startswith(b"\xd0"):
        data = with_other_cells(data, (b"\t", b",", b"\n", b";"), (0, 1, 4), dice)
    if dice.random() < 0.5:
        data = flipped(data, dice) if dice.random() < 0.8 else data + dice.choice(PIECES)
    return name, {name: data}


def _changed_inside(data: bytes, dice: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as plain, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as changed:
        wanted = dice.choice(plain.namelist())
        for one in plain.namelist():
            part = plain.read(one)
            changed.writestr(
                one, flipped(part, dice) if one == wanted or "sheet1" in one or one == "content.xml" else part
            )
    return made.getvalue()
