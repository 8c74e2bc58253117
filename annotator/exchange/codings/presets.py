"""The shapes of tables that other programs write, by name: to begin with, or to be recognized by their headers."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec.structs import replace

from annotator.exchange.codings.table_shape import Block, Shape
from annotator.exchange.templates.boris_questions import NO_ANSWER, NOBODY

GRIDWARE, JWATCHER, A_ROW_A_CELL = "GridWare", "JWatcher, with a key table", "Datavyu, a row a cell"
"""The names of presets that are recognized by more than their headers."""

_BORIS_BLANK = ("NA", NO_ANSWER, NOBODY, "Not defined")
_BORIS_ABOUT = (
    "Observation date", "Observation type", "Source", "Observation duration", "Coding duration", "FPS", "FPS (frame/s)",
    "Observation duration by subject by observation", "Duration (s)", "Image index*", "Image file path*",
)  # fmt: skip

_BORIS = Shape(
    program="BORIS",
    observation="Observation id",
    who="Subject",
    code="Behavior",
    group="Behavioral category",
    blank_words=_BORIS_BLANK,
    variables=("*",),
)

_OBSERVER = Shape(
    program="The Observer XT",
    layout="start-stop",
    code="Behavior | Behaviour",
    who="Subject",
    status="Event_Type | Event Type",
    start="Time_Relative_sf | Time_Relative_s | Relative Time (seconds) | Time_Relative_hmsf | Time_Relative_hmsms",
    observation="Observation | Observation Name",
    answers={"Modifier_* | Modifier *": ""},
    comments=("Comment",),
    variables=("*",),
    passed_over=(
        "Date_Time_Absolute*", "Date_*", "Time_Absolute*", "Time_Relative*", "Relative Time*", "Duration*", "Event_Log",
        "Event Log File Name", "Result_Container", "Result Container",
    ),
)  # fmt: skip

_INTERACT = Shape(
    program="INTERACT",
    level="Level",
    code_columns=("*",),
    ends="last",
    points=(),
)

_ELAN_BEGIN, _ELAN_END = "Begin Time - ", "End Time - "
_ELAN = Shape(
    program="ELAN",
    set_column="Tier",
    who="Participant",
    code="Annotation | Default | Value | Text",
    points=(),
    media="Media | Media File | File Name",
    passed_over=("Begin Time*", "End Time*", "Duration*", "File Path"),
)


class Preset:
    """The shapes of the tables of a program.

    Args:
        signs: the columns by which a table of it is recognized; none where its header tells too little, unless tables
            stand side by side in it, which headers tell.
        versions: its shapes, in the order in which they are tried.
    """

    def __init__(self, signs: tuple[str, ...], *versions: Shape) -> None:
        self.signs, self._versions = signs, versions

    def shapes(self, name: str) -> tuple[Shape, ...]:
        """Return the shapes, which say the name of the preset that they are of."""
        return tuple(replace(one, preset=name) for one in self._versions)


PRESETS: Mapping[str, Preset] = MappingProxyType({
    "BORIS tabular, version 7": Preset(
        ("Time", "Media file path", "Behavior", "Status"),
        replace(
            _BORIS, layout="start-stop", start="Time", status="Status", media="Media file path",
            media_length="Total length", answers={"Modifier *": "", "Modifiers": ""}, comments=("Comment",),
            passed_over=("FPS",), observation="", variables=(), above={
                "Observation id": "observation", "Player #1": "media", "Media file(s)": "passed over",
                "Observation date": "passed over", "Description": "description", "Time offset (s)": "offset",
                "independent variables": "passed over", "variable": "passed over", "*": "variable",
                **{f"Player #{number}": "passed over" for number in range(2, 9)},
            },
        ),
    ),
    "BORIS tabular": Preset(
        ("Observation id", "Behavior", "Behavior type", "Time"),
        replace(
            _BORIS, layout="start-stop", start="Time", status="Behavior type", media="Media file name",
            media_length="Media duration (s)", offset="Time offset (s)", answers={"Modifier #*": "", "Modifiers": ""},
            comments=("Comment",), passed_over=_BORIS_ABOUT,
        ),
    ),
    "BORIS aggregated, version 7": Preset(
        ("Observation id", "Media file", "Behavior", "Start (s)", "Stop (s)"),
        replace(
            _BORIS, start="Start (s)", end="Stop (s)", status="Behavior type", media="Media file",
            media_length="Total length", answers={"Modifiers": ""}, answer_split="|",
            comments=("Comment start", "Comment stop"), passed_over=_BORIS_ABOUT,
        ),
    ),
    "BORIS aggregated": Preset(
        ("Observation id", "Behavior", "Start (s)", "Stop (s)"),
        replace(
            _BORIS, start="Start (s)", end="Stop (s)", status="Behavior type", media="Media file name",
            media_length="Media duration (s)", offset="Time offset (s)", answers={"Modifier #*": "", "Modifiers": ""},
            comments=("Comment start", "Comment stop"), passed_over=_BORIS_ABOUT,
        ),
    ),
    "The Observer XT": Preset(
        ("Behavior | Behaviour", "Event_Type | Event Type"),
        _OBSERVER,
        replace(_OBSERVER, start="Time_Relative_hms", start_part="Time_Relative_f"),
        replace(
            _OBSERVER, start="Date_Time_Absolute_dmy_hmsf | Date_Time_Absolute* | Time_Absolute_hmsf", from_first=True,
        ),
        replace(_OBSERVER, start="Time_Absolute_hms", start_part="Time_Absolute_f", from_first=True),
    ),
    "INTERACT, raw export": Preset(
        ("Level", "Onset_Time", "Offset_Time"),
        replace(
            _INTERACT, start="Onset_Time", end="Offset_Time", level_name="Description",
            passed_over=("Number", "Duration_Time"),
        ),
    ),
    "INTERACT (.xiact)": Preset(
        ("Level", "Onset | Start time | Start", "Offset | End time | End"),
        replace(
            _INTERACT, start="Onset | Start time | Start", end="Offset | End time | End", time="ticks",
            level_name="Memo | Transcript | Memo/Transcript", comments=("Memo | Transcript | Memo/Transcript",),
        ),
    ),
    "Solomon Coder": Preset(
        (),
        Shape(program="Solomon Coder", layout="sampled", start="Time", code_columns=("*",)),
    ),
    "ELAN, tab-delimited": Preset(
        ("Tier",),
        replace(_ELAN, start=f"{_ELAN_BEGIN}msec", end=f"{_ELAN_END}msec", duration="Duration - msec", time="ms"),
        replace(_ELAN, start=f"{_ELAN_BEGIN}ss.msec", end=f"{_ELAN_END}ss.msec", duration="Duration - ss.msec"),
        replace(
            _ELAN, start=f"{_ELAN_BEGIN}hh:mm:ss.ms", end=f"{_ELAN_END}hh:mm:ss.ms", duration="Duration - hh:mm:ss.ms",
            time="clock",
        ),
    ),
    "ELAN, a column a tier": Preset(
        (f"{_ELAN_BEGIN}*",),
        replace(
            _ELAN, start=f"{_ELAN_BEGIN}msec", end=f"{_ELAN_END}msec", duration="Duration - msec", time="ms",
            set_column="", who="", code="", code_columns=("*",),
        ),
        replace(
            _ELAN, start=f"{_ELAN_BEGIN}ss.msec", end=f"{_ELAN_END}ss.msec", duration="Duration - ss.msec",
            set_column="", who="", code="", code_columns=("*",),
        ),
        replace(
            _ELAN, start=f"{_ELAN_BEGIN}hh:mm:ss.ms", end=f"{_ELAN_END}hh:mm:ss.ms", duration="Duration - hh:mm:ss.ms",
            set_column="", who="", code="", code_columns=("*",), time="clock",
        ),
    ),
    "Datavyu, columns side by side": Preset(
        (),
        Shape(
            program="Datavyu", layout="side by side", start="*.onset", end="*.offset", time="ms", touch_ms=1,
            points=("same", "zero"), blank_words=(".",), passed_over=("*.ordinal", "nFrame", "framenum", "time"),
            coders_in_names=True,
        ),
    ),
    A_ROW_A_CELL: Preset(
        ("column", "ordinal", "onset", "offset"),
        Shape(
            program="Datavyu", code="column", observation="file", start="onset", end="offset", time="ms", touch_ms=1,
            points=("same", "zero"), blank_words=(".", "NA"), answers={"*": ""}, passed_over=("ordinal",),
        ),
    ),
    "Datavyu, PLAY": Preset(
        ("code", "onset", "offset", "code.value"),
        Shape(
            program="Datavyu", set_column="code", code="code.value", start="onset", end="offset", time="ms", touch_ms=1,
            points=("same", "zero"), blank_words=(".",), answers={"*": ""}, passed_over=("ordinal", "code.ordinal"),
        ),
    ),
    GRIDWARE: Preset(
        (),
        Shape(program="GridWare", layout="onsets", start="Onset", code_columns=("*",), blank_words=("--",)),
        Shape(
            program="GridWare", header="none", layout="onsets", start="column 1", code_columns=("*",), delimiter="\t",
            blank_words=("--",),
        ),
    ),
    JWATCHER: Preset(
        (),
        Shape(
            program="JWatcher", header="none", layout="onsets", start="column 1", code="column 2", time="ms",
            blank_words=("EOF",), delimiter=",",
        ),
    ),
    "Supercoder": Preset(
        ("Code", "Onset", "Offset", "Trial Number"),
        Shape(
            program="Supercoder", layout="side by side", time="frames", fps="30", points=("same", "none"),
            blocks=(
                Block(name="", code="Code", start="Onset", end="Offset"),
                Block(
                    name="trial", start="Start Time (in frames - Supercoder)",
                    answers={"Trial Number": ""},
                ),
            ),
        ),
    ),
    "This program": Preset(
        ("session", "coder", "code", "start_s", "end_s"),
        Shape(
            program="this program", session="session", coder="coder", code="code", status="kind", who="who",
            start="start_s", end="end_s", answers={"modifier_*": "*"}, comments=("comment",), points=(),
            passed_over=(
                "codebook", "codebook_version", "event_id", "code_name", "channel", "episode", "duration_s",
                "start_frame", "end_frame", "still_running", "unsure",
            ),
        ),
    ),
})  # fmt: skip
"""Most particular first; the versions of a program in the order in which they are tried."""
