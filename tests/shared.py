"""What tests of many rooms share: a codebook, a recording, a study; and how often hypothesis tries."""

import contextlib
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import hypothesis
import pytest
from filelock import FileLock

from annotator.model.codebook import Codebook
from annotator.model.codebook.file import parse_codebook, shipped_codebooks
from annotator.study import Study, create_study, open_study
from tests.odd_clips.odd import draw_odd
from tests.tries import IS_THOROUGH

T = TypeVar("T")

# A test that is slow or quick tells its share of these with settings(max_examples=settings().max_examples // 2).
hypothesis.settings.register_profile("quick", max_examples=15, deadline=None)
hypothesis.settings.register_profile("thorough", max_examples=300, deadline=None, print_blob=True)
hypothesis.settings.load_profile("thorough" if IS_THOROUGH else "quick")


@contextlib.contextmanager
def disk_without_room(size: int = 1024) -> Iterator[None]:
    """Refuse to let any file grow beyond so many bytes, for libraries that write without Python too."""
    resource = pytest.importorskip("resource", reason="Windows cannot limit files")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """The Strange Situation codebook that ships."""
    return parse_codebook(shipped_codebooks()["strange_situation"], "strange_situation.toml")


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], T]], T]:
    """Makes something in a folder once for all the processes that run the tests; nobody may change it then."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    shared.mkdir(exist_ok=True)

    def make_once(name: str, make: Callable[[Path], T]) -> T:
        folder, made = shared / name, shared / f"{name}.made"
        with FileLock(f"{folder}.lock"):
            if not made.exists():
                folder.mkdir()
                made.write_bytes(pickle.dumps(make(folder)))
            found: T = pickle.loads(made.read_bytes())
        return found

    return make_once


@pytest.fixture(scope="session")
def recording(make_once: Callable[[str, Callable[[Path], Path]], Path]) -> Path:
    """A drawn recording of about four seconds with sound; every frame carries its number."""
    return make_once("recording", lambda folder: draw_odd("ntsc_2997", folder).path)


@pytest.fixture(scope="session")
def study_to_copy(tmp_path_factory: pytest.TempPathFactory, recording: Path) -> Path:
    """The folder of the study of which each test gets a copy."""
    # As deep as a test's own folder: a study knows its recordings by the way there.
    made = create_study(
        tmp_path_factory.mktemp("study") / "study", "Reunion pilot", shipped_codebooks()["strange_situation"]
    )
    made.add_session("S001", [(recording, 0)])
    made.add_coder("KM")
    made.add_coder("JT")
    return made.folder


@pytest.fixture
def study(tmp_path: Path, study_to_copy: Path) -> Study:
    """A study of two coders, KM and JT, and one session, S001, with one camera. Nothing is coded."""
    return open_study(shutil.copytree(study_to_copy, tmp_path / "study"))
