"""The part of the tour that looks at all coders of a study, for the user guide."""

from pathlib import Path

from PySide6.QtCore import Qt

from annotator.demo_coders import many_coders_study
from annotator.study.settings import AgreementSettings
from ui.agreement.pages import STUDY
from ui.program import Program
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
