"""The list of clips, and clips cut exactly at their frames."""

import av
import pandas as pd
import pytest

from annotator.errors import StudyError
from annotator.exchange.clips import Asked, export_clips
from annotator.exchange.wanted import Wanted
from annotator.model.history import Change, Edit
from annotator.model.items import EpisodeMark, Event
from sample_videos.frame_mark import read_frame_number


@pytest.fixture
def coded(study):
    """A cry from frame 30 to frame 60, a reach at frame 90, and fussing that nobody has ended."""
    table = study.frame_table(study.session("S001"))
    at = table.ms_at
    items = [
        EpisodeMark(id="m", episode="5", start_ms=at(20)),
        Event(id="a", code="crying", start_ms=at(30), end_ms=at(60), modifiers={}),
        Event(id="b", code="reach", start_ms=at(90), end_ms=at(90), modifiers={"target": "caregiver"}),
        Event(id="c", code="fussing", start_ms=at(100), end_ms=None),
    ]
    with study.open_coding("S001", "KM") as opened:
        opened.history.do(Edit(label="coded", changes=tuple(Change(None, item) for item in items)))
    return study, table


def listed(files):
    return pd.read_csv(files[0], dtype={"start_frame": "Int64", "end_frame": "Int64"}, keep_default_na=False)


def test_the_list_says_where_each_event_is_with_its_lead_on_whole_frames(coded, tmp_path):
    study, table = coded
    asked = Asked(("crying", "reach", "fussing"), lead_in_ms=100, lead_out_ms=200)
    found = listed(export_clips(study, tmp_path / "clips.csv", Wanted(), asked))
    assert list(found["event_id"]) == ["a", "b", "c"]
    assert list(found["start_frame"]) == [27, 87, 97]
    assert list(found["end_frame"]) == [66, 96, len(table)]
    assert list(found["start_ms"]) == [table.ms_at(frame) for frame in (27, 87, 97)]
    assert list(found["end_ms"]) == [table.ms_at(66), table.ms_at(96), table.duration_ms]
    assert found["start"][0] == "0:00.901"
    assert list(found["why"]) == [
        "Crying, episode 5",
        "Reach, towards: caregiver, episode 5",
        "Fussing, episode 5, still running",
    ]
    assert (found["event_start_s"][0], found["event_end_s"][2]) == (1.001, "")
    assert set(found["file"]) == {""}


def test_a_clip_has_exactly_its_frames_and_their_sound(coded, tmp_path):
    study, table = coded
    told = []
    asked = Asked(("crying",), lead_in_ms=100)
    _, clip = export_clips(
        study, tmp_path / "clips.csv", Wanted(), asked, cut_into=tmp_path / "cut", progress=told.append
    )
    assert clip.name == "S001_KM_0001_crying.mp4"
    with av.open(str(clip)) as cut:
        frames = [
            (read_frame_number(one.to_ndarray(format="bgr24")), one.pts * one.time_base) for one in cut.decode(video=0)
        ]
    assert [number for number, _ in frames] == list(range(27, 60))
    assert [float(at) * 1000 for _, at in frames] == pytest.approx(
        [table.ms_at(n) - table.ms_at(27) for n in range(27, 60)]
    )
    with av.open(str(clip)) as cut:
        pictures = cut.streams.video[0]
        assert float(pictures.duration * pictures.time_base) * 1000 == pytest.approx(
            table.ms_at(60) - table.ms_at(27), abs=1
        )
        heard = sum(one.samples for one in cut.decode(audio=0)) / 48_000
    assert heard * 1000 == pytest.approx(table.ms_at(60) - table.ms_at(27), abs=50)  # AAC is written in blocks of 21 ms
    assert told[-1] == 1
    assert [one.name for one in (tmp_path / "cut").iterdir()] == [clip.name]


def test_nothing_is_overwritten_and_a_missing_recording_stops_no_other(coded, recording, tmp_path):
    study, _ = coded
    other = tmp_path / "other.mp4"
    other.write_bytes(recording.read_bytes() + b"\0" * 8)
    study.add_session("S000", [(other, 0)])
    with study.open_coding("S000", "KM") as opened:
        item = Event(id="a", code="crying", start_ms=100, end_ms=400)
        opened.history.do(Edit(label="coded", changes=(Change(None, item),)))
    other.unlink()
    said = []
    files = export_clips(
        study, tmp_path / "clips.csv", Wanted(), Asked(("crying",)), cut_into=tmp_path / "cut", warn=said.append
    )
    found = listed(files)
    assert list(found["file"]) == ["", "S001_KM_0002_crying.mp4"]
    assert found["start_frame"].isna().tolist() == [True, False]
    assert found["start_ms"][0] == 100
    assert len(said) == 1
    assert str(said[0]).startswith("S000 has no frame numbers.")
    with pytest.raises(StudyError, match="already"):
        export_clips(study, tmp_path / "clips.csv", Wanted(), Asked(("crying",)))
    before = files[1].read_bytes()
    again = export_clips(
        study, tmp_path / "more.csv", Wanted(), Asked(("crying",)), cut_into=tmp_path / "cut", warn=said.append
    )
    assert len(again) == 1
    assert "S001_KM_0002_crying.mp4 was not cut. S001_KM_0002_crying.mp4 is there already." in str(said[-1])
    assert files[1].read_bytes() == before
    with pytest.raises(StudyError, match="The codebook has no code weeping"):
        export_clips(study, tmp_path / "x.csv", Wanted(), Asked(("weeping",)))
