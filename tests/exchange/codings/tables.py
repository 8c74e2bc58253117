"""Tables as other programs write them, each made here of the same few events."""

from collections.abc import Callable

from tests.exchange.codings.tables_of_boris import (
    boris_aggregated,
    boris_aggregated_7,
    boris_tabular,
    boris_tabular_7,
    boris_tabular_xlsx,
)
from tests.exchange.codings.truth import FRAME_MS, STATES, TRUTH, Said, clock, csv_bytes, moments, seconds, xlsx_bytes


def observer_text() -> tuple[str, bytes]:
    header = [
        "Date_Time_Absolute_dmy_hmsf",
        "Time_Relative_hmsf",
        "Time_Relative_sf",
        "Duration_sf",
        "Observation",
        "Event_Log",
        "Subject",
        "Behavior",
        "Modifier_1",
        "Event_Type",
        "Comment",
        "Actual date and start time",
        "",
    ]
    kinds = {"START": "State start", "STOP": "State stop", "POINT": "Point"}
    rows = [
        [
            f"24-05-2018 {clock(36_000_000 + at)}",
            clock(at),
            seconds(at),
            "0",
            "visit1_AB",
            "log 1",
            one.who,
            one.code,
            one.answer,
            kinds[what],
            one.comment if what != "STOP" else "",
            "24-05-2018 10:00:00",
            "",
        ]
        for what, at, one in moments()
    ]
    return "observer.txt", "\ufeff".encode("utf-16-le") + csv_bytes([header, *rows], encoding="utf-16-le")


def observer_old() -> tuple[str, bytes]:
    header = [
        "Relative Time (seconds)",
        "Observation Name",
        "Event Log File Name",
        "Subject",
        "Behavior",
        "Modifier 1",
        "Event Type",
        "Comment",
    ]
    kinds = {"START": "State start", "STOP": "State stop", "POINT": "State point"}
    rows = [
        [
            seconds(at, ","),
            "visit1_AB",
            "log 1",
            one.who,
            one.code,
            one.answer,
            kinds[what],
            one.comment if what != "STOP" else "",
        ]
        for what, at, one in moments()
    ]
    return "observer_old.csv", csv_bytes([header, *rows], ";", "cp1252")


def observer_xlsx() -> tuple[str, bytes]:
    """A sheet an observation, times as a spreadsheet has them, no seconds."""
    header = ["Time_Relative_hmsf", "Duration_sf", "Subject", "Behavior", "Modifier_1", "Event_Type", "Comment"]
    kinds = {"START": "State start", "STOP": "State stop", "POINT": "Point"}
    rows = [
        [at, 0.5, one.who, one.code, one.answer, kinds[what], one.comment if what != "STOP" else ""]
        for what, at, one in moments()
    ]
    return "observer.xlsx", xlsx_bytes({"visit1_AB": [header, *rows], "visit2_AB": [header, *rows]}, (0,))


def observer_absolute() -> tuple[str, bytes]:
    """Times of the day only, with ms in a column of their own, and over midnight."""
    header = [
        "Date_Time_Absolute_dmy_hmsf",
        "Observation",
        "Subject",
        "Behavior",
        "Modifier_1",
        "Event_Type",
        "Comment",
    ]
    kinds = {"START": "State start", "STOP": "State stop", "POINT": "Point"}
    begin = 86_400_000 - 3000
    rows = [
        [
            f"{31 if begin + at < 86_400_000 else 1:02d}-{1 if begin + at < 86_400_000 else 2:02d}-2018 "
            f"{clock((begin + at) % 86_400_000)}",
            "visit1_AB",
            one.who,
            one.code,
            one.answer,
            kinds[what],
            one.comment if what != "STOP" else "",
        ]
        for what, at, one in moments()
    ]
    return "absolute.csv", csv_bytes([header, *rows])


_CLASSES = ("affect", "gaze", "reach")


def _classes(one: Said) -> list[str]:
    return [one.code if one.in_set == name else "" for name in _CLASSES]


def _last_frame(one: Said) -> int:
    """The last moment at which INTERACT still has it: a point lasts one frame."""
    return one.start if one.is_point else one.end - FRAME_MS


