"""Codings for ELAN: for each an .eaf of format 3.0, and a .pfsx with its keys and colours.

A tier is one code of one person, called code@person; what overlaps stands on a further tier. The name of the code is
the one value of the tier's vocabulary, what is asked of it a tier below with a vocabulary of its own. That something is
a point is told by the name of its linguistic type, and by nothing else.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from annotator.exchange.codings.foreign import ForeignCodings, ForeignMedia, Observation
from annotator.exchange.codings.writers.behaviours import Span, behaviour_lines
from annotator.exchange.codings.writers.elan_lines import TierLine, asked_below, tier_lines
from annotator.exchange.codings.writers.elan_vocabularies import UNDETERMINED, Vocabularies
from annotator.exchange.codings.writers.pieces import FileNames, joined
from annotator.exchange.codings.writers.xml_words import xml_attributes, xml_text
from annotator.exchange.templates.elan_tiers import COMMENT, PROPERTIES
from annotator.exchange.templates.scheme import SchemeModifier
from annotator.progress import Progress

LOSES = (
    "ELAN has no points: a point is written as an annotation of 1 ms, on a tier whose type begins with “point”.",
    "ELAN has no annotation without length: a state of 0 ms is written as one of 1 ms.",
    "ELAN has no state that is still running: it is written as if it ended where the coding ends.",
    "ELAN has no times before 0: what begins before it is written from 0 on, and what ends before it is left out.",
    "Which codes exclude each other, and the groups they are shown in, are not written.",
    "Keys of more than one letter or digit are not written.",
    "Variables of sessions, and descriptions of them, are not written.",
)

_MADE = "1970-01-01T00:00:00+00:00"
"""When it was written would make two exports of one coding differ; ELAN puts its own time in when it saves."""

_SYMBOLIC = "Symbolic_Association"
_CONSTRAINTS = {
    "Time_Subdivision": "Time subdivision of parent annotation's time interval, no time gaps allowed within this "
    "interval",
    "Symbolic_Subdivision": "Symbolic subdivision of a parent annotation. Annotations refering to the same parent are "
    "ordered",
    _SYMBOLIC: "1-1 association with a parent annotation",
    "Included_In": "Time alignable annotations within the parent annotation's time interval, gaps are allowed",
}
_KINDS = {
    ".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/quicktime", ".mpg": "video/mpeg", ".mpeg": "video/mpeg",
    ".wav": "audio/x-wav",
}  # fmt: skip
_SCHEMA = (
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/{}.xsd"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write(codings: ForeignCodings, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each file and a piece of it; progress is told 1 when all is written, and may raise to stop."""
    names = FileNames()
    for observation in codings.observations:
        name = names.of(observation)
        document = _Document(observation, tier_lines(behaviour_lines(codings.scheme, observation, 0)))
        for piece in document.pieces():
            yield f"{name}.eaf", piece.encode()
        yield f"{name}.pfsx", document.preferences().encode()
    progress(1.0)


