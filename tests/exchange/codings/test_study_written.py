"""A whole study as files of other programs: every coding has a file of its own, and every event comes back."""

import pytest

from annotator.exchange.codings import WRITE, known_format, read_codings
from annotator.exchange.codings.outgoing import export_codings
from annotator.exchange.front_door import open_foreign
from annotator.exchange.wanted import Wanted
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from tests.exchange.codings.making import made_study


def code(study, session, coder, *events):
    with study.open_coding(session, coder) as opened:
        items = [
            Event(id=f"e{number}", code=code, start_ms=start, end_ms=end)
            for number, (code, start, end) in enumerate(events)
        ]
        opened.history.do(Edit(label="code", changes=tuple(Change(None, one) for one in items)))


def read(path):
    file = open_foreign(path)
    return read_codings(file, known_format(file))


@pytest.mark.parametrize("format_name", sorted(set(WRITE) - {"sdis", "gridware"}))
def test_ids_that_make_one_name_together_make_two_files(tmp_path, format_name):
    study = made_study(tmp_path / "study", "A_B", "A", coders=("C", "B_C"))
    code(study, "A_B", "C", ("crying", 1000, 2000))
    code(study, "A", "B_C", ("crying", 3000, 4000))
    paths = export_codings(study, tmp_path / "out", Wanted(format=format_name))
    read_again = [read(one) for one in paths if one.suffix != ".pfsx"]
    starts = sorted(event.start_ms for one in read_again for obs in one.observations for event in obs.events)
    assert starts == [1000, 3000]
    assert len({path.name.lower() for path in paths}) == len(paths)
