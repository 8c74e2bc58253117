"""The fields of every kind of entry, in the order in which forms show them. docs/codebooks.md explains each."""

from collections.abc import Callable, Sequence

from annotator.model.codebook import Codebook
from ui.codebook.form import FieldSpec
from ui.codebook.rows_editor import FieldColumn

_LICENSED = FieldSpec(
    "licensed_text", "Licensed text", "text", "from a manual the lab holds a licence for", optional=True
)
_SOURCE = FieldSpec("source", "Source", "text", "the work, or that it is a convention")
_ID = FieldSpec("id", "Id", hint="used in codings and exports")
_NAME = FieldSpec("name", "Name")
_COLOR = FieldSpec("color", "Colour", "color")
_ANCHORS = FieldSpec(
    "anchors",
    "Anchors",
    "rows",
    "what the points mean",
    columns=(
        FieldColumn("value", "Point", "number", 56),
        FieldColumn("text", "In our own words"),
        FieldColumn("licensed_text", "Licensed text of the lab", optional=True),
    ),
)


def _plain(*values: str) -> Callable[[Codebook], Sequence[tuple[str, str]]]:
    return lambda _codebook: [(value, value) for value in values]


def _kinds(_codebook: Codebook) -> list[tuple[str, str]]:
    return [("state", "state: start and end"), ("point", "point: one moment")]


def _groups(codebook: Codebook) -> list[tuple[str, str]]:
    return [(name, name) for name in codebook.groups]


def _channels(codebook: Codebook) -> list[tuple[str, str]]:
    return [("", "none: it excludes no other"), *((one.id, one.name) for one in codebook.channels)]


def _actors(codebook: Codebook) -> list[tuple[str, str]]:
    used = (code.actor for code in codebook.codes)
    roles = codebook.roles or tuple(dict.fromkeys(("infant", *used)))
    asked = [one for one in codebook.modifiers if {value.id for value in one.values} <= set(roles)]
    return [*((role, role) for role in roles), *((one.id, f"as asked: {one.name}") for one in asked)]


def _roles(codebook: Codebook) -> list[tuple[str, str]]:
    return [(role, role) for role in codebook.roles]


def _modifiers(codebook: Codebook) -> list[tuple[str, str]]:
    return [(one.id, f"{one.name} ({one.id})") for one in codebook.modifiers]


def _codes(codebook: Codebook) -> list[tuple[str, str]]:
    return [(code.id, code.name) for code in codebook.codes]


def _classes(codebook: Codebook) -> list[tuple[str, str]]:
    return (
        [(one.id, f"{one.id} {one.name}") for one in codebook.classification.classes] if codebook.classification else []
    )


ABOUT = (
    _NAME,
    FieldSpec("version", "Version", hint="raised with every change", is_short=True),
    FieldSpec("description", "Description", "text"),
    FieldSpec("source", "Source", "text", "the work it follows"),
    FieldSpec("ends", "Ends", "text", "what is seen at the end of the last episode"),
    FieldSpec(
        "interval_s", "Interval", "number", "of a new study; empty: 15 s", optional=True, is_short=True, unit="s"
    ),
    FieldSpec("lab_decides", "The lab decides", "lines", "what no source settles, one per line", optional=True),
    FieldSpec("id", "Id", hint="used in exports", is_short=True),
)

EPISODE = (
    _NAME,
    FieldSpec("short", "Short", hint="a word for the timeline", is_short=True),
    FieldSpec(
        "kind",
        "Kind",
        "choice",
        choices=_plain("introduction", "baseline", "separation", "reunion", "other"),
        is_short=True,
    ),
    FieldSpec("begins", "Begins", "text", "what is seen at that moment"),
    FieldSpec("nominal_s", "Planned", "number", "empty: none is planned", optional=True, is_short=True, unit="s"),
    FieldSpec("length", "Length", "text", "whether and why it may change", optional=True),
    FieldSpec("present", "Present", "lines", "who is in the room, one per line"),
    _COLOR,
    FieldSpec("scored", "Scored", "check", "whether it enters measures", is_short=True),
    _ID,
)

CODE = (
    _NAME,
    FieldSpec("key", "Key", "key"),
    FieldSpec("kind", "Kind", "choice", choices=_kinds, is_short=True),
    FieldSpec("group", "Group", "open_choice", "the heading it is shown under", choices=_groups, is_short=True),
    FieldSpec(
        "channel", "Channel", "choice", "its states exclude each other", optional=True, choices=_channels, is_short=True
    ),
    FieldSpec("actor", "Actor", "open_choice", "who does it", choices=_actors, is_short=True),
    FieldSpec("definition", "Definition", "text"),
    FieldSpec("onset", "Onset", "text", "first frame that shows it"),
    FieldSpec("offset", "Offset", "text", "first frame that no longer does", optional=True),
    FieldSpec("examples", "Examples", "lines", "one per line", optional=True),
    _SOURCE,
    FieldSpec("modifiers", "Asked", "picks", "about each event", optional=True, choices=_modifiers),
    FieldSpec("heard", "By ear", "check", "coded out of view too", is_short=True),
    FieldSpec("unseen", "Out of view", "picks", "who cannot be seen while it is on", optional=True, choices=_roles),
    _COLOR,
    _ID,
)

