"""Whatever is renamed, removed, restored, moved, coded and merged in two copies of a study: each event counts once."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import UserError
from annotator.study import open_study
from annotator.study.bin import bin_problems, in_bin, remove_coder, remove_coding, remove_session, restore
from annotator.study.other_copy import take_in
from annotator.study.renaming import move_coding, rename_coder, rename_session
from tests.study.putting_right import code, copy_of, counted, make_study, verify

step = st.tuples(
    st.sampled_from(["code", "rename session", "rename coder", "remove", "restore", "move", "merge"]),
    st.integers(0, 1),
    st.integers(0, 20),
    st.integers(0, 20),
)
"""What is done in which of the two copies, and two numbers that choose among what is there."""


def do(studies, what, which, one, two):
    """Do a step if there is something to do it with; return what takes it back, None where nothing does."""
    study, other = studies[which], studies[1 - which]
    sessions, coders = study.session_ids(), study.coders
    codings = sorted(counted(study))
    new = f"{'ab'[which]}{one}x{two}"
    chosen = codings[one % len(codings)] if codings else None
    if what == "code" and sessions and coders:
        code(study, sessions[one % len(sessions)], coders[two % len(coders)])
    elif what == "rename session" and sessions:
        old = sessions[one % len(sessions)]
        rename_session(study, old, new)
        return lambda: rename_session(study, new, old)
    elif what == "rename coder" and coders:
        old = coders[one % len(coders)]
        rename_coder(study, old, new)
        return lambda: rename_coder(study, new, old)
    elif what == "remove" and chosen:
        session, coder = chosen
        removing = (lambda: remove_session(study, session), lambda: remove_coding(study, session, coder))
        removed = (*removing, lambda: remove_coder(study, coder))[two % 3]()
        return lambda: restore(study, removed.name)
    elif what == "restore" and in_bin(study):
        restore(study, in_bin(study)[one % len(in_bin(study))].name)
    elif what == "move" and chosen:
        session, coder = chosen
        to = sessions[two % len(sessions)]
        move_coding(study, session, coder, to)
        return lambda: move_coding(study, to, coder, session)
    elif what == "merge":
        files = sorted((other.folder / "sessions").rglob("*.jsonl"))
        if files:
            take_in(study, files[one % len(files)])
    return None


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A study of three sessions and two coders; nobody may change it."""
    study = make_study(tmp_path_factory.mktemp("random") / "made")
    for session, coder in (("S1", "KM"), ("S1", "JT"), ("S2", "KM")):
        code(study, session, coder, 2)
    return study


@settings(max_examples=min(settings().max_examples, 150))  # some four steps each
@given(st.lists(step, max_size=8), st.integers(0, 7))
def test_every_event_counts_once_and_each_step_can_be_taken_back(made, steps, undone):
    with tempfile.TemporaryDirectory(dir=made.folder.parent) as folder:
        first = open_study(shutil.copytree(made.folder, Path(folder) / "one"))
        studies = (first, copy_of(first, "two"))
        for number, (what, which, one, two) in enumerate(steps):
            study = studies[which]
            before = counted(study)
            try:
                back = do(studies, what, which, one, two)
            except UserError:
                assert counted(study) == before, "what is refused changes nothing"
                back = None
            verify(study)
            assert bin_problems(study) == ()
            if what in ("code", "merge"):
                assert sum(counted(study).values()) >= sum(before.values())
            elif what in ("rename session", "rename coder", "move"):
                assert sorted(counted(study).values()) == sorted(before.values())
            if back is not None and (number + undone) % 2:
                back()
                assert counted(study) == before
                verify(study)
