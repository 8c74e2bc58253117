"""The pages that bring together what belongs together: reunions, the headings of the codebook, person by person."""

from collections.abc import Iterable, Iterator
from itertools import chain

from annotator.measures.columns import Row
from annotator.measures.groups import GROUP_OF_CODES_COLUMNS, group_rows
from annotator.measures.latencies import CONTACT_COLUMNS, LATENCY_COLUMNS, contact_rows, soothing_in
from annotator.measures.observed import episodes_asked
from annotator.measures.persons import PERSON_COLUMNS, person_rows, target_of
from annotator.measures.rated import FOUR, REUNION_COLUMNS, rated_towards, reunion_rows
from annotator.model.codebook import Code, Codebook
from annotator.model.items import Event
from annotator.model.judging import asked_cells, rating_of
from annotator.report.results.judged import rated_value, scale_column
from annotator.report.results.page import Asked, Key, Page, Part, Shown, below, code_names, events_in, page_of
from annotator.report.results.ruled import CONTACT, of_behaviour
from annotator.report.results.table import EventsOf
from annotator.study.tables import CodedSession

_CRYING = (Shown("crying_s", "Crying, s", "seconds"), Shown("crying_share", "Crying, share of the time", "share"))
_SOOTHED = (Shown("latency_s", "Soothed after, s", "seconds", "waited_s"),)
_LASTS = (Shown("any_s", "Any of it, s", "seconds"), Shown("share", "Any of it, share of seen time", "share"))
_GROUP = (
    Shown("different", "Different codes", "count"),
    Shown("onsets", "Onsets", "count"),
    Shown("onsets_per_min", "Onsets, per min", "decimal"),
    Shown("latency_s", "Latency, s", "seconds", "waited_s"),
)
_STATE = (Shown("total_s", "Time, s", "seconds"), Shown("share", "Share of seen time", "share"))


def reunions_page(asked: Asked) -> Page:
    """Return the page of reunions: the four scales, crying, whether contact came and by whose initiative, soothing."""
    rules, codebook = asked.rules, asked.codebook
    reunions = {one.id for one in codebook.episodes if one.kind == "reunion"}
    cells = [
        cell
        for cell in asked_cells(codebook)
        if cell.scale in FOUR and cell.episode in reunions and asked.filters.has_episode(cell.episode)
        if cell.target == rated_towards(cell.episode, codebook, rules)
    ]
    cells.sort(key=lambda cell: FOUR.index(cell.scale))
    measured = page_of(list(_of_reunions(asked, reunions)), asked, "")
    missing = [name for name in ("crying", "contact", "soothing") if not getattr(rules, name)]
    notes = [f"Not set in the rules of the measures, so without numbers: {', '.join(missing)}."] if missing else ()
    return Page(
        lambda seen: [*(scale_column(cell, asked) for cell in cells), *measured.columns(seen)],
        lambda one: chain(
            ((tuple(cell), rated_value(rating_of(one.coding, cell))) for cell in cells), measured.read(one)
        ),
        notes,
        "The codebook has no reunion." if not reunions else "None of the chosen episodes is a reunion.",
    )


def groups_page(asked: Asked) -> Page:
    """Return the page of the headings of the codebook: a heading stands for what its codes have in common."""
    codebook, rules = asked.codebook, asked.rules
    asked_for = {name: codes for name, codes in codebook.groups.items() if asked.has_code(*(one.id for one in codes))}

    def part(names: set[str], shown: tuple[Shown, ...]) -> Part:
        return Part(
            GROUP_OF_CODES_COLUMNS,
            ("group",),
            shown,
            lambda one: (row for row in group_rows(one, codebook, rules) if row["group"] in names),
            lambda key: key[0],
            lambda key: events_in(code.id for code in codebook.groups[key[0]]),
        )

    points = {name for name, codes in asked_for.items() if all(code.is_point for code in codes)}
    parts = [part(set(asked_for) - points, (*_LASTS, *_GROUP)), part(points, _GROUP)]
    note = "Time in which any code of the heading is on counts once; a heading with points alone has no time."
    return page_of(parts, asked, "No heading of the codebook has the chosen codes.", [note])


