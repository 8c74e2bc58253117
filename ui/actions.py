"""The one table of everything the window can do. It makes the menus, the tooltips and the page of all keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from annotator.model.keymap import FIRST_STROKE, has_two_strokes

Place = Literal["always", "study", "code", "agree", "results", "codebook"]

MENUS = ("File", "Edit", "Study", "Play", "Code", "Agree", "Results", "Codebook", "View", "Help")
"""The menus, and the headings on the page of all keys, in order."""

SERIES = ("Go to an episode", "Mark an episode")
"""The submenus whose keys are a row of digits: one line says them all."""

EPISODE_KEYS = 8
"""How many episodes have a digit of their own; 9 is where the last one ends."""


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing the user can do.

    Args:
        id: what bind() calls it.
        text: what menus call it.
        group: the menu it stands in.
        keys: as Qt reads them ("Ctrl+Z"); the first is the one that is shown.
        where: the workspace in which it works.
        tip: a sentence where text does not say enough.
        icon: a name in ui.icons.
        repeats: whether holding the key repeats it.
        submenu: the menu inside the menu, for one of many of a kind.
    """

    id: str
    text: str
    group: str
    keys: tuple[str, ...] = ()
    where: Place = "always"
    tip: str = ""
    icon: str = ""
    repeats: bool = False
    submenu: str = ""


def _play(
    name: str, text: str, *keys: str, repeats: bool = False, icon: str = "", tip: str = "", submenu: str = ""
) -> ActionSpec:
    return ActionSpec(name, text, "Play", keys, "code", tip=tip, icon=icon, repeats=repeats, submenu=submenu)


def _code(name: str, text: str, *keys: str, repeats: bool = False, tip: str = "", submenu: str = "") -> ActionSpec:
    return ActionSpec(name, text, "Code", keys, "code", tip=tip, repeats=repeats, submenu=submenu)


_FILE = (
    ActionSpec("new_study", "New study…", "File", ("Ctrl+N",), icon="add"),
    ActionSpec("open_study", "Open study…", "File", ("Ctrl+O",), icon="open"),
    ActionSpec("sample", "Open the sample study", "File", tip="A short drawn session, ready to code"),
    ActionSpec("add_session", "Add session…", "File", ("Ctrl+Shift+N",), icon="add"),
    ActionSpec("open_coding", "Open the coding", "File", ("Ctrl+Return",), "study", "Open the chosen coding in Code"),
    ActionSpec(
        "mark_gold", "Mark as gold standard", "File", where="study", tip="The lab's standard, which others code blind"
    ),
    ActionSpec("unmark_gold", "Take the gold mark away", "File", where="study", tip="No longer the lab's standard"),
    ActionSpec("add_camera", "Add camera…", "File", where="study", tip="Add a recording to the chosen session"),
    ActionSpec("add_coder", "Add coder…", "File"),
    ActionSpec(
        "study_settings", "Study settings…", "File", ("Ctrl+,",), tip="Intervals, checks and cry rule, for all coders"
    ),
    ActionSpec("preregister", "Preregistration…", "File", tip="Freeze what is planned before coding, or read it again"),
    ActionSpec("check_recordings", "Check recordings", "File", where="study", tip="Play the recordings through once"),
    ActionSpec(
        "prepare_recordings",
        "Prepare all recordings",
        "Study",
        where="study",
        tip="Read each once in the background: opening it, its waveform and its check then wait for nothing",
    ),
    ActionSpec(
        "export",
        "Export…",
        "File",
        ("Ctrl+E",),
        icon="export",
        tip="Write tables for Excel, R, SPSS, pandas, Psych-DS, BIDS",
    ),
    ActionSpec("report", "Report of the study…", "File", tip="Tables, figures, agreement and methods on one page"),
    ActionSpec(
        "session_report", "Report of the session…", "File", where="study", tip="The same, of the chosen session"
    ),
    *(
        ActionSpec(name, text, "File", tip=tip, submenu="Packages")
        for name, text, tip in (
            ("pack_to_code", "Pack for a coder…", "Write what a coder needs elsewhere into one file, and nothing else"),
            ("open_package", "Open a package…", "Make a study of a package that you were given"),
            ("pack_work", "Pack what was coded…", "Write the codings into one file, for the study they belong to"),
            ("take_work", "Take coded work in…", "Merge what was coded elsewhere into this study; twice is harmless"),
            ("take_in", "Take in from another copy…", "What was coded in another copy of this study"),
            ("pack_study", "Pack the whole study…", "Write the study into one file that can be verified"),
            ("verify_package", "Verify a package…", "Check that it is as it was packed"),
        )
    ),
    ActionSpec("backups", "Backups…", "File", tip="How this computer backs up codings by itself"),
    ActionSpec("codebook_manual", "Print manual…", "File", tip="Write the codebook as PDF or HTML"),
    ActionSpec("close_study", "Close study", "File", ("Ctrl+W",)),
    ActionSpec("quit", "Quit", "File", ("Ctrl+Q",)),
)

