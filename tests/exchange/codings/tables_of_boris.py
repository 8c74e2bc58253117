"""Tables as BORIS writes them, each made here of the same few events."""

from tests.exchange.codings.truth import FRAME_MS, TRUTH, csv_bytes, moments, seconds, xlsx_bytes


def boris_tabular_7() -> tuple[str, bytes]:
    above: list[list[object]] = [
        ["Observation id", "visit1_AB"],
        [],
        ["Media file(s)"],
        ["Player #1", "C:\\films\\visit 1.mp4"],
        [],
        ["Observation date", "2018-05-24 10:01:00"],
        ["Description", "a quiet child"],
        ["Time offset (s)", "0.0"],
        [],
        ["independent variables"],
        ["variable", "value"],
        ["age", "12"],
        [],
    ]
    header = [
        "Time",
        "Media file path",
        "Total length",
        "FPS",
        "Subject",
        "Behavior",
        "Behavioral category",
        "Modifier 1",
        "Comment",
        "Status",
    ]
    rows = [
        [
            seconds(at),
            "C:\\films\\visit 1.mp4",
            "600.0",
            "25",
            one.who,
            one.code,
            one.in_set,
            one.answer or "None",
            one.comment if what != "STOP" else "",
            what,
        ]
        for what, at, one in moments()
    ]
    return "boris7.tsv", csv_bytes([*above, header, *rows], "\t")


_FLAT = [
    "Observation id",
    "Observation date",
    "Description",
    "Observation duration",
    "Observation type",
    "Source",
    "Time offset (s)",
    "Media duration (s)",
    "FPS",
    "age",
    "Subject",
    "Behavior",
    "Behavioral category",
    "Modifier #1",
    "Behavior type",
    "Time",
    "Media file name",
    "Image index",
    "Image file path",
    "Comment",
]


def _boris_flat() -> list[list[object]]:
    offset = 120_000
    return [
        _FLAT,
        *(
            [
                "visit1_AB",
                "2024-05-24T10:01:00",
                "",
                "600.000",
                "Media file",
                "player #1:visit 1.mp4",
                seconds(offset),
                "600.000",
                "25.000",
                "12",
                one.who,
                one.code,
                one.in_set,
                one.answer or "None",
                what,
                seconds(at + offset),
                "visit 1.mp4",
                at // FRAME_MS,
                "NA",
                one.comment if what != "STOP" else "",
            ]
            for what, at, one in moments()
        ),
    ]


def boris_tabular() -> tuple[str, bytes]:
    return "boris.csv", csv_bytes(_boris_flat())


def boris_tabular_xlsx() -> tuple[str, bytes]:
    return "boris.xlsx", xlsx_bytes({"visit1_AB": _boris_flat()})


def boris_aggregated_7() -> tuple[str, bytes]:
    header = [
        "Observation id",
        "Observation date",
        "Description",
        "Media file",
        "Total length",
        "FPS",
        "age",
        "Subject",
        "Behavior",
        "Behavioral category",
        "Modifiers",
        "Behavior type",
        "Start (s)",
        "Stop (s)",
        "Duration (s)",
        "Comment start",
        "Comment stop",
    ]
    rows = [
        [
            "visit1_AB",
            "",
            "",
            "films/visit 1.mp4",
            "600.0",
            "25",
            "12",
            one.who,
            one.code,
            one.in_set,
            one.answer,
            "POINT" if one.is_point else "STATE",
            seconds(one.start),
            seconds(one.end),
            "NA" if one.is_point else seconds(one.end - one.start),
            one.comment,
            "",
        ]
        for one in TRUTH
    ]
    return "aggregated7.tsv", csv_bytes([header, *rows], "\t")


def boris_aggregated() -> tuple[str, bytes]:
    header = [
        "Observation id", "Observation date", "Description", "Observation type", "Source", "Time offset (s)",
        "Coding duration", "Media duration (s)", "FPS (frame/s)", "age", "Subject",
        "Observation duration by subject by observation", "Behavior", "Behavioral category", "Modifier #1",
        "Behavior type", "Start (s)", "Stop (s)", "Duration (s)", "Media file name", "Image index start",
        "Image index stop", "Image file path start", "Image file path stop", "Comment start", "Comment stop",
    ]  # fmt: skip
    rows = [
        [
            "visit1_AB",
            "",
            "",
            "Media file",
            "player #1:visit 1.mp4",
            "0.000",
            "9.000",
            "600.000",
            "25.000",
            "12",
            one.who,
            "9.000",
            one.code,
            one.in_set,
            one.answer or "NA",
            "POINT" if one.is_point else "STATE",
            seconds(one.start),
            seconds(one.end),
            "NA",
            "visit 1.mp4",
            "30",
            "85",
            "NA",
            "NA",
            one.comment,
            "",
        ]
        for one in TRUTH
    ]
    return "aggregated.csv", csv_bytes([header, *rows])