def interact_raw() -> tuple[str, bytes]:
    header = ["Level", "Description", "Number", "Onset_Time", "Offset_Time", "Duration_Time", *_CLASSES]
    rows: list[list[object]] = [
        ["1", "visit1", "1", "0", seconds(9960), "9.960", "", "", ""],
        ["2", "AB", "2", "0", seconds(9960), "9.960", "", "", ""],
        *(
            ["3", "", 3 + at, seconds(one.start), seconds(_last_frame(one)), "", *_classes(one)]
            for at, one in enumerate(TRUTH)
        ),
        ["2", "KH", "9", "0", seconds(9960), "9.960", "", "", ""],
        ["3", "", "10", "1.000", "1.960", "0.960", "cry", "", ""],
    ]
    return "interact.csv", csv_bytes([header, *rows])


def interact_xiact() -> tuple[str, bytes]:
    header = ["Level", "Onset", "Offset", "Memo", *_CLASSES]
    rows: list[list[object]] = [
        ["1", "0", "99600000", "visit1", "", "", ""],
        ["2", "0", "99600000", "AB", "", "", ""],
        *(
            ["3", one.start * 10_000, _last_frame(one) * 10_000, one.comment.replace("\n", " "), *_classes(one)]
            for one in TRUTH
        ),
    ]
    return "visit.xiact", csv_bytes([header, *rows], "\t")


def solomon() -> tuple[str, bytes]:
    rows = [
        [f"{at / 1000:g}".replace(".", ","), *(_on(name, at) for name in ("affect", "gaze"))]
        for at in range(0, 9400, 200)
    ]
    return "solomon.csv", csv_bytes([["Time", "affect", "gaze"], *rows], ";")


def _on(in_set: str, at: int) -> str:
    return next((one.code for one in TRUTH if one.in_set == in_set and one.start <= at < one.end), "")


def elan_tab() -> tuple[str, bytes]:
    header = [
        "Tier",
        "Participant",
        "Begin Time - hh:mm:ss.ms",
        "Begin Time - ss.msec",
        "Begin Time - msec",
        "End Time - hh:mm:ss.ms",
        "End Time - ss.msec",
        "End Time - msec",
        "Duration - hh:mm:ss.ms",
        "Duration - ss.msec",
        "Duration - msec",
        "Annotation",
    ]
    rows = [
        [
            one.in_set,
            one.who,
            clock(one.start),
            seconds(one.start),
            one.start,
            clock(one.end),
            seconds(one.end),
            one.end,
            clock(one.end - one.start),
            seconds(one.end - one.start),
            one.end - one.start,
            one.code,
        ]
        for one in STATES
    ]
    return "elan.txt", csv_bytes([header, *rows], "\t")


def elan_column_a_tier() -> tuple[str, bytes]:
    header = ["Begin Time - ss.msec", "End Time - ss.msec", "affect", "gaze"]
    rows = [[seconds(one.start), seconds(one.end), *_classes(one)[:2]] for one in STATES]
    return "tiers.txt", csv_bytes([header, *rows], "\t")


def datavyu_side_by_side() -> tuple[str, bytes]:
    """By cell: ends of a set are 1 ms before the next start, points have no offset, gaze_rel is a second coder's."""
    affect = [one for one in TRUTH if one.in_set == "affect"]
    blocks = {
        "affect": [[at, one.start, one.end - 1, one.code] for at, one in enumerate(affect, 1)],
        "gaze": [
            [at, one.start, one.end, one.code] for at, one in enumerate((x for x in TRUTH if x.in_set == "gaze"), 1)
        ],
        "reach": [[1, 2600, 0, "reach"]],
        "gaze_rel": [[1, 2100, 3900, "toy"]],
    }
    header = [f"{name}.{part}" for name in blocks for part in ("ordinal", "onset", "offset", "code01")]
    longest = max(map(len, blocks.values()))
    rows = [
        [cell for cells in blocks.values() for cell in (cells[at] if at < len(cells) else [""] * 4)] + [""]
        for at in range(longest)
    ]
    return "by_cell_JX.csv", csv_bytes([[*header, ""], *rows], end="\n")