class _Document:
    """One .eaf, piece by piece, in the order that the schema asks for."""

    def __init__(self, observation: Observation, lines: Sequence[TierLine]) -> None:
        self._observation, self._lines = observation, lines
        spans = sum(len(row) for line in lines for row in line.rows)
        self._slots = [0] * (2 * spans)
        self._annotations = 0
        self._vocabularies = Vocabularies(lines)

    def pieces(self) -> Iterator[str]:
        """Yield the text of the file."""
        one = self._observation
        of_file = xml_attributes(AUTHOR=one.coder, DATE=_MADE, FORMAT="3.0", VERSION="3.0")
        yield f"{_HEAD}<ANNOTATION_DOCUMENT{of_file}{_SCHEMA.format('EAFv3.0')}>\n"
        yield from self._header()
        yield from joined(self._time_order())
        for line in self._lines:
            yield from joined(self._tiers(line))
        yield from joined(self._types())
        yield f'<LANGUAGE LANG_ID="{UNDETERMINED}" LANG_LABEL="undetermined (und)"/>\n'
        for name, said in _CONSTRAINTS.items():
            yield f"<CONSTRAINT{xml_attributes(STEREOTYPE=name, DESCRIPTION=said)}/>\n"
        yield from self._vocabularies.written()
        yield "</ANNOTATION_DOCUMENT>\n"

    def preferences(self) -> str:
        """Return the text of the .pfsx."""
        colors = [
            f"<pref{xml_attributes(key=name)}>{_color(line.code.color)}</pref>\n"
            for line in self._lines
            if re.fullmatch("#[0-9a-fA-F]{6}", line.code.color)
            for name in line.names
        ]
        keys = "".join(self._vocabularies.keys())
        return (
            f'{_HEAD}<preferences version="1.1"{_SCHEMA.format("Prefs_v1.1")}>\n'
            f'<prefGroup key="TierColors">\n{"".join(colors)}</prefGroup>\n'
            f'<prefGroup key="CV.ML.Prefs">\n{keys}</prefGroup>\n</preferences>\n'
        )

    def _header(self) -> Iterator[str]:
        yield '<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">\n'
        yield from map(_media, self._observation.media)
        said = {"session": self._observation.session, "end_ms": self._observation.end_ms}
        for name, value in said.items():
            if value is not None:
                yield f"<PROPERTY{xml_attributes(NAME=PROPERTIES[name])}>{xml_text(str(value))}</PROPERTY>\n"
        yield "</HEADER>\n"

    def _time_order(self) -> Iterator[str]:
        """Yield a slot for each start and each end, by time."""
        yield "<TIME_ORDER>\n"
        spans = [span for line in self._lines for row in line.rows for span in row]
        moments = [(span.start_ms, 2 * span.number) for span in spans]
        moments += [(span.end_ms, 2 * span.number + 1) for span in spans]
        for slot, (at, place) in enumerate(sorted(moments), start=1):
            self._slots[place] = slot
            yield f'<TIME_SLOT TIME_SLOT_ID="ts{slot}" TIME_VALUE="{at}"/>\n'
        yield "</TIME_ORDER>\n"

    def _tiers(self, line: TierLine) -> Iterator[str]:
        entry = self._vocabularies.of_code(line)
        for name, row, comments in zip(line.names, line.rows, line.comments, strict=True):
            yield self._opening(line, name, line.type)
            first = self._annotations + 1
            for span in row:
                begin, end = self._slots[2 * span.number], self._slots[2 * span.number + 1]
                yield self._annotation(
                    f'ALIGNABLE_ANNOTATION TIME_SLOT_REF1="ts{begin}" TIME_SLOT_REF2="ts{end}"', line.code.name, entry
                )
            yield "</TIER>\n"
            for one in line.code.modifiers:
                yield from self._answers(line, name, one, row, first)
            if comments:
                said = [(place, span.event.comment) for place, span in enumerate(row, start=first)]
                yield from self._below(line, comments, name, COMMENT, ((at, text, None) for at, text in said if text))

    def _answers(
        self, line: TierLine, parent: str, question: SchemeModifier, row: Iterable[Span], first: int
    ) -> Iterator[str]:
        kind, entries = self._vocabularies.of_question(question)
        given = (
            (place, answer, entries[answer])
            for place, span in enumerate(row, start=first)
            if (answer := dict(span.event.answers).get(question.name))
        )
        yield from self._below(line, asked_below(question.name, parent), parent, kind, given)

    def _below(
        self, line: TierLine, name: str, parent: str, kind: str, said: Iterable[tuple[int, str, str | None]]
    ) -> Iterator[str]:
        yield self._opening(line, name, kind, parent)
        for of, text, entry in said:
            yield self._annotation(f'REF_ANNOTATION ANNOTATION_REF="a{of}"', text, entry)
        yield "</TIER>\n"

    def _opening(self, line: TierLine, name: str, kind: str, parent: str | None = None) -> str:
        attributes = xml_attributes(
            TIER_ID=name,
            LINGUISTIC_TYPE_REF=kind,
            PARENT_REF=parent,
            PARTICIPANT=line.code.actor or None,
            ANNOTATOR=self._observation.coder or None,
        )
        return f"<TIER{attributes}>\n"

    def _annotation(self, opening: str, text: str, entry: str | None) -> str:
        self._annotations += 1
        reference = f' CVE_REF="{entry}"' if entry else ""
        value = f"<ANNOTATION_VALUE>{xml_text(text)}</ANNOTATION_VALUE>"
        whole = f'<{opening} ANNOTATION_ID="a{self._annotations}"{reference}>{value}</{opening.partition(" ")[0]}>'
        return f"<ANNOTATION>{whole}</ANNOTATION>\n"

    def _types(self) -> Iterator[str]:
        for line in self._lines:
            yield _type(line.type, line.type)
        for kind in self._vocabularies.questions():
            yield _type(kind, kind, _SYMBOLIC)
        yield _type(COMMENT, None, _SYMBOLIC)


def _media(media: ForeignMedia) -> str:
    name = quote(media.name)
    kind = _KINDS.get(f".{media.name.rpartition('.')[2].lower()}", "unknown")
    origin = str(-media.offset_ms) if media.offset_ms else None
    where = xml_attributes(
        MEDIA_URL=f"file:///{name}", MIME_TYPE=kind, RELATIVE_MEDIA_URL=f"./{name}", TIME_ORIGIN=origin
    )
    return f"<MEDIA_DESCRIPTOR{where}/>\n"


def _type(name: str, vocabulary: str | None, constraint: str | None = None) -> str:
    attributes = xml_attributes(
        LINGUISTIC_TYPE_ID=name,
        TIME_ALIGNABLE="false" if constraint else "true",
        CONSTRAINTS=constraint,
        GRAPHIC_REFERENCES="false",
        CONTROLLED_VOCABULARY_REF=vocabulary,
    )
    return f"<LINGUISTIC_TYPE{attributes}/>\n"


def _color(color: str) -> str:
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return f'<Object class="java.awt.Color">{red},{green},{blue}</Object>'
