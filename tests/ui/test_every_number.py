"""Every field of the program that takes a number, in every language a computer may have, with what people type.

The fields are found by walking the windows, so that a new one is tried too, and one of another class fails.
"""

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

from annotator.study import open_study
from tests.ui.every_page import make_every_page
from ui.codebook.rows_editor import FieldColumn, RowsEditor
from ui.coding.judging.score_form import ScoreForm
from ui.widgets.number_field import NumberField

LOCALES = ("en_US", "de_DE", "fr_FR", "sv_SE", "ru_RU")

CLASSES_OF_WORDS = {"CommentField", "CommentLine", "FilterBox", "KeyCapture", "LineField", "TimeField"}
"""Lines of our own that take words or keys or, in TimeField, a moment."""

WORDS = {
    "Session id", "Folder of the study", "Name of the study", "Id of the new coder", "Comment on the episode",
    "Comment on the rating", "Comment on the settlement",
    "Comment on the classification", "Comment for all selected events", "Citation", "What it is", "Name of the score",
    "New name", "Name of the variable", "Choices of the variable", "Word that deletes",
    "Leads", "Reason to reopen", "Find a session", "Passphrase", "Passphrase once more", "Pattern of file names",
    "Words to find",
}  # fmt: skip
"""What the other lines are for."""

READ = {
    "1,25": "1.25", "1.25": "1.25", "-1.25": "-1.25", "−2": "-2", "+3": "3", " 5 ": "5", "0": "0", "007": "7",
    ".5": "0.5", "2,": "2", "1.000": "1",
}  # fmt: skip
"""Typed texts that are numbers everywhere, and what is shown then."""

WITH_UNITS = {
    "s": {"0,1 s": "0.1", "100ms": "0.1", "2 min": "120", "1:02.5": "62.5", "1:02:05": "3725", "-0:02,5": "-2.5"},
    "fr": {"12f": "12", "5 frames": "5", "1,25 fr": "1.25"},
    "%": {"5%": "5", "62,5 %": "62.5"},
    "backups": {"4 backups": "4"},
    "": {},
}

NEVER = (
    "1e3", "1 000", "1\N{NO-BREAK SPACE}000", "1.000,5", "1,000.5", "1’000", "١", "½", "--5", "inf",
    "nan", "abc", "-", "5 m", "1:75",
)  # fmt: skip


@pytest.fixture(params=LOCALES)
def language(request):
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


@pytest.fixture
def window(coder, language, recording):
    """The window in that language, with every form and panel that it has."""
    coder.sit_down()
    make_every_page(coder.program)
    for place in ("study", "agree", "code", "codebook"):
        coder.program.window.show_place(place)
    tabs = coder.program.codebook_workspace.tabs
    for page in range(tabs.count()):
        tabs.setCurrentIndex(page)  # pages are made when they are shown first
    coder.program.actions["preregister"].trigger()
    coder.program.window.show_place("codebook")
    coder.program.study_workspace.add_session.take([recording, recording.parent / "second.mp4"])
    return coder.program.window


@pytest.fixture
def scores(window, coder):
    """The form of linear scores, which is a window of its own."""
    form = ScoreForm(coder.session.codebook, (), window)
    form.show()
    return form


def numbers(*windows):
    return [one for window in windows for one in window.findChildren(NumberField)]


def test_every_number_is_typed_shown_and_taken_the_same_in_every_language(window, scores):
    fields = numbers(window, scores)
    assert {one.accessibleName() for one in fields} >= {
        "Interval length in s", "Shortest plausible state in s", "Cry rule in s", "Backups of a coding in backups",
        "Offset of second.mp4", "Reaction time in s", "Guard in s", "Close a question after in s", "Shift in fr",
        "States within in s", "Bouts share in %", "Threshold", "Target share in %", "Target width", "Planned", "Lowest",
        "Constant", "Weight", "Required kappa", "Latest gold sessions that count", "Planned sessions",
        "Coded twice in %", "Seed",
    }  # fmt: skip
    read = {unit: READ | more for unit, more in WITH_UNITS.items()}
    typed = {"", *NEVER, *(text for more in read.values() for text in more)}
    wrong = [(one.accessibleName(), text, said) for one in fields for text in typed if (said := tried(one, text, read))]
    assert wrong == []