_EDIT = (
    ActionSpec("undo", "Undo", "Edit", ("Ctrl+Z",), "code", icon="undo", repeats=True),
    ActionSpec("redo", "Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "code", icon="redo", repeats=True),
    ActionSpec("delete", "Delete the selected events", "Edit", ("Delete",), "code"),
    *(
        ActionSpec(name, text, "Edit", (key,), "code", tip=tip)
        for name, text, key, tip in (
            ("copy", "Copy", "Ctrl+C", "Copy the selected events"),
            ("cut", "Cut", "Ctrl+X", "Copy the selected events, then delete them"),
            ("paste", "Paste at the playhead", "Ctrl+V", "Paste events, the first of them at the playhead"),
            ("duplicate", "Duplicate", "Ctrl+D", "Paste a copy right after the selected events"),
            ("split", "Split at the playhead", "Ctrl+B", "Split the selected states at the playhead"),
            (
                "merge",
                "Merge",
                "Ctrl+M",
                "Merge the selected states, or the selected one with the next of the same code",
            ),
            ("select_all", "Select all events", "Ctrl+A", ""),
            ("select_code", "Select all of the code", "Ctrl+Shift+K", "Select all events of the selected event's code"),
            ("select_seen", "Select all visible", "Ctrl+Shift+A", "Select all events visible in the timeline"),
        )
    ),
    *(
        ActionSpec(name, text, "Edit", keys, "code", tip=tip)
        for name, text, keys, tip in (
            ("recode", "Recode the selected events…", ("Ctrl+R",), "The next key of a code says what they were"),
            (
                "answer",
                "Ask the selected event again…",
                ("Alt+Return", "Alt+Enter"),
                "Ask what is open of the selected event, else all its modifiers again",
            ),
            ("unsure", "Unsure", ("Ctrl+U",), "Mark the selected events as unsure, or clear the mark"),
            ("event_menu", "Menu of the selected event", ("Menu", "Shift+F10"), "All that can be done with it"),
        )
    ),
    ActionSpec(
        "add_many",
        "Add many sessions…",
        "Study",
        ("Ctrl+Alt+N",),
        "study",
        tip="A folder of recordings, whose names say session and camera",
        submenu="Many sessions",
    ),
    *(
        ActionSpec(name, text, "Study", where="study", tip=tip, submenu="Many sessions")
        for name, text, tip in (
            ("export_selected", "Export these sessions…", "Tables of the selected sessions only"),
            (
                "prepare_selected",
                "Prepare their recordings",
                "Make index, waveform and check now, so that all opens fast",
            ),
            ("relink", "Find missing recordings…", "Look for missing recordings of the selected sessions in a folder"),
        )
    ),
)

_STUDY = (
    ActionSpec(
        "undo_deed", "Undo", "Study", ("Ctrl+Z",), "study", "Take back what was done last to the study", icon="undo"
    ),
    ActionSpec("my_list", "My sessions", "Study", where="study", tip="Show my own sessions in their order, or all"),
    ActionSpec(
        "people",
        "People and blindness…",
        "Study",
        where="study",
        tip="Who leads, who codes, and what coders do not see",
    ),
    ActionSpec(
        "plan", "Plan who codes what…", "Study", where="study", tip="Draw sessions for coders, a share of them for two"
    ),
    ActionSpec(
        "assign", "Assign to this coder", "Study", where="study", tip="Put the chosen session on the coder's list"
    ),
    ActionSpec("take_off", "Take this coder off", "Study", where="study", tip="Take the session off the coder's list"),
    ActionSpec(
        "code_again",
        "Code again",
        "Study",
        where="study",
        tip="Let the coder code it once more, blind to the first time: how stable is the coder over time?",
    ),
    *(
        ActionSpec(name, text, "Study", (key,) if key else (), "study", tip=tip)
        for name, text, key, tip in (
            ("rename_session", "Rename session…", "F2", "Its codings follow, and their chain still holds"),
            ("rename_coder", "Rename coder…", "", "In all sessions, settings and consensus"),
            ("rename_study", "Rename study…", "", "Its folder keeps its name"),
            ("move_coding", "Move the coding to another session…", "", "To the session that it belongs to"),
            ("lock_boundaries", "Lock episode boundaries", "Ctrl+L", "Those of the chosen coder hold for all, or not"),
            ("add_variable", "Add variable…", "", "Such as age or condition, for all sessions"),
            ("import_variables", "Import variables…", "", "From a CSV table with a row for each session"),
            ("remove", "Remove", "Delete", "The chosen coding or session goes into the bin"),
            ("remove_session", "Remove session", "", "With all its codings, into the bin"),
            ("remove_coder", "Remove coder", "", "With all they have coded, into the bin"),
            ("show_bin", "Bin…", "", "What was removed: look at it, restore it, delete it for good"),
        )
    ),
    *(
        ActionSpec(name, text, "Study", where="study", tip=tip, submenu="Keep and share")
        for name, text, tip in (
            ("audit", "All changes…", "Who changed what, when, from what to what"),
            (
                "review_codings",
                "After changes of the codebook…",
                "What they mean for each coding, what was reviewed",
            ),
            ("verify_study", "Verify the study", "Check that every chain and step is as it was written"),
            ("share_check", "Before it is given away…", "What in the study may tell who was recorded"),
            ("retention", "How long recordings are kept…", "Days until which they may be kept, and what is due"),
        )
    ),
)

_IMPORT = (
    ActionSpec(
        "import_codings",
        "Import codings…",
        "Study",
        ("Ctrl+Shift+I",),
        "study",
        "What was coded in BORIS, ELAN, Datavyu, tables and others; nothing is written before you have looked",
    ),
    *(
        ActionSpec(name, text, "Study", (key,), "study", tip=tip, repeats=True, submenu="Doubts of an import")
        for name, text, key, tip in (
            ("next_doubt", "Next open doubt", "F12", "Go to the next doubt that is not settled"),
            ("previous_doubt", "Previous open doubt", "Shift+F12", "Go to the doubt before that is not settled"),
        )
    ),
)

_PLAY = (
    _play("play", "Play or pause", "Space", icon="play"),
    _play("frame_back", "Frame back", "Left", repeats=True, icon="step_back"),
    _play("frame_forward", "Frame forward", "Right", repeats=True, icon="step_forward"),
    _play("second_back", "Back 1 s", "Shift+Left", repeats=True, submenu="Jump"),
    _play("second_forward", "Forward 1 s", "Shift+Right", repeats=True, submenu="Jump"),
    _play("five_back", "Back 5 s", "Ctrl+Left", repeats=True, submenu="Jump"),
    _play("five_forward", "Forward 5 s", "Ctrl+Right", repeats=True, submenu="Jump"),
    _play("shuttle_back", "Shuttle back", "J", tip="Play backwards; again for faster", submenu="Shuttle and speed"),
    _play("shuttle_pause", "Shuttle pause", "K", submenu="Shuttle and speed"),
    _play("shuttle_forward", "Shuttle forward", "L", tip="Play; again for faster", submenu="Shuttle and speed"),
    _play("slower", "Slower", "-", "<", submenu="Shuttle and speed"),
    _play("faster", "Faster", "+", "=", ">", submenu="Shuttle and speed"),
    _play("replay", "Jump back and play", "Backspace", tip="Go back 2 s and play it again"),
    _play("loop", "Loop the selected event", "Ctrl+L", icon="loop", submenu="Loop"),
    _play("start", "Go to the start", "Home", submenu="Jump"),
    _play("end", "Go to the end", "End", submenu="Jump"),
    _play("go_to_event", "Go to the start of the selected event", "Ctrl+Shift+G", submenu="Jump"),
    _play("go_to_event_end", "Go to the end of the selected event", "Ctrl+Shift+E", submenu="Jump"),
    _play("go_to_time", "Go to a time or frame…", "Ctrl+G"),
    _play("loop_from", "Begin the loop here", "Ctrl+Home", tip="Loop from this frame on", submenu="Loop"),
    _play("loop_to", "End the loop here", "Ctrl+End", tip="Loop up to this frame", submenu="Loop"),
    _play("picture_aids", "Picture…", "F7", icon="picture", tip="Brightness, contrast, rotation, mirror, zoom"),
    _play("reset_picture", "Show the pictures as recorded", "Shift+F7"),
    _play(
        "sound_options", "Sound…", "F8", icon="sliders", tip="Gain for faint recordings, balance, channels, sound track"
    ),
    _play("mute", "Mute or unmute", "Shift+F8"),
    _play("save_still", "Save this picture", "Ctrl+Shift+S", tip="Save the frame as recorded, beside the study"),
    _play("save_still_shown", "Save this picture as shown", tip="Save the frame with the picture aids"),
    *(
        ActionSpec(name, text, "Play", (key,) if key else (), "code", tip=tip, repeats=repeats, submenu="Cameras")
        for name, text, key, repeats, tip in (
            ("swap_cameras", "Show the next camera large", "F6", False, ""),
            ("cameras_side_by_side", "Cameras side by side or one large", "Shift+F6", False, ""),
            (
                "align",
                "Align a camera at this moment",
                "Ctrl+F6",
                False,
                "Step it on its own; press again for the next camera",
            ),
            (
                "align_by_sound",
                "Find the alignment by sound",
                "Ctrl+Shift+F6",
                False,
                "Compare the sound of both cameras; you see the result before you keep it",
            ),
            ("align_frame_back", "Aligned camera: frame back", "Ctrl+Shift+Left", True, ""),
            ("align_frame_forward", "Aligned camera: frame forward", "Ctrl+Shift+Right", True, ""),
            ("align_second_back", "Aligned camera: back 1 s", "Ctrl+Shift+Down", True, ""),
            ("align_second_forward", "Aligned camera: forward 1 s", "Ctrl+Shift+Up", True, ""),
            ("align_back", "Undo the alignment", "", False, ""),
        )
    ),
    *(
        ActionSpec(f"episode_{n}", f"Go to episode {n}", "Play", (str(n),), "code", submenu=SERIES[0])
        for n in range(1, EPISODE_KEYS + 1)
    ),
)

_GO = "Go to an event"
_CODE = (
    _code("previous_event", "Previous event", "Up", repeats=True, submenu=_GO),
    _code("next_event", "Next event", "Down", repeats=True, submenu=_GO),
    *(
        ActionSpec(name, text, "Code", (key,), "code", repeats=True, submenu="Move by frames")
        for name, text, key in (
            ("start_earlier", "Start a frame earlier", "Alt+Left"),
            ("start_later", "Start a frame later", "Alt+Right"),
            ("end_earlier", "End a frame earlier", "Alt+Shift+Left"),
            ("end_later", "End a frame later", "Alt+Shift+Right"),
            ("move_earlier", "Selected events a frame earlier", "Alt+Up"),
            ("move_later", "Selected events a frame later", "Alt+Down"),
        )
    ),
    _code("select_earlier", "Select the previous event as well", "Shift+Up", repeats=True, submenu="Select"),
    _code("select_later", "Select the next event as well", "Shift+Down", repeats=True, submenu="Select"),
    _code("previous_boundary", "Previous start or end", "Ctrl+Up", repeats=True, submenu=_GO),
    _code("next_boundary", "Next start or end", "Ctrl+Down", repeats=True, submenu=_GO),
    _code("set_start", "Set start of the selected event to now", "Return", "Enter"),
    _code("set_end", "Set end of the selected event to now", "Shift+Return", "Shift+Enter"),
    _code(
        "deselect",
        "Clear the selection",
        "Escape",
        tip="End a question, else the filter, the selection, the loop",
    ),
    _code("mark_by_name", "Mark a code by its name…", ".", tip="For codes without a key; type part of the name"),
    _code("next_of_code", "Next event of this code", "PgDown", "Ctrl+J", repeats=True, submenu=_GO),
    _code("previous_of_code", "Previous event of this code", "PgUp", "Ctrl+Shift+J", repeats=True, submenu=_GO),
    _code("move_to_now", "Shift the selected events to now", "Ctrl+Shift+M", tip="The first of them starts at now"),
    _code("comment", "Comment the selected events…", "Ctrl+Shift+C"),
    _code("find_next", "Next event that matches the filter", "Ctrl+Shift+F", repeats=True, submenu="Find"),
    _code("find_previous", "Previous event that matches the filter", "Ctrl+Alt+F", repeats=True, submenu="Find"),
    _code("follow_events", "Table follows the playhead: on or off", "Ctrl+Shift+P", submenu="Find"),
    _code("filter_events", "Filter the events…", "Ctrl+F", submenu="Find"),
    _code(
        "next_pass",
        "Next pass",
        "Ctrl+PgDown",
        tip="Show only the codes of the next pass of the codebook",
        submenu="Passes",
    ),
    _code("previous_pass", "Previous pass", "Ctrl+PgUp", tip="After the first pass, all codes", submenu="Passes"),
    _code(
        "finish_pass",
        "Finish pass",
        "Ctrl+Shift+Return",
        tip="Say that its codes were looked for: in the loop, else in the whole session",
        submenu="Passes",
    ),
    _code(
        "segment_pass",
        "Segment pass",
        "F3",
        tip="Space marks segments; the keys of codes name them later",
        submenu="Passes",
    ),
    _code(
        "interval_pass",
        "Interval pass",
        "F4",
        tip="Stop after every interval and ask which codes occurred",
        submenu="Passes",
    ),
    _code("next_tab", "Events, episodes, checks, history or setup", "F5", tip="Show the next panel at the right"),
    _code("show_ratings", "Ratings", "F2", tip="Rate by keys: arrows, digits, N not ratable, Del clears"),
    _code("show_classification", "Classification", "Shift+F2", tip="Classify by keys: letters, digits, arrows"),
    _code("next_check", "Next check", "F12", repeats=True, tip="Go to the next finding", submenu="Checks"),
    _code("previous_check", "Previous check", "Shift+F12", repeats=True, submenu="Checks"),
    _code(
        "fix_check",
        "Fix the current check",
        "Ctrl+F12",
        tip="Apply the first fix of the check; undo reverses it",
        submenu="Checks",
    ),
    _code("fix_check_otherwise", "Fix it the other way", "Ctrl+Shift+F12", submenu="Checks"),
    *(
        ActionSpec(f"mark_episode_{n}", f"Mark start of episode {n}", "Code", (f"Ctrl+{n}",), "code", submenu=SERIES[1])
        for n in range(1, EPISODE_KEYS + 1)
    ),
    _code("mark_episode_end", "Mark end of the last episode", "Ctrl+9"),
    _code("submit", "Submit or reopen the coding", "Ctrl+Return", tip="Mark the coding as finished, which locks it"),
)

_AGREE = (
    *(
        ActionSpec(name, text, "Agree", (key,), "agree", tip=tip)
        for name, text, key, tip in (
            ("agree_study", "Study", "Ctrl+1", "All coders, all sessions"),
            ("agree_pair", "Two coders", "Ctrl+2", "Every statistic of two coders"),
            ("agree_workbench", "Workbench", "Ctrl+3", "Every disagreement with its moment of the recording"),
            ("agree_gold", "Gold sessions", "Ctrl+4", "Coders against the gold standard, attempt by attempt"),
        )
    ),
    ActionSpec("next_disagreement", "Next disagreement", "Agree", ("N", "Down"), "agree", repeats=True),
    ActionSpec("next_section", "Next section", "Agree", ("F5",), "agree", tip="Codes, events, curves, points …"),
    ActionSpec("previous_disagreement", "Previous disagreement", "Agree", ("Shift+N", "Up"), "agree", repeats=True),
    ActionSpec(
        "watch_disagreement",
        "Watch the disagreement",
        "Agree",
        ("Return", "Enter"),
        "agree",
        tip="Loop it from 2 s before; while editing: done",
        icon="play",
    ),
    *(
        ActionSpec(name, text, "Agree", (key,), "agree", tip=tip, icon=icon, repeats=icon.startswith("step"))
        for name, text, key, tip, icon in (
            ("agree_play", "Play or pause", "Space", "Play the disagreement from 2 s before, or pause", "play"),
            ("agree_frame_back", "Frame back", "Left", "", "step_back"),
            ("agree_frame_forward", "Frame forward", "Right", "", "step_forward"),
        )
    ),
    *(
        ActionSpec(name, text, "Agree", keys, "agree", tip=tip, submenu="Settle")
        for name, text, keys, tip in (
            ("accept_a", "Accept coder A", ("A",), "What coder A has there goes into the consensus"),
            ("accept_b", "Accept coder B", ("B",), "What coder B has there goes into the consensus"),
            ("edit_disagreement", "Edit", ("E",), "Set start, end and code by hand, frame by frame"),
            ("accept_neither", "Neither", ("X",), "Neither is right: nothing goes into the consensus"),
            ("comment_settlement", "Comment…", ("M",), "Say why it was settled so; Enter keeps it, Esc leaves it"),
            ("set_disputed_start", "While editing: set start", ("S",), "This frame is the first that shows it"),
            (
                "set_disputed_end",
                "Accept coder D; while editing: set end",
                ("D",),
                "What a fourth coder has there; while editing, this frame is the first that no longer shows it",
            ),
            (
                "next_disputed_code",
                "Accept coder C; while editing: next code",
                ("C",),
                "What a third coder has there; while editing, it was another code of the channel",
            ),
            ("accept_majority", "Accept the majority", ("V",), "What more than half of three or four coders say"),
            ("leave_edit", "While editing: cancel", ("Escape",), "Leave it as it was"),
            ("next_unsettled", "Next unsettled disagreement", ("U",), ""),
            ("undo_settling", "Undo", ("Ctrl+Z",), "Undo the last step of settling"),
            ("redo_settling", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), ""),
        )
    ),
)