RETIRED = (
    *(one for one in CODE if one.name not in {"key", "id"}),
    FieldSpec("since", "Retired since", hint="version", is_short=True),
    FieldSpec("replaced_by", "Replaced by", "picks", optional=True, choices=_codes),
)

CHANNEL = (_NAME, FieldSpec("exhaustive", "Always one", "check", "one of its codes is always on"), _ID)

MODIFIER = (
    FieldSpec("name", "Name", hint="the question"),
    FieldSpec(
        "values",
        "Answers",
        "rows",
        "answered by digits, in this order; a letter is optional",
        columns=(FieldColumn("name", "Answer"), FieldColumn("key", "Key", width=70), FieldColumn("id", "Id")),
    ),
    _ID,
)

PASS = (_NAME, FieldSpec("codes", "Codes", "picks", "looked for in one viewing", choices=_codes), _ID)

SCALE = (
    _NAME,
    FieldSpec("short", "Initials", hint="for narrow columns", optional=True, is_short=True),
    FieldSpec("definition", "Definition", "text"),
    FieldSpec("lowest", "Lowest", "whole", is_short=True),
    FieldSpec("highest", "Highest", "whole", is_short=True),
    FieldSpec("half_points", "Half points", "check", "4.5 may be given", is_short=True),
    FieldSpec("not_ratable", "Not ratable", "check", "may be given instead of a point", is_short=True),
    FieldSpec("actor", "Actor", "open_choice", "who is rated", choices=_actors, is_short=True),
    _ANCHORS,
    FieldSpec("anchors_from_lab", "From the lab", "check", "the lab enters the anchors", is_short=True),
    FieldSpec(
        "rated",
        "Rated",
        "rows",
        "empty: once for the session",
        optional=True,
        columns=(
            FieldColumn("target", "Towards", width=170, optional=True),
            FieldColumn("episodes", "In episodes", "list", optional=True),
        ),
    ),
    FieldSpec("evidence", "Evidence", "picks", "events shown beside it", optional=True, choices=_codes),
    FieldSpec(
        "evidence_limits",
        "Lengths",
        "rows",
        "and latencies it mentions",
        optional=True,
        columns=(
            FieldColumn("codes", "Codes", "list"),
            FieldColumn("measure", "Measure", width=90, fresh="longest_s"),
            FieldColumn("seconds", "Seconds", "number", 70, unit="s"),
            FieldColumn("episodes", "Episodes", "list", 80, optional=True),
            FieldColumn("text", "Meaning"),
        ),
    ),
    _LICENSED,
    _SOURCE,
    _ID,
)

CLASSIFICATION = (
    _NAME,
    FieldSpec("confidence", "Confidence", "lines", "words for how sure the coder is, one per line", optional=True),
    FieldSpec(
        "forced", "Best fitting", "picks", "classes that can be the alternative", optional=True, choices=_classes
    ),
    _SOURCE,
)

CLASS = (
    _NAME,
    FieldSpec("definition", "Definition", "text"),
    FieldSpec("needs_forced", "Alternative", "check", "a best-fitting class goes with it"),
    FieldSpec(
        "subgroups",
        "Subgroups",
        "rows",
        optional=True,
        columns=(
            FieldColumn("id", "Id", width=90),
            FieldColumn("licensed_text", "Licensed text of the lab", optional=True),
        ),
    ),
    _LICENSED,
    _SOURCE,
    _ID,
)

RATING = (
    FieldSpec("class_id", "Class", "choice", "it speaks for", choices=_classes),
    FieldSpec("lowest", "Lowest", "whole", is_short=True),
    FieldSpec("highest", "Highest", "whole", is_short=True),
    FieldSpec("half_points", "Half points", "check", is_short=True),
    FieldSpec("threshold", "Threshold", "number", "above it, it speaks for the class", optional=True, is_short=True),
    FieldSpec("at_threshold", "At threshold", "choice", choices=_plain("coder decides", "D", "not D"), is_short=True),
    FieldSpec("definition", "Definition", "text"),
    _ANCHORS,
    _LICENSED,
    _SOURCE,
)

COLLAPSE = (
    _NAME,
    FieldSpec(
        "groups",
        "Groups",
        "rows",
        columns=(FieldColumn("group", "Group", width=170), FieldColumn("classes", "Classes", "list")),
    ),
    FieldSpec(
        "by_forced", "By alternative", "picks", "classes read by their alternative", optional=True, choices=_classes
    ),
    _ID,
)

LINEAR_SCORE = (
    _NAME,
    FieldSpec("definition", "Definition", "text", optional=True),
    FieldSpec("constant", "Constant", "number", optional=True),
    FieldSpec(
        "terms",
        "Terms",
        "rows",
        "of a scale, or of a code and a measure",
        columns=(
            FieldColumn("weight", "Weight", "number", 66),
            FieldColumn("scale", "Scale", optional=True),
            FieldColumn("code", "Code", optional=True),
            FieldColumn("measure", "Measure", width=110, optional=True),
            FieldColumn("episode", "Episode", width=66, optional=True),
            FieldColumn("target", "Towards", width=90, optional=True),
        ),
    ),
    FieldSpec("citation", "Citation", "text", "where the weights come from"),
    _ID,
)
