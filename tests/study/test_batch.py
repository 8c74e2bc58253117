"""Heavy work for every recording: by any executor, by processes, by a cluster; what fails stops nothing."""

import io
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.cli.main import main
from annotator.errors import StudyError
from annotator.media.frames import load_or_scan
from annotator.model.codebook.file import codebook_text
from annotator.study import Study, create_study, open_study
from annotator.study.batch import WORKS, cluster, jobs_of, run
from annotator.study.processes import processes
from annotator.study.recording_checks import kept_checks

EVERYTHING = {".check.json", ".frames.npz", ".peaks.npz", ".spectrogram.npz"}


@pytest.fixture
def study(tmp_path: Path, recording: Path) -> Study:
    """Sessions S1 and S2 have a recording each, which differ in their last byte; S3 has that of S1; nothing is kept."""
    made = create_study(tmp_path / "study", "Batch", codebook_text("strange_situation"))
    other = tmp_path / "other.mp4"
    other.write_bytes(recording.read_bytes() + b"\0")
    for session, file in (("S1", recording), ("S2", other), ("S3", recording)):
        made.add_session(session, [(file, 0)])
    shutil.rmtree(made.cache_dir)
    return made


def kept(study: Study) -> dict[str, set[str]]:
    """Which kinds of cache there are of each recording, by its fingerprint."""
    found: dict[str, set[str]] = {}
    for path in study.cache_dir.iterdir():
        fingerprint = path.name.split(".")[0].removesuffix("-0").removesuffix("-100")
        found.setdefault(fingerprint, set()).add("." + path.name.split(".", 1)[1])
    return found


def test_any_executor_makes_what_is_found_again_by_everybody(study) -> None:
    jobs, failed = jobs_of(study, ("peaks", "frames", "check", "spectrogram"))
    assert not failed
    assert [(one.session, one.works) for one in jobs] == [(name, tuple(WORKS)) for name in ("S1", "S2")]
    told: list[float] = []
    with ThreadPoolExecutor(2) as executor:
        assert run(jobs, executor, told.append) == ()
    assert told == sorted(told)
    assert {0.5, 1.0} <= set(told) <= {0.0, 0.5, 1.0}
    assert kept(study) == {one.fingerprint: EVERYTHING for one in jobs}
    assert set(kept_checks(study, study.cache_dir)) == set(kept(study))
    before = {path: path.stat().st_mtime_ns for path in study.cache_dir.iterdir()}
    with ThreadPoolExecutor(1) as executor:
        run(jobs, executor)
    assert {path: path.stat().st_mtime_ns for path in study.cache_dir.iterdir()} == before


@pytest.mark.parametrize("count", [1, 2])
def test_processes_do_it_and_a_file_that_fails_stops_nothing(study, tmp_path, count) -> None:
    garbage = tmp_path / "garbage.mp4"
    garbage.write_bytes(b"no film" * 100)
    jobs, _ = jobs_of(study, ("frames", "peaks"))
    bad = replace(jobs[0], session="S0", recording=garbage, fingerprint="other")
    with processes(count) as executor:
        failed = run((bad, *jobs), executor)
    assert [(one.session, one.work) for one in failed] == [("S0", "frames"), ("S0", "peaks")]
    assert "garbage.mp4" in failed[0].reason
    assert kept(study) == {one.fingerprint: {".frames.npz", ".peaks.npz"} for one in jobs}


def test_breaking_off_leaves_no_half_file_and_the_rest_undone(study) -> None:
    jobs, _ = jobs_of(study, ("frames",))
    many = [replace(jobs[0], session=f"S{number}") for number in range(50)]

    def stop(share: float) -> None:
        if share:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), processes(1) as executor:
        run(many, executor, stop)
    assert [path.name for path in study.cache_dir.iterdir()] == [f"{jobs[0].fingerprint}-0.frames.npz"]


def test_a_process_that_is_killed_is_a_reason(study) -> None:
    jobs, _ = jobs_of(study, ("frames",))

    class Broken(ThreadPoolExecutor):
        def submit(self, do, job):
            return super().submit(lambda: {}[job.session])

    with Broken(1) as executor:
        assert [str(one) for one in run(jobs, executor)] == [
            "S1, camera 1, frames: KeyError: 'S1'",
            "S2, camera 1, frames: KeyError: 'S2'",
        ]


def annotator(*arguments: object) -> tuple[int, str, str]:
    with redirect_stdout(io.StringIO()) as printed, redirect_stderr(io.StringIO()) as warned:
        code = main([*map(str, arguments)])
    return code, printed.getvalue(), warned.getvalue()


def test_the_command_names_what_is_missing_and_does_the_rest(study, tmp_path) -> None:
    (tmp_path / "other.mp4").unlink()
    (study.folder / "sessions/S3/session.toml").write_text("[")
    code, printed, _ = annotator("batch", study.folder, "--do", "frames", "--processes", 1, "--json")
    answer = json.loads(printed)
    assert (code, answer["recordings"]) == (1, 1)
    assert [(one["session"], one["work"]) for one in answer["failed"]] == [
        ("S2", "finding the recording"),
        ("S3", "reading the session"),
    ]
    assert len(kept(study)) == 1
    assert annotator("batch", study.folder, "--do", "frames,tea")[0] == 1
    assert "Give 1 or more" in annotator("batch", study.folder, "--processes", 0)[2]


def test_without_dask_it_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(StudyError, match=r"annotator\[cluster\]"), cluster("tcp://127.0.0.1:1"):
        pass


CLUSTER = """
import sys
from distributed import LocalCluster
from annotator.cli.main import main

if __name__ == "__main__":
    alone = {"processes": False, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(n_workers=2, protocol="tcp", **alone) as two:
        sys.exit(main(["batch", sys.argv[1], "--scheduler", two.scheduler_address, "--do", "frames,peaks", "--json"]))
"""


def test_two_workers_of_a_dask_cluster_do_it(study) -> None:
    pytest.importorskip("distributed")
    ran = subprocess.run(
        [sys.executable, "-c", CLUSTER, study.folder], capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {"recordings": 2, "failed": []}
    assert all(kinds == {".frames.npz", ".peaks.npz"} for kinds in kept(study).values())
    session = open_study(study.folder).session("S1")
    assert len(load_or_scan(study.recordings.find(session, 0), study.cache_dir)) == session.cameras[0].frame_count
