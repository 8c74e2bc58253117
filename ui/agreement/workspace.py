"""The Agree workspace: how far all coders, or two of them, agree, where they differ, and what the video shows there."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from annotator.consensus.comparison import Comparison, also_settled, compare_session
from annotator.errors import UserError
from annotator.exchange.agreement_csv import export_agreement, methods_text
from annotator.exchange.pair_export import export_pair
from annotator.exchange.pair_methods import pair_methods
from annotator.media.sound_output import SoundOutput
from annotator.progress import Progress, part_of
from annotator.study import Study
from annotator.study.gold import coding_blind, gold_of
from annotator.study.settings import CONSENSUS, Tolerances, Window
from ui.actions import Actions
from ui.agreement.gold_page import GoldPage
from ui.agreement.gold_work import Line
from ui.agreement.matrix import CodePair
from ui.agreement.page import ComparisonPage
from ui.agreement.pages import PAIR, WORKBENCH, Pages
from ui.agreement.pair_page import PairPage
from ui.agreement.scope import Scope
from ui.agreement.settling import Settling
from ui.agreement.study_page import WholeStudyPage
from ui.file_dialogs import Ask
from ui.messages import Messages
from ui.settings import Settings
from ui.sound import sound_output
from ui.tasks import Reads, Saves, Wishes
from ui.widgets.empty_page import EmptyPage
from ui.widgets.parts import column, line
from ui.widgets.session_recordings import SessionRecordings

_COMPARING = "Comparing coders"
_LOOKING = "Checking who has coded"
_NO_PAIR = "Two coders need to have coded this session."
_BLIND = "It has a gold standard, which whoever codes the session must not see before submitting. Choose A and B."


class AgreeWorkspace(QWidget):
    """Shows how far coders agree: all of a study, two coders, and two codings of one session with their video.

    Args:
        actions, messages, settings, reads, saves: shared by the whole program.
        sound: makes the output of the player's sound.
    """

    jump_requested = Signal(str, str, int)
    """Somebody wants to see a moment in the Code workspace: session id, coder, session time in ms."""
    compared = Signal(object)
    """A Comparison was made and is shown."""
    settling_changed = Signal()
    """What is settled here has changed, or whether it is shown at all."""

    def __init__(
        self,
        actions: Actions,
        messages: Messages,
        settings: Settings,
        reads: Reads,
        saves: Saves,
        sound: Callable[[], SoundOutput] = sound_output,
    ) -> None:
        super().__init__()
        self._messages, self._settings, self._reads, self._saves = messages, settings, reads, saves
        self._wishes = Wishes(reads)
        self._study: Study | None = None
        self._session_id = self._recordings_of = ""
        self._pair = ("", "")
        self._coders: tuple[str, ...] = ()
        self._others: tuple[str, ...] | None = None  # None: as the consensus was begun
        self._over: Window | None = None
        self._code_with: tuple[str, ...] | None = None
        self._comparison: Comparison | None = None
        self.ask = Ask(settings)
        self.scope, self.empty = Scope(), EmptyPage()
        self._recordings = SessionRecordings(self, self._wishes, settings, sound)
        self.page = ComparisonPage(actions, messages, settings, saves, self._recordings.make_player)
        self.page.playback.hide_in = self._hide
        self.study_page, self.pair_page = WholeStudyPage(messages, settings, reads, saves), PairPage(reads)
        self.gold_page = GoldPage(messages, settings, reads, saves)
        self._line: Line | None = None
        self._stack = QStackedWidget()
        self.pages = self._lay_out(actions)
        self.setAccessibleName("Agree")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes to what is in it, where it is seen
        self._join(actions)
        self.close_study()

    @property
    def comparison(self) -> Comparison | None:
        """What is shown, or None while there is nothing to compare."""
        return self._comparison

    @property
    def settling(self) -> Settling | None:
        """The consensus that undo is about: that of the workbench while it is shown."""
        return self.page.settling if self.pages.page == WORKBENCH and self._comparison is not None else None

    def open(self, study: Study, session_id: str, coder_a: str = "", coder_b: str = "") -> None:
        """Compare two codings of a session.

        No session stands for the first that two coders have coded; coders that are not given are the first who did.
        """
        if self._study is None or self._study.folder != study.folder:
            self.close_study()
            self.page.use(study)
        if session_id != self._session_id:
            self._recordings.drop()
            self.page.playback.begin_again()
            self._recordings_of = ""
        self._study, self._session_id = study, session_id
        self._pair, self._others = (coder_a, coder_b), None
        self.refresh()

    def refresh(self) -> None:
        """Compare again what is on the disk once all that is being saved is there."""
        study = self._study
        if study is not None:
            self._show_recordings()
            self._wishes.drop(_COMPARING)
            self._saves.then(lambda: self._look(study))

    def _look(self, study: Study) -> None:
        session_id = self._session_id
        if study is self._study:
            view = study.over(self._over, self._code_with)
            kept, may_keep = study.settings, study.is_writable
            self.study_page.bar.over.show_window(study.codebook, view.settings, kept, may_keep=may_keep)
            self.study_page.show_study(view)
            self.gold_page.show_study(view)
            self._wishes.run(
                _LOOKING, lambda _: _coded(study, session_id), lambda found: self._offer(*found), self._failed
            )

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: in the meantime somebody may have coded."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember where the dividers stand, and leave the memory that pictures take to the other workspaces."""
        super().hideEvent(event)
        self.page.keep_layout()
        self.page.let_go()
        if not event.spontaneous():
            self.page.playback.close_recordings()
            self._recordings_of = ""

    def close_study(self) -> None:
        """Let go of the study and its recordings."""
        self._wishes.drop_all()
        self.page.use(None)
        self.page.playback.begin_again()
        self.pair_page.close_study()
        self._study = self._over = self._code_with = None
        self._session_id = self._recordings_of = ""
        self.study_page.show_study(None)
        self.gold_page.show_study(None)
        self.scope.show_sessions((), "")
        self.scope.show_coders((), "", "")
        self._show_nothing("Nothing is compared yet.", "Choose a session in Study that two coders have coded.")

    def _lay_out(self, actions: Actions) -> Pages:
        for one in (self.empty, self.pair_page, self.page):
            self._stack.addWidget(one)
        session = QWidget()
        inner = column(self.scope, line(), self._stack, spacing=0)
        inner.setStretch(2, 1)
        session.setLayout(inner)
        pages = Pages(actions, self._settings, self.study_page, session, self.gold_page)
        self.setLayout(column(pages, spacing=0))
        return pages

    def _join(self, actions: Actions) -> None:
        self.pages.changed.connect(self._show_page)
        self.study_page.pair_wanted.connect(partial(self._show_pair, whole=False))
        self.study_page.whole_pair_wanted.connect(partial(self._show_pair, whole=True))
        self.gold_page.video_wanted.connect(self._show_line)
        self.pair_page.cell_wanted.connect(self._show_cell)
        self.pair_page.answers_wanted.connect(self._show_answers)
        self.pair_page.tolerances_wanted.connect(self._choose_tolerances)
        actions.bind("next_section", self.pair_page.show_next)
        self.scope.session_wanted.connect(self._choose_session)
        self.scope.coders_wanted.connect(self._choose_coders)
        self.scope.others_wanted.connect(self._choose_others)
        for window in (self.scope.over, self.study_page.bar.over):
            window.wanted.connect(self._choose_window)
            window.code_wanted.connect(self._choose_code)
            window.keep_wanted.connect(self._keep_window)
        self.scope.methods_wanted.connect(self._copy_methods)
        self.scope.export_wanted.connect(self._export)
        for changed in (self.page.settling.changed, self.page.settling.saving_changed, self.page.settling.went_back):
            changed.connect(lambda *_: self.settling_changed.emit())
        self.page.jump_wanted.connect(lambda coder, at_ms: self.jump_requested.emit(self._session_id, coder, at_ms))

    def _show_page(self, page: str) -> None:
        """Show what stands on a page: a comparison, or why there is none."""
        shown = self.pair_page if page == PAIR else self.page
        self.scope.show_details(on=page != PAIR)
        self._stack.setCurrentWidget(self.empty if self._comparison is None else shown)
        self.settling_changed.emit()

    def _show_pair(self, session_id: str, coder_a: str, coder_b: str, *, whole: bool) -> None:
        assert self._study is not None, "a pair of a study"
        unfinished = self._study.settings.agreement.include_unfinished
        self.pair_page.show_span(whole=whole, only_submitted=not unfinished)
        self.pages.show_page(PAIR)
        self.open(self._study, session_id, coder_a, coder_b)

    def _show_cell(self, channel: str, cell: CodePair | None) -> None:
        """Show the moments of a cell of the matrix in the workbench."""
        self.pages.show_page(WORKBENCH)
        self.page.narrow_to(channel, cell)

    def _show_line(self, session_id: str, gold: str, coder: str, line: Line) -> None:
        """Show the moments behind a line of the page on gold sessions."""
        assert self._study is not None, "a session of a study"
        self._line = line
        self.pages.show_page(WORKBENCH)
        self.open(self._study, session_id, gold, coder)

    def _show_answers(self, modifier: str, code: str, said: tuple[str, str]) -> None:
        """Show the events that were answered so in the workbench."""
        self.pages.show_page(WORKBENCH)
        self.page.narrow_to_answers(modifier, code, said)

    def _choose_tolerances(self, tolerances: Tolerances) -> None:
        self._change_settings(tolerances=tolerances)

    def _choose_session(self, session_id: str) -> None:
        assert self._study is not None, "the sessions of a study"
        self.open(self._study, session_id)

    def _choose_coders(self, a: str, b: str) -> None:
        if a == b:  # whoever was moved away from takes the other place
            a, b = (a, self._pair[0]) if a != self._pair[0] else (self._pair[1], b)
        others = self._others or ()
        if {a, b} & set(others):  # whoever made room takes part all the same
            self._others = tuple(one for one in (*others, *self._pair) if one not in (a, b))
        self._pair = (a, b)
        self.refresh()

    def _choose_others(self, others: tuple[str, ...]) -> None:
        """Let more than two take part in the consensus."""
        self._others = others
        self.refresh()

    def _choose_window(self, window: Window) -> None:
        """Look at agreement over other episodes; the study stays as it is."""
        self._over = window
        self.refresh()

    def _choose_code(self, code_with: tuple[str, ...]) -> None:
        """Look at agreement with other codes; the study stays as it is."""
        self._code_with = code_with
        self.refresh()

    def _keep_window(self) -> None:
        """Compare as is looked at from now on, and so do everybody, exports and the command line."""
        looked = {"window": self._over, "code_with": self._code_with}
        self._over = self._code_with = None
        changed = {name: said for name, said in looked.items() if said is not None}
        if changed:
            self._change_settings(**changed)

    def _change_settings(self, **changed: Any) -> None:
        """Keep what results are computed with in the study, and compare again."""
        study = self._study
        if study is not None:
            self._saves.run(
                "Saving the settings",
                lambda _: study.change_settings(**changed),
                lambda _: self.refresh(),
                self._refuse_settings,
            )

    def _refuse_settings(self, error: UserError) -> None:
        self._messages.tell(error)
        self.refresh()

    def _offer(
        self, sessions: Sequence[str], session_id: str, coders: Sequence[str], gold: str, blind: Sequence[str]
    ) -> None:
        study = self._study
        if study is None:
            return
        if session_id != self._session_id:
            self._session_id = session_id
            self._show_recordings()
        # Whoever codes a session blind must come upon its gold standard only by choosing it.
        self._pair = pair = _pair(coders, *self._pair, not_first=(gold, *blind) if blind else ())
        self._coders = tuple(coders)
        self.scope.show_sessions(sessions, session_id)
        self.scope.show_coders(coders, *pair)
        if len(coders) > 1 and not all(pair):
            self._show_nothing(
                f"{', '.join(blind)} {'is' if len(blind) == 1 else 'are'} coding {session_id} blind.", _BLIND
            )
            return
        if len(coders) < 2:
            self._show_nothing(_NO_PAIR, _what_to_do(coders))
            return
        view = study.over(self._over, self._code_with)
        others = self._others
        self._wishes.run(_COMPARING, lambda _: _compare(view, session_id, pair, others), self._show, self._failed)

    def _show(self, comparison: Comparison) -> None:
        self._show_window([span.episode for span in comparison.episodes])
        self.scope.show_comparison(comparison)
        rest = [one for one in self._coders if one not in (*comparison.coders[:2], CONSENSUS)]
        self.scope.show_others(rest, comparison.coders[2:])
        self._comparison = comparison
        self.page.show_comparison(comparison)
        if self._study is not None:
            view = self._study.over(self._over, self._code_with)
            self.pair_page.compare(view, self._session_id, *self._pair)
        self._show_page(self.pages.page)
        if self._line is not None:
            self.page.show_first(self._line.kind, self._line.channel, self._line.code)
            self._line = None
        self.compared.emit(comparison)

    def _failed(self, error: UserError) -> None:
        self._show_nothing(error.what, error.hint)

    def _show_nothing(self, what: str, hint: str) -> None:
        self._comparison = self._line = None
        self._show_window(())
        self.scope.show_others((), ())
        self.scope.show_comparison(None)
        self.empty.say(what, hint)
        self._stack.setCurrentWidget(self.empty)
        self.settling_changed.emit()

    def _show_window(self, marked: Sequence[str]) -> None:
        if self._study is not None:
            study, view = self._study, self._study.over(self._over, self._code_with)
            self.scope.over.show_window(
                study.codebook, view.settings, study.settings, marked, may_keep=study.is_writable
            )

    def _show_recordings(self) -> None:
        """Look for the session's recordings, which may have moved, and show them once they are found."""
        study, session_id = self._study, self._session_id
        if study is None or session_id in ("", self._recordings_of) or not self.isVisible():
            return
        self._recordings_of = session_id
        self._recordings.show(study, session_id, self.page.playback)

    def _hide(self, text: str) -> str:
        """Return a text as whoever works here may read it now."""
        return self._messages.hide(text)

    def _copy_methods(self) -> None:
        found, report = self.comparison, self.pair_page.report
        if self.pages.page == PAIR and report is not None:
            text = pair_methods(report)
        elif found is not None:
            text = methods_text(found.agreement)
        else:
            return
        QGuiApplication.clipboard().setText(text)
        self._messages.done("The methods text was copied to the clipboard.")

    def _export(self) -> None:
        folder = self.ask.folder(self, "Export agreement into a folder", Path.home())
        work = self._export_into(folder) if folder is not None else None
        if work is None or folder is None:
            return
        self._reads.run(
            "Exporting agreement",
            work,
            lambda files: self._messages.done(f"{len(files)} files were written to {folder.name}."),
        )

    def _export_into(self, folder: Path) -> Callable[[Progress], Sequence[Path]] | None:
        """Return the work that writes what the page shows; None where it shows nothing."""
        found, whole = self.comparison, self.pair_page.whole_report()
        if self.pages.page == PAIR and whole is not None:
            return lambda progress: export_pair(whole(part_of(progress, 0, 0.5)), folder, part_of(progress, 0.5, 1))
        if found is None:
            return None
        return lambda _progress: export_agreement(found.agreement, found.of_two, folder)