def tried(field, typed, read):
    """Type into a field and press Enter; return what is wrong with what it shows, takes and tells."""
    told = []
    field.edited.connect(told.append)
    field.edited.disconnect()  # nothing is stored here: it would be two thousand times
    field.edited.connect(told.append)
    field.show_value(30)
    field.setFocus()
    field.selectAll()
    field.insert(typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    found = (field.text(), field.value, told, bool(field.property("wrong")), field.complaint.isHidden())
    if found[3]:
        is_right = found == (typed, 30, [], True, False) and (
            typed in NEVER or not typed or not fits(field, typed, read)
        )
    elif not typed:
        is_right = found == ("", None, [None], False, True) and field.placeholderText() in ("none", "not set", "all")
    else:
        shown = read[field.unit].get(typed)
        is_right = shown is not None and found == (shown, float(shown), [float(shown)], False, True)
    return None if is_right else found


def fits(field, typed, read):
    """Whether what is typed is a number that the field may have."""
    shown = read[field.unit].get(typed)
    if shown is None or not field.lowest <= float(shown) <= field.highest:
        return False
    return field.decimals is None or len(shown.partition(".")[2]) <= field.decimals


def test_no_field_of_another_kind_takes_a_number(window, scores):
    widgets = [*window.findChildren(QWidget), *scores.findChildren(QWidget)]
    assert [one for one in widgets if isinstance(one, QAbstractSpinBox)] == []
    lines = [one for one in widgets if isinstance(one, QLineEdit) and not isinstance(one, NumberField)]
    assert [one.accessibleName() for one in lines if one.validator() is not None or one.inputMask()] == []
    of_words = {
        one.accessibleName() for one in lines if type(one).__name__ not in CLASSES_OF_WORDS and not is_in_a_box(one)
    }
    assert sorted(of_words - WORDS) == [], "is it for a number? then it has to be a NumberField"


def is_in_a_box(line):
    return isinstance(line.parentWidget(), QComboBox)


STORED = {"1,25": 1250, "1.25": 1250, "100ms": 100, "0:01.5": 1500, "1 000": 0, "1.000,5": 0, "1e3": 0, "abc": 0}
"""What a field that holds 0 s stores after such a text, in ms."""


@pytest.mark.parametrize("language", ["en_US", "de_DE"], indirect=True)
def test_what_is_typed_with_keys_is_what_the_study_stores(window, scores, coder, qtbot):
    def press(field, typed):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def stored():
        qtbot.waitUntil(lambda: not coder.program.saves.running)
        return open_study(coder.study.folder).coder_settings("KM").reaction_ms

    setup = coder.side.setup.reaction
    _, second = coder.program.study_workspace.add_session._rows
    term = scores.terms[0]
    for typed, ms in STORED.items():
        press(setup, "0")
        press(setup, typed)
        assert (typed, stored()) == (typed, ms)
        for field in (second.offset, term.weight):
            field.show_value(0)
            press(field, typed)
        assert (typed, second.offset_ms) == (typed, ms)
        assert (typed, term.term.weight) == (typed, {"1,25": 1.25, "1.25": 1.25}.get(typed, 0))


@pytest.mark.parametrize("language", ["en_US", "fr_FR"], indirect=True)
def test_a_cell_of_a_table_refuses_what_is_no_number_and_says_so(qtbot, language):
    rows = RowsEditor("Terms", (FieldColumn("weight", "Weight", "number", 66), FieldColumn("code", "Code")))
    told = []
    rows.edited.connect(told.append)
    qtbot.addWidget(rows)
    rows.show()
    for typed, kept in (
        ("-1,25", "-1.25"),
        ("8.5", "8.5"),
        ("1 000", "0.0000001"),
        ("1e3", "0.0000001"),
        ("", "0.0000001"),
    ):
        told.clear()
        rows.show_value([{"weight": 0.0000001, "code": "crying"}])
        assert rows.table.item(0, 0).text() == "0.0000001"
        rows.table.setCurrentCell(0, 0)
        rows.table.editItem(rows.table.item(0, 0))
        editor = rows.table.findChild(NumberField)
        editor.selectAll()
        QTest.keyClicks(editor, typed) if typed else QTest.keyClick(editor, Qt.Key.Key_Delete)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: rows.table.findChild(NumberField) is None)
        is_taken = kept != "0.0000001"
        assert (rows.table.item(0, 0).text(), rows.said.isHidden()) == (kept, is_taken)
        assert told == ([[{"weight": float(kept), "code": "crying"}]] if is_taken else [])


@pytest.mark.parametrize("language", ["en_US"], indirect=True)
def test_the_wheel_over_a_field_without_the_keyboard_changes_no_choice(window, coder, qtbot):
    boxes = [
        one
        for one in window.findChildren(QComboBox)
        if one.count() > 1 and not isinstance(one.parentWidget(), QComboBox)
    ]
    assert len(boxes) > 5
    changed = []
    for box in boxes:
        box.clearFocus()
        box.currentIndexChanged.connect(lambda _, box=box: changed.append(box.accessibleName()))
        for down in (-120, 120):
            middle = QPointF(box.rect().center())
            wheel = QWheelEvent(
                middle, box.mapToGlobal(middle), QPoint(), QPoint(0, down), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(box, wheel)
    assert changed == []