_RESULTS = (
    *(
        ActionSpec(f"results_{page}", text, "Results", (key,), "results", tip=tip)
        for page, text, key, tip in (
            ("sample", "Sample and exclusions", "1", "Every session, and why one is left out"),
            ("lengths", "Observed lengths", "2", "How long each episode was"),
            ("behaviour", "Behaviour by episode", "3", "Seconds, share, count, rate and latency of codes"),
            ("waits", "Latencies and crying", "4", "Latencies, contact and crying, by the lab's rules"),
            ("answers", "Responsiveness", "5", "Cues and answers, the secure base, matching"),
            ("sequences", "Sequences", "6", "What follows what"),
            ("classes", "Distribution of classes", "7", "Classes with their forced alternatives"),
            ("scales", "Scales by episode", "8", "Every rating"),
            ("reunions", "Reunions", "0", "The four scales, crying, contact and soothing, reunion by reunion"),
            ("persons", "Person by person", "P", "Codes by whom and towards whom"),
            ("groups", "Codes by heading", "H", "All codes under a heading as one"),
            ("rules", "Rules of the measures", "9", "What the lab decides about the measures"),
        )
    ),
    ActionSpec(
        "results_copy", "Copy the table", "Results", ("Ctrl+Shift+C",), "results", "As text and HTML, with a title"
    ),
    ActionSpec("results_filter", "Filter the sessions", "Results", ("Ctrl+F",), "results"),
    *(
        ActionSpec(name, text, "Results", (key,), "results", tip=tip, icon=icon, repeats=icon.startswith("step"))
        for name, text, key, tip, icon in (
            ("results_play", "Play or pause", "Space", "Play the event behind the number from 2 s before", "play"),
            ("results_play_all", "Play all", "Shift+Space", "Play the events behind the number one by one", ""),
            ("results_frame_back", "Frame back", "Left", "", "step_back"),
            ("results_frame_forward", "Frame forward", "Right", "", "step_forward"),
            ("results_code", "Open in Code", "Ctrl+Return", "Go to the event behind the number", ""),
        )
    ),
)