def _compare(study: Study, session_id: str, pair: tuple[str, str], others: tuple[str, ...] | None) -> Comparison:
    """Compare two coders, with those who take part in the consensus, too."""
    if others is None:
        others = also_settled(study, session_id, *pair)
    there = study.coders_of(session_id)
    return compare_session(study, session_id, *pair, *(one for one in others if one in there and one not in pair))


def _coded(study: Study, session_id: str) -> tuple[list[str], str, tuple[str, ...], str, tuple[str, ...]]:
    """Return the sessions of the study, the one to show ("" asks for the first with two coders), and who coded it.

    Then whose coding of it is the gold standard, and who is still coding it blind.
    """
    sessions = [session.id for session in study.sessions()]
    if not session_id:
        session_id = next((one for one in sessions if len(study.coders_of(one)) > 1), sessions[0] if sessions else "")
    coders = study.coders_of(session_id) if session_id else ()
    mark = gold_of(study, session_id)
    return sessions, session_id, coders, "" if mark is None else mark.coder, coding_blind(study, session_id)


def _pair(coders: Sequence[str], a: str, b: str, not_first: Sequence[str]) -> tuple[str, str]:
    """Return the two who are asked for, filled up with the first who coded the session, the consensus last.

    not_first: who is shown only if asked for.
    """
    chosen = [coder for coder in (a, b) if coder in coders]
    free = [coder for coder in coders if coder not in (*chosen, *not_first)]
    rest = sorted(free, key=lambda coder: coder == CONSENSUS)
    first, second, *_ = [*chosen, *rest, "", ""]
    return first, second


def _what_to_do(coders: Sequence[str]) -> str:
    if not coders:
        return (
            "Nobody has yet. Code it in the Code workspace, then let a second coder code it without seeing the first."
        )
    return f"Only {coders[0]} has. Let a second coder code it without seeing the first; then come back here."
