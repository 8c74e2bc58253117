"""What leaves the program on a full disk: it is said, nothing half is left, and what stood there before stays."""

from contextlib import closing

import pytest

from annotator.errors import MediaError, StudyError
from annotator.exchange.audit_csv import export_audit
from annotator.exchange.clips import Asked, export_clips
from annotator.exchange.html_report.report import write_report
from annotator.exchange.results_figures import Choice, export_figures
from annotator.exchange.wanted import Wanted
from annotator.media.frames import scan
from annotator.media.reader import FrameReader
from annotator.model.commands import mark
from annotator.study.batch import WORKS, do, jobs_of
from annotator.study.files import write_new
from annotator.study.handing_out import pack_to_code, unpack
from annotator.study.trail import changes
from tests.shared import disk_without_room


@pytest.fixture
def coded(study):
    with study.open_coding("S001", "KM") as opened:
        for at_ms in range(0, 3000, 100):
            opened.history.do(mark(opened.coding, study.codebook, "reach", at_ms))
    return study


@pytest.mark.logs_warnings  # of matplotlib, which cannot keep its list of fonts
def test_nothing_half_is_left_of_what_is_given_away(coded, tmp_path):
    whole, out = tmp_path / "whole.zip", tmp_path / "out"
    pack_to_code(coded, ("KM",), whole)
    out.mkdir()
    done = list(changes(coded))
    for write in (
        lambda: export_audit(done, out / "audit.csv"),
        lambda: write_report(coded, out / "report.html"),
        lambda: export_figures(coded, out / "figures", Wanted(), Choice(kinds=("svg",), only=("raster",))),
        lambda: pack_to_code(coded, ("KM",), out / "package.zip"),
        lambda: unpack(whole, out / "unpacked"),
    ):
        with disk_without_room(), pytest.raises(StudyError, match="File too large"):
            write()
        assert list(out.iterdir()) == []


def test_a_clip_that_has_no_room_is_named_and_nothing_is_left_of_it(coded, tmp_path):
    said = []
    asked = Asked(("reach",), lead_out_ms=400)
    with disk_without_room(6000):
        files = export_clips(
            coded,
            tmp_path / "clips.csv",
            Wanted(),
            asked,
            cut_into=tmp_path / "cut",
            warn=lambda one: said.append(one.what),
        )
    assert len(files) == 1
    assert len(said) == 30
    assert all("was not cut" in one and "File too large" in one for one in said), said[0]
    assert list((tmp_path / "cut").iterdir()) == []


def test_a_file_that_is_new_is_whole_or_not_there(tmp_path):
    with disk_without_room(), pytest.raises(OSError, match="large"):
        write_new(tmp_path / "new", b"x" * 3000)
    assert list(tmp_path.iterdir()) == []
    write_new(tmp_path / "new", b"old")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "new", b"other")
    assert (tmp_path / "new").read_bytes() == b"old"


def test_work_ahead_that_could_not_be_kept_is_not_called_done(study):
    for path in study.cache_dir.iterdir():
        path.unlink()
    (job,), _ = jobs_of(study, tuple(WORKS))
    with disk_without_room(100):
        failed = do(job)
    assert [one.work for one in failed] == list(WORKS)
    assert "could not be kept" in failed[0].reason
    assert list(study.cache_dir.iterdir()) == []
    assert do(job) == ()


def test_a_picture_that_has_no_room_leaves_what_stood_there(recording, tmp_path):
    with closing(FrameReader(recording, table=scan(recording))) as reader:
        picture = reader.read(3)
    out = tmp_path / "still.png"
    for old in (None, b"older"):
        if old:
            out.write_bytes(old)
        with disk_without_room(), pytest.raises(MediaError, match="cannot be written"):
            picture.save(out)
        assert [path.read_bytes() for path in tmp_path.iterdir()] == ([old] if old else [])
