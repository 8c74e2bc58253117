"""Whatever is renamed, removed, moved, coded, packed and merged in two copies of a study: each event counts once.

After each step every chain verifies and nothing that was ever coded is lost; taking a step back gives what was there.
"""

import shutil
import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from annotator.errors import UserError
from annotator.exchange.study_export import export_study
from annotator.study import open_study
from annotator.study.bin import in_bin, remove_coder, remove_coding, remove_session, restore
from annotator.study.coming_back import pack_work, take_work_in
from annotator.study.handing_out import pack_to_code, unpack
from annotator.study.journal import read_journal
from annotator.study.other_copy import take_in
from annotator.study.renaming import move_coding, rename_coder, rename_session
from annotator.study.verifying import verify_study
from tests.study.putting_right import code, copy_of, counted, make_study, verify
from tests.tries import IS_THOROUGH

which, number = st.integers(0, 1), st.integers(0, 20)
"""In which of the two copies, and a number that chooses among what is there."""


def ever_coded(study):
    """Return the ids of all events that are in a study, also of what lies in the bin."""
    journals = [*study.folder.glob("sessions/*/*.jsonl"), *study.folder.glob("bin/*/sessions/*/*.jsonl")]
    return {event.id for path in journals for event in read_journal(path).history.coding.events}


class TwoCopies(RuleBasedStateMachine):
    """Two copies of a study, in which anything may be done that puts a study right."""

    @initialize()
    def make(self):
        self.place = tempfile.TemporaryDirectory()
        first = make_study(Path(self.place.name) / "one")
        for session, coder in (("S1", "KM"), ("S1", "JT"), ("S2", "KM")):
            code(first, session, coder, 2)
        self.studies = (first, copy_of(first, "two"))
        self.there = [ever_coded(one) for one in self.studies]
        self.packages = 0

    def teardown(self):
        try:
            for study in getattr(self, "studies", ()):
                self._exports_hold_each_event_once(study)
        finally:
            self.place.cleanup()

    def _exports_hold_each_event_once(self, study):
        if not study.session_ids():
            return
        out = Path(self.place.name) / f"tables of {study.folder.name}"
        export_study(study, out)
        events = pd.read_csv(out / "events.csv", keep_default_na=False, dtype=str)
        assert not events["event_id"].duplicated().any()
        assert len(events) == sum(counted(study).values())

    def chosen(self, study, at):
        codings = sorted(counted(study))
        return codings[at % len(codings)] if codings else None

    def do(self, step, study, back=None):
        """Do a step, which may be refused and changes nothing then, and take it back if it is said how."""
        before = counted(study)
        try:
            done = step()
        except UserError:
            assert counted(study) == before, "what is refused changes nothing"
            return
        if back is not None:
            verify(study)
            back(done)
            assert counted(study) == before

    @rule(at=which, one=number, two=number, undone=st.booleans())
    def codes(self, at, one, two, undone):
        study = self.studies[at]
        sessions, coders = study.session_ids(), study.coders
        if not (sessions and coders):
            return
        session, coder = sessions[one % len(sessions)], coders[two % len(coders)]

        def undo(_done):
            with study.open_coding(session, coder) as opened:
                opened.history.undo()

        self.do(lambda: code(study, session, coder), study, undo if undone else None)

    @rule(at=which, one=number, two=number, undone=st.booleans(), is_session=st.booleans())
    def renames(self, at, one, two, undone, is_session):
        study, new = self.studies[at], f"{'ab'[at]}{one}x{two}"
        ids = study.session_ids() if is_session else study.coders
        rename = rename_session if is_session else rename_coder
        if ids:
            old, sizes = ids[one % len(ids)], sorted(counted(study).values())
            self.do(lambda: rename(study, old, new), study, (lambda _: rename(study, new, old)) if undone else None)
            assert sorted(counted(study).values()) == sizes

    @rule(at=which, one=number, what=st.sampled_from(["session", "coding", "coder"]), undone=st.booleans())
    def removes(self, at, one, what, undone):
        study = self.studies[at]
        if (found := self.chosen(study, one)) is not None:
            session, coder = found
            steps = {
                "session": lambda: remove_session(study, session),
                "coding": lambda: remove_coding(study, session, coder),
                "coder": lambda: remove_coder(study, coder),
            }
            self.do(steps[what], study, (lambda removed: restore(study, removed.name)) if undone else None)

    @rule(at=which, one=number)
    def restores(self, at, one):
        study = self.studies[at]
        if removed := in_bin(study):
            self.do(lambda: restore(study, removed[one % len(removed)].name), study)

    @rule(at=which, one=number, two=number, undone=st.booleans())
    def moves(self, at, one, two, undone):
        study = self.studies[at]
        if (found := self.chosen(study, one)) is not None:
            session, coder = found
            to = study.session_ids()[two % len(study.session_ids())]
            back = (lambda _: move_coding(study, to, coder, session)) if undone else None
            self.do(lambda: move_coding(study, session, coder, to), study, back)

    @rule(at=which, one=number)
    def merges(self, at, one):
        study, other = self.studies[at], self.studies[1 - at]
        if files := sorted((other.folder / "sessions").rglob("*.jsonl")):
            self.do(lambda: take_in(study, files[one % len(files)]), study)

    @rule(at=which, one=number, two=number, twice=st.booleans())
    def packs(self, at, one, two, twice):
        """A coder gets a package from one copy, codes there, and the work is taken into both copies."""
        study, coders = self.studies[at], self.studies[at].coders
        if not (coders and study.session_ids()):
            return
        self.packages += 1
        place = Path(self.place.name) / f"package {self.packages}"
        place.mkdir()

        def there_and_back():
            pack_to_code(study, [coders[one % len(coders)]], place / "out.zip")
            away = unpack(place / "out.zip", place / "away")
            code(away, away.session_ids()[two % len(away.session_ids())], coders[one % len(coders)])
            pack_work(away, place / "back.zip")
            for here in self.studies[:: 1 if twice else -1]:
                take_work_in(here, place / "back.zip")
            sizes = [counted(here) for here in self.studies]
            take_work_in(study, place / "back.zip")
            assert [counted(here) for here in self.studies] == sizes, "twice is harmless"

        self.do(there_and_back, study)
        shutil.rmtree(place)

    @invariant()
    def all_is_as_it_was_written(self):
        for at, study in enumerate(getattr(self, "studies", ())):
            found = verify_study(open_study(study.folder))
            assert (found.problems, found.remarks) == ((), ())
            counted(study)
            there = ever_coded(study)
            assert self.there[at] <= there, "nothing is lost"
            self.there[at] = there


TwoCopies.TestCase.settings = settings(
    max_examples=20 if IS_THOROUGH else 4, stateful_step_count=50 if IS_THOROUGH else 10, deadline=None
)
test_every_event_counts_once_and_each_step_can_be_taken_back = TwoCopies.TestCase
