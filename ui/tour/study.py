"""The part of the tour that looks at a study of many coders, for the user guide: agreement, results, an older copy."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt

from annotator.demo_coders import many_coders_study
from annotator.model.commands import mark
from annotator.study import Study
from annotator.study.settings import AgreementSettings
from ui.agreement.pages import STUDY
from ui.program import Program
from ui.results.page_list import RULES
from ui.tour.panels import Hand

_CHOSEN = AgreementSettings(master="AB", double_share=0.25)


def picture_all_coders(program: Program, hand: Hand, folder: Path) -> None:
    """Make a study of many coders in a new folder, and look at their agreement."""
    study = many_coders_study(folder)
    study.change_settings(agreement=_CHOSEN)
    program.open_study(study.folder)
    hand.wait(lambda: program.study is not None and program.study.folder == study.folder, "the study of many coders")
    program.compare("", "", "")
    program.agree_workspace.pages.show_page(STUDY)
    page = program.agree_workspace.study_page
    hand.wait(lambda: page.found is not None and not page.is_busy, "the agreement of all coders")
    page.tabs.setCurrentWidget(page.master)
    page.heat_map.setFocus()
    hand.press(Qt.Key.Key_Right)
    hand.picture("agree-study")
    _picture_results(program, hand)
    _picture_versions(program, hand, study)


def _picture_results(program: Program, hand: Hand) -> None:
    """Look at the latency of crying in the last reunion, with its figure and the events behind it."""
    program.window.show_place("results")
    results = program.results_workspace
    results.show_page("behaviour")
    hand.wait(lambda: results.is_current and results.page == "behaviour" and not program.saves.running, "the results")
    wait = max(place for place, one in enumerate(results.view.table.columns) if one.is_wait)
    results.view.view.setCurrentIndex(results.view.model.index(1, wait))
    hand.wait(lambda: not program.reads.running, "what is behind the number")
    hand.picture("results")
    for page in ("reunions", "rules"):
        results.show_page(page)
        hand.wait(partial(_is_there, program, page), f"the page {page}")
        hand.picture(f"results-{page}")
    program.actions["export"].trigger()
    form = program.study_workspace.outputs.form
    hand.wait(form.isVisible, "the form of the export")
    hand.wait(lambda: not program.reads.running, "what can be exported")
    hand.picture("export")
    form.cancelled.emit()


def _is_there(program: Program, page: str) -> bool:
    results = program.results_workspace
    is_made = results.rules.isVisible() if page == RULES else results.is_current and results.page == page
    return is_made and not program.reads.running and not program.saves.running


def _picture_versions(program: Program, hand: Hand, study: Study) -> None:
    """Code on, put the older file back as a sync tool would, and look at what the newer one has alone."""
    session_id, coder = next((s.id, c.coder) for s, c in study.codings() if not c.is_submitted)
    journal = study.journal_path(session_id, coder)
    older = journal.read_bytes()
    with study.open_coding(session_id, coder) as opened:
        for code, at_ms in (("reach", 62_040), ("search", 95_360), ("reach", 131_000)):
            opened.history.do(mark(opened.coding, study.codebook, code, at_ms))
    journal.rename(journal.with_name(f"{coder}.conflict-1.jsonl"))
    journal.write_bytes(older)
    program.window.show_place("study")
    program.study_workspace.show_versions(session_id, coder)
    page = program.study_workspace.versions
    hand.wait(lambda: page.copies.count() > 0 and page.choices.button(0).isEnabled(), "the versions of a coding")
    hand.picture("versions")