def datavyu_by_frame() -> tuple[str, bytes]:
    header = ["framenum", "time", "gaze.ordinal", "gaze.onset", "gaze.offset", "gaze.code01"]
    gaze = [one for one in TRUTH if one.in_set == "gaze"]
    rows: list[list[object]] = []
    for at in range(0, 9400, FRAME_MS):
        on = next(((n, one) for n, one in enumerate(gaze, 1) if one.start <= at < one.end), None)
        rows.append([at // FRAME_MS, at, *([on[0], on[1].start, on[1].end, on[1].code] if on else [""] * 4)])
    return "by_frame.csv", csv_bytes([header, *rows])


def datavyur() -> tuple[str, bytes]:
    rows = [
        ["visit1", one.in_set, at, one.start, one.end, one.code]
        for at, one in enumerate(STATES, 1)
        if one.in_set == "gaze"
    ]
    return "gaze__visit1.csv", csv_bytes([["file", "column", "ordinal", "onset", "offset", "code"], *rows])


def datavyu_headerless() -> tuple[str, bytes]:
    numbers = {"cry": 1, "fuss": 2, "toy": 3, "face": 4}
    rows = [[one.start, one.end, numbers[one.code]] for one in STATES if one.in_set == "affect"] * 1
    return "numbers.csv", csv_bytes([*rows, [9000, 12_000, 1], [12_000, 15_000, 2], [15_000, 16_000, 1]])


def datavyu_play() -> tuple[str, bytes]:
    rows = [[one.in_set, clock(one.start), clock(one.end), one.code] for one in STATES]
    return "play.csv", csv_bytes([["code", "onset", "offset", "code.value"], *rows])


def gridware() -> tuple[str, bytes]:
    rows = [["Onset", "affect", "gaze"]]
    changes = sorted({edge for one in STATES for edge in (one.start, one.end)})
    rows += [[str(at), *(_on(name, at) or "--" for name in ("affect", "gaze"))] for at in (0, *changes)]
    return "grid.txt", csv_bytes([*rows, ["10000", "", ""]], "\t")


def jwatcher() -> tuple[str, bytes]:
    keys = {"cry": "c", "fuss": "f"}
    rows = [[one.start, keys[one.code]] for one in STATES if one.in_set == "affect"]
    return "keys.csv", csv_bytes([*rows, [8000, "EOF"]])


def supercoder() -> tuple[str, bytes]:
    gaze = [one for one in TRUTH if one.in_set == "gaze"]
    rows: list[list[object]] = [
        ["Reformatted Data (in frames)", "", "", "", "", "Trial Start Times"],
        ["Code", "Onset", "Offset", "", "", "Trial Number", "Start Time (in frames - Supercoder)", "Start (elapsed)"],
        ["B", "30", " ", "", "", "1", "30", "00:01.000"],
    ]
    rows += [[one.code, one.start * 30 // 1000, one.end * 30 // 1000, "", ""] for one in gaze]
    return "supercoder.csv", csv_bytes(rows)


def ours() -> tuple[str, bytes]:
    header = [
        "session",
        "coder",
        "codebook",
        "codebook_version",
        "event_id",
        "code",
        "code_name",
        "kind",
        "channel",
        "who",
        "episode",
        "start_s",
        "end_s",
        "duration_s",
        "start_frame",
        "end_frame",
        "still_running",
        "unsure",
        "modifier_intensity",
        "comment",
    ]
    rows = [
        [
            session,
            "AB",
            "ss",
            "1",
            f"e{at}",
            one.code,
            one.code.title(),
            "point" if one.is_point else "state",
            one.in_set,
            one.who,
            "3",
            seconds(one.start),
            seconds(one.end),
            "",
            "",
            "",
            0,
            0,
            one.answer,
            one.comment,
        ]
        for session in ("visit1", "visit2")
        for at, one in enumerate(TRUTH)
    ]
    return "events.csv", csv_bytes([header, *rows])


def tidy() -> tuple[str, bytes]:
    """As R and pandas write tables that people have tidied."""
    header = ["", "subject", "rater", "behavior", "onset_ms", "offset_ms", "intensity"]
    rows = [
        [at, "visit1", "AB", one.code, one.start, one.end, one.answer or "none"] for at, one in enumerate(TRUTH * 3, 1)
    ]
    return "tidy.csv", csv_bytes([header, *rows], end="\n")


TWINS: dict[str, Callable[[], tuple[str, bytes]]] = {
    one.__name__: one
    for one in (
        boris_tabular_7,
        boris_tabular,
        boris_tabular_xlsx,
        boris_aggregated_7,
        boris_aggregated,
        observer_text,
        observer_old,
        observer_xlsx,
        observer_absolute,
        interact_raw,
        interact_xiact,
        solomon,
        elan_tab,
        elan_column_a_tier,
        datavyu_side_by_side,
        datavyu_by_frame,
        datavyur,
        datavyu_headerless,
        datavyu_play,
        gridware,
        jwatcher,
        supercoder,
        ours,
        tidy,
    )
}
"""All of them, by name."""