def persons_page(asked: Asked) -> Page:
    """Return the page of codes that ask by whom or towards whom: those asked for, else contact, else the first."""
    codebook, rules, chosen = asked.codebook, asked.rules, asked.filters.codes
    can = [one for one in codebook.all_codes if target_of(one, codebook) or len(codebook.actors(one)) > 1]
    contact = () if rules.contact is None else rules.contact.codes
    usual = [one for one in can if one.id in contact] or can[:1]
    codes = [one for one in can if one.id in chosen] if chosen else usual
    shown = tuple(one for one in _GROUP if one.name != "different")

    def part(of: Iterable[Code], shown: tuple[Shown, ...]) -> Part:
        ids = {code.id for code in of}
        return Part(
            PERSON_COLUMNS,
            ("code", "who", "target"),
            shown,
            lambda one: (
                row for row in person_rows(one, codebook, rules) if row["code"] in ids and _is_meant(asked, row)
            ),
            lambda key: _person_words(codebook, key),
            lambda key: _by_and_towards(codebook, key),
        )

    states, points = ([one for one in codes if one.is_point is is_point] for is_point in (False, True))
    names = code_names(codebook, (one.id for one in usual))
    notes = [
        "Everybody who is present has columns, also without an event; what a coder did not say stands apart.",
        *([f"Shown while no codes are chosen: {names}."] if usual and not chosen else ()),
    ]
    empty = "No chosen code asks by whom, or towards whom." if can else "No code asks by whom, or towards whom."
    parts = [part(states, (*_STATE, *shown)), part(points, shown)]
    return page_of(parts, asked, empty, notes, absent="no event says so")


def _of_reunions(asked: Asked, reunions: set[str]) -> Iterator[Part]:
    """Yield what the lab's rules say of reunions, the numbers of reunions.csv, with why one is missing."""
    rules, codebook = asked.rules, asked.codebook

    def nothing(_key: Key) -> str:
        return ""

    if rules.crying:
        cries = events_in(rules.crying)
        yield Part(
            REUNION_COLUMNS, (), _CRYING, lambda one: reunion_rows(one, codebook, rules), nothing, lambda _: cries
        )
    if rules.contact is not None:
        contacts = of_behaviour(rules.contact)
        yield Part(
            CONTACT_COLUMNS,
            (),
            CONTACT,
            lambda one: (row for row in contact_rows(one, codebook, rules) if row["episode"] in reunions),
            nothing,
            lambda _: contacts,
        )
    if rules.soothing is not None:
        soothing = events_in((*rules.crying, *rules.soothing.since))
        yield Part(LATENCY_COLUMNS, (), _SOOTHED, lambda one: _soothing(one, asked), nothing, lambda _: soothing)


def _soothing(one: CodedSession, asked: Asked) -> Iterator[Row]:
    """Yield how long soothing took in each reunion, whatever kinds of episode latencies.csv is about."""
    rule = asked.rules.soothing
    assert rule is not None, "there is such a column"
    for held in episodes_asked(one, asked.codebook, ("reunion",)):
        found = soothing_in(one.coding, asked.codebook, asked.rules, rule, held.span)
        yield {"episode": held.episode, **found}


def _is_meant(asked: Asked, row: Row) -> bool:
    """Whether a row is about whom is asked for: by that person, or towards it, as the question is about."""
    modifier, value = asked.filters.who
    by = asked.codebook.code_by_id[str(row["code"])].actor == modifier
    return not modifier or row.get("who" if by else "target") == value


def _person_words(codebook: Codebook, key: Key) -> str:
    code, who, target = codebook.code_by_id[key[0]], key[1] or "nobody named", key[2] or "nobody named"
    by = f"by {who}" if len(codebook.actors(code)) > 1 else ""
    return below(code.name, by, "" if target_of(code, codebook) is None else f"towards {target}")


def _by_and_towards(codebook: Codebook, key: Key) -> EventsOf:
    code, who, target = codebook.code_by_id[key[0]], key[1], key[2]
    asked = target_of(code, codebook)

    def says(event: Event) -> bool:
        said = "" if asked is None else event.modifiers.get(asked.id, "")
        return codebook.doer(code, event.modifiers) == who and said == target

    return events_in((code.id,), says)