_CODEBOOK = (
    *(
        ActionSpec(f"codebook_{name}", text, "Codebook", keys, "codebook", tip=tip, icon=icon)
        for name, text, keys, tip, icon in (
            ("save", "Save the codebook", ("Ctrl+S",), "Save it; in a study, the codings are updated too", ""),
            ("undo", "Undo", ("Ctrl+Z",), "Undo the last change to the codebook", "undo"),
            ("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "", "redo"),
            ("new", "New codebook", (), "", "add"),
            ("copy", "Make a copy", ("Ctrl+Shift+D",), "Make a copy to change it", ""),
            ("open", "Open a codebook file…", (), "", "open"),
            ("import", "Import…", (), "Draft a codebook from a BORIS, ELAN or Datavyu file", ""),
            ("discard", "Discard changes", (), "Go back to what is saved; a draft without a file is deleted", ""),
            ("add", "Add", ("Ctrl+Return", "Ctrl+Enter"), "Add an entry below the selected one", "add"),
            ("delete", "Delete", ("Delete",), "Delete the selected entry, if nothing is coded with it", ""),
            (
                "retire",
                "Retire",
                ("Ctrl+R",),
                "The selected code is no longer used; events coded with it stay readable",
                "",
            ),
            ("up", "Move up", ("Alt+Up",), "", ""),
            ("down", "Move down", ("Alt+Down",), "", ""),
            ("key", "Choose the key by pressing it", ("F2",), "", ""),
            ("page", "Next page", ("F5",), "", ""),
            ("fault", "Next fault", ("F12",), "Go to the next fault to fix", ""),
        )
    ),
)

_VIEW = (
    ActionSpec("show_study", "Study", "View", ("Alt+1",), icon="study", tip="Sessions, coders and their progress"),
    ActionSpec("show_code", "Code", "View", ("Alt+2",), icon="code", tip="Watch and mark"),
    ActionSpec(
        "show_agree", "Agree", "View", ("Alt+3",), icon="agree", tip="How well two coders agree, and where they differ"
    ),
    ActionSpec("show_results", "Results", "View", ("Alt+4",), icon="results", tip="The tables a paper needs"),
    ActionSpec("show_codebook", "Codebook", "View", ("Alt+5",), icon="codebook", tip="See, change and print codebooks"),
    ActionSpec("filter_sessions", "Filter the sessions", "View", ("Ctrl+F",), "study"),
    ActionSpec(
        "find_all",
        "Find in all sessions…",
        "View",
        ("Ctrl+Shift+F",),
        "study",
        "Events and comments of all sessions, by code, word, coder or episode",
    ),
    ActionSpec(
        "compare_coding",
        "Compare the coding",
        "View",
        ("Shift+Return", "Shift+Enter"),
        "study",
        "Compare the chosen coding with the other one of its session",
    ),
    ActionSpec(
        "study_progress",
        "Progress of the study",
        "View",
        ("Ctrl+P",),
        "study",
        "Who is how far, and what waits for whom",
    ),
    ActionSpec("next_of_mine", "Next of mine", "View", ("Alt+PgDown",), tip="Open the next session on my list in Code"),
    ActionSpec("zoom_in", "Zoom the timeline in", "View", ("Ctrl++", "Ctrl+="), "code", repeats=True),
    ActionSpec("zoom_out", "Zoom the timeline out", "View", ("Ctrl+-",), "code", repeats=True),
    ActionSpec("zoom_all", "Show the whole session", "View", ("Ctrl+0",), "code"),
    *(
        ActionSpec(name, text, "View", (key,) if key else (), "code", tip=tip, submenu="Tracks")
        for name, text, key, tip in (
            ("fold_group", "Fold or unfold the group", "Ctrl+T", "The group of the selected event"),
            ("fold_all", "Fold or unfold all groups", "Ctrl+Shift+T", ""),
            ("track_up", "Track up", "Alt+Shift+Up", "Move the track of the selected event up in its group"),
            ("track_down", "Track down", "Alt+Shift+Down", "Move the track of the selected event down in its group"),
            ("hide_empty", "Hide or show empty tracks", "Ctrl+H", ""),
            ("hide_track", "Hide this track", "Ctrl+Shift+H", "Its key still marks; then the track comes back"),
            ("show_tracks", "Show the hidden tracks", "Alt+Shift+H", ""),
            (
                "show_rules",
                "Rules of the code",
                "Ctrl+Shift+R",
                "Show when the code of the selected event begins and ends",
            ),
            ("tracks_as_in_codebook", "As in the codebook", "", "Order and groups as the codebook has them"),
        )
    ),
    ActionSpec("spectrogram", "Show or hide the spectrogram", "View", ("F9",), "code"),
    *(
        ActionSpec(f"layout_{name}", text, "View", (key,), "code", tip=tip, submenu="Layout")
        for name, text, key, tip in (
            ("balanced", "Balanced", "Ctrl+F10", "Share the room out between picture, events and timeline"),
            ("picture", "Large picture", "Ctrl+F7", "Give the picture all the room that there is"),
            ("table", "Long table", "Ctrl+F8", "Give the table of events all the room that there is"),
            ("timeline", "High timeline", "Ctrl+F9", "Give the timeline all the room that there is"),
        )
    ),
    ActionSpec(
        "picture_window",
        "Picture in a window of its own",
        "View",
        ("Shift+F11",),
        "code",
        tip="For a second monitor; again, or closing it, puts the picture back",
    ),
    ActionSpec("theme", "Light or dark", "View", ("Ctrl+Shift+L",)),
    ActionSpec("full_screen", "Full screen", "View", ("F11",)),
)

_HELP = (
    ActionSpec("guide", "User guide", "Help"),
    ActionSpec("keys", "All keys", "Help", ("F1", "?"), tip="Every key that works here"),
    ActionSpec("change_keys", "Change keys…", "Help", ("Ctrl+K",), tip="Change the keys of actions on this computer"),
    ActionSpec("key_sheet", "Key sheet…", "Help", tip="Save all keys as a PDF or HTML page to print"),
    ActionSpec("log_folder", "Open the log folder", "Help", tip="What to send with a report; it holds no names"),
    ActionSpec("about", "About the program", "Help"),
)

LINE_ABOVE = frozenset(
    (
        *("add_session", "check_recordings", "export", "backups", "close_study", "quit"),
        *("delete", "split", "select_all"),
        *("rename_session", "lock_boundaries", "remove", "show_bin", "import_codings"),
        *("second_back", "shuttle_back", "replay", "start", "picture_aids", "swap_cameras"),
        *("set_start", "comment", "find_next", "next_pass", "next_tab", "next_check", "mark_episode_1", "submit"),
        *("next_disagreement", "agree_play", "accept_a"),
        *("results_rules", "results_copy", "results_play"),
        *("codebook_undo", "codebook_new", "codebook_add", "codebook_up"),
        *("filter_sessions", "zoom_in", "fold_group", "layout_balanced", "picture_window", "theme"),
        *("log_folder",),
    )
)
"""The actions with which a group of a menu begins."""

ACTIONS: tuple[ActionSpec, ...] = (
    *_FILE,
    *_EDIT,
    *_STUDY,
    *_IMPORT,
    *_PLAY,
    *_CODE,
    *_AGREE,
    *_RESULTS,
    *_CODEBOOK,
    *_VIEW,
    *_HELP,
)


class Actions(QObject):
    """The table as QActions of one window. A workspace binds what it can do; what nobody binds stays disabled.

    Args:
        window: the QWidget whose keys they are, or any parent in a test.
        specs: the table.
    """

    keys_changed = Signal()
    """Some action has other keys now."""
    ran = Signal(str)
    """An action was done by key, menu or button: its id."""

    def __init__(self, window: QObject, specs: tuple[ActionSpec, ...] = ACTIONS) -> None:
        super().__init__(window)
        self.specs = {spec.id: spec for spec in specs}
        self._keys = {spec.id: spec.keys for spec in specs}
        self._actions = {spec.id: self._make(spec) for spec in specs}
        self._handlers: dict[str, Callable[[], object]] = {}
        self._switched_off: dict[str, str] = {}
        self._kept_from: Mapping[str, str] = {}
        self._place: Place = "always"

    def __getitem__(self, action_id: str) -> QAction:
        """Return the QAction, for a menu or a button."""
        return self._actions[action_id]

    @property
    def place(self) -> Place:
        """The workspace that is shown."""
        return self._place

    def keys_of(self, action_id: str) -> tuple[str, ...]:
        """Return the keys of an action; the first is the one that is shown."""
        return self._keys[action_id]

    def set_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Give these actions other keys; the rest keep theirs."""
        for action_id, chosen in keys.items():
            if chosen != self._keys[action_id]:
                self._keys[action_id] = chosen
                self._show_keys(action_id)
        self.keys_changed.emit()

    def with_key(self, key: str) -> QAction | None:
        """Return the action that this key would do now, as Qt writes keys ("Ctrl+1"), if there is one."""
        wanted = QKeySequence(key)
        return next((one for one in self._actions.values() if one.isEnabled() and wanted in one.shortcuts()), None)

    def bind(self, action_id: str, handler: Callable[[], object]) -> QAction:
        """Let an action call handler from now on, in the place where it works."""
        self._handlers[action_id] = handler
        self._refresh(action_id)
        return self._actions[action_id]

    def switch(self, action_id: str, *, on: bool, why: str = "") -> None:
        """Enable or disable a bound action while its workspace is shown, for example undo with nothing to undo.

        Args:
            action_id: which action.
            on: whether it can be done.
            why: why it cannot, for its tooltip.
        """
        if on:
            self._switched_off.pop(action_id, None)
        else:
            self._switched_off[action_id] = why
        self._refresh(action_id)

    def keep_from(self, why: Mapping[str, str]) -> None:
        """Keep whoever works here from some actions, whatever else switches them.

        Args:
            why: why not, for their tooltips, by their ids; all others are free.
        """
        self._kept_from = why
        for action_id in self._actions:
            self._refresh(action_id)

    def go_to(self, place: Place) -> None:
        """Enable what works in a workspace and everywhere, disable the rest."""
        self._place = place
        for action_id in self._actions:
            self._refresh(action_id)

    def _run(self, action_id: str) -> None:
        self._handlers[action_id]()
        self.ran.emit(action_id)

    def _refresh(self, action_id: str) -> None:
        here = self.specs[action_id].where in ("always", self._place)
        usable = action_id in self._handlers and action_id not in {*self._switched_off, *self._kept_from}
        self._actions[action_id].setEnabled(here and usable)
        self._show_tip(action_id)

    def _show_tip(self, action_id: str) -> None:
        why = self._kept_from.get(action_id) or self._switched_off.get(action_id, "")
        usual = tooltip(self.specs[action_id], self._keys[action_id])
        self._actions[action_id].setToolTip(f"{usual}\n{why}" if why else usual)

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text, self)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(spec.repeats)
        action.setToolTip(tooltip(spec, spec.keys))
        action.setEnabled(False)
        action.triggered.connect(lambda: self._run(spec.id))
        return action

    def _show_keys(self, action_id: str) -> None:
        keys, action = self._keys[action_id], self._actions[action_id]
        action.setShortcuts([QKeySequence(key) for key in keys])
        self._show_tip(action_id)


def tooltip(spec: ActionSpec, keys: tuple[str, ...]) -> str:
    """Return what a button of this action says: what it does, and its key."""
    sentence = spec.tip or spec.text.rstrip("…")
    return f"{sentence} ({shown_key(keys[0])})" if keys else sentence


@cache
def shown_key(key: str) -> str:
    """Return a key as this machine's keyboards write it.

    >>> shown_key("Return"), shown_key(", C")
    ('Enter', ', C')
    """
    if has_two_strokes(key):
        return f"{FIRST_STROKE} {shown_key(key.split()[1])}"
    short = {"Return": "Enter", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
    parts = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText).split("+") if len(key) > 1 else [key]
    return "+".join(short.get(part, part) for part in parts)
