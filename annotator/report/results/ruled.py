"""The pages that follow the lab's rules: latencies and crying, responsiveness, sequences."""

from collections.abc import Iterable
from functools import partial

from annotator.measures.crying import CRYING_COLUMNS, crying_rows
from annotator.measures.dyad import MATCHING_COLUMNS, matching_rows
from annotator.measures.latencies import CONTACT_COLUMNS, LATENCY_COLUMNS, contact_rows, latency_rows
from annotator.measures.observed import scored_spans
from annotator.measures.responsiveness import RESPONSIVENESS_COLUMNS, responsiveness_rows
from annotator.measures.secure_base import SECURE_BASE_COLUMNS, secure_base_rows
from annotator.measures.sequences import SEQUENCE_COLUMNS, TRANSITION_COLUMNS, sequence_rows, transition_rows
from annotator.model.episodes import Span
from annotator.model.measure_rules import Behaviour
from annotator.report.results.page import Asked, Key, Page, Part, Shown, code_names, events_in, page_of
from annotator.report.results.table import EventsOf
from annotator.study.tables import CodedSession

_CRYING = (Shown("crying_s", "Crying, s", "seconds"), Shown("share", "Crying, share of the time", "share"))
_WAITS = (Shown("latency_s", "Latency, s", "seconds", "waited_s"),)
CONTACT = (
    Shown("achieved", "Contact achieved, 0 or 1", "count", missing="not known: none was seen, and not all was"),
    Shown("initiator", "By whose initiative", "words", missing="not said, or no contact"),
    Shown("contact_s", "In contact, s", "seconds"),
    Shown("latency_s", "Contact after, s", "seconds", "waited_s"),
)
_ANSWERS = (
    Shown("cues", "Cues", "count"),
    Shown("answered", "Answered", "count"),
    Shown("share_answered", "Share answered", "share"),
    Shown("median_latency_s", "Median latency, s", "seconds"),
    Shown("matched", "Matched", "count"),
    Shown("mismatched", "Mismatched", "count"),
    Shown("repaired", "Repaired", "count"),
)
_BASE = (
    Shown("excursions", "Excursions", "count"),
    Shown("returns", "Returns", "count"),
    Shown("look_backs_per_min", "Looks back, per min", "decimal"),
)
_MATCHING = (
    Shown("share_matched", "Share matched", "share"),
    Shown("mismatches", "Mismatches", "count"),
    Shown("repaired", "Repaired", "count"),
    Shown("mean_repair_s", "Mean repair, s", "seconds"),
)
_FOLLOWED = (
    Shown("a", "Times it followed", "count"),
    Shown("share", "Share that it followed", "share"),
    Shown("residual", "Adjusted residual", "decimal"),
)
_SEQUENCE = (
    *_FOLLOWED,
    Shown("yules_q", "Yule’s Q", "signed share"),
    Shown("odds_ratio", "Odds ratio", "decimal"),
)


def waits_page(asked: Asked) -> Page:
    """Return the page of latencies, contact and crying."""
    rules, codebook = asked.rules, asked.codebook
    parts = (
        Part(
            LATENCY_COLUMNS,
            ("rule",),
            _WAITS,
            lambda one: latency_rows(one, codebook, rules),
            _rule_words,
            lambda key: _waited_for(asked, key[0]),
        ),
        Part(
            CONTACT_COLUMNS,
            (),
            CONTACT,
            lambda one: contact_rows(one, codebook, rules),
            lambda _key: "",
            lambda _key: of_behaviour(rules.contact),
        ),
        Part(
            CRYING_COLUMNS,
            ("part",),
            _CRYING,
            lambda one: crying_rows(one, codebook, rules),
            _rule_words,
            lambda _key: events_in(rules.crying),
            lambda key: partial(_part_of_session, asked, key[0]),
        ),
    )
    return page_of(parts, asked, "No rule for latencies, contact or crying is set.")


def answers_page(asked: Asked) -> Page:
    """Return the page of responsiveness, the secure base and matching."""
    rules, codebook = asked.rules, asked.codebook
    parts = (
        Part(
            RESPONSIVENESS_COLUMNS,
            ("rule",),
            _ANSWERS,
            lambda one: responsiveness_rows(one, codebook, rules),
            _rule_words,
            lambda key: _cue_and_answers(asked, key[0]),
        ),
        Part(
            SECURE_BASE_COLUMNS,
            (),
            _BASE,
            lambda one: secure_base_rows(one, codebook, rules),
            lambda _key: "",
            lambda _key: _of_base(asked),
        ),
        Part(
            MATCHING_COLUMNS,
            ("rule",),
            _MATCHING,
            lambda one: matching_rows(one, codebook, rules),
            _rule_words,
            lambda key: _both_sides(asked, key[0]),
        ),
    )
    return page_of(parts, asked, "No rule for cues and answers, the secure base or matching is set.")


def sequences_page(asked: Asked) -> Page:
    """Return the page of sequences: the lab's windows and chains, then the transitions of each channel."""
    rules, codebook = asked.rules, asked.codebook
    parts = (
        Part(
            SEQUENCE_COLUMNS,
            ("rule", "given", "target"),
            _SEQUENCE,
            lambda one: (row for row in sequence_rows(one, codebook, rules) if _is_asked(asked, row)),
            lambda key: f"{_rule_words(key[:1])}: {_pair_words(asked, key[1:])}",
            lambda key: events_in((*key[1].split(), *key[2].split())),
            lambda _key: partial(scored_spans, codebook=codebook),
        ),
        Part(
            TRANSITION_COLUMNS,
            ("given", "target"),
            _FOLLOWED,
            lambda one: (row for row in transition_rows(one, codebook) if _is_asked(asked, row)),
            lambda key: _pair_words(asked, key),
            events_in,
            lambda _key: partial(scored_spans, codebook=codebook),
        ),
    )
    empty = "No channel has two states that follow each other, and no rule for sequences is set."
    return page_of(parts, asked, empty, ["Over all scored episodes together; nothing follows across their boundaries."])


def _rule_words(key: Key) -> str:
    return key[0].replace("_", " ")


def _pair_words(asked: Asked, key: Key) -> str:
    given, target = (code_names(asked.codebook, one.split()) for one in key)
    return f"{given} → {target}"


def _is_asked(asked: Asked, row: object) -> bool:
    assert isinstance(row, dict)
    return asked.has_code(*str(row["given"]).split(), *str(row["target"]).split())


def of_behaviour(*behaviours: Behaviour | None) -> EventsOf:
    """Return what finds the events of any of these, in order of start."""
    told = [one for one in behaviours if one is not None]
    return lambda one: sorted(
        (event for each in told for event in each.events(one.coding)), key=lambda event: event.start_ms
    )


def _part_of_session(asked: Asked, part: str, one: CodedSession) -> list[Span]:
    """Return the episodes of a part of crying.csv that were held."""
    rows = (row for row in crying_rows(one, asked.codebook, asked.rules) if row["part"] == part)
    episodes = {episode for row in rows for episode in str(row["episodes"]).split()}
    return [span for span in scored_spans(one, asked.codebook) if span.episode in episodes or not span.episode]


def _waited_for(asked: Asked, rule: str) -> EventsOf:
    """Return what finds what was waited for; for soothing, crying and what is counted from."""
    latency = next((one for one in asked.rules.latencies if one.id == rule), None)
    if latency is not None:
        return of_behaviour(latency)
    since = () if asked.rules.soothing is None else asked.rules.soothing.since
    return events_in((*asked.rules.crying, *since))


def _cue_and_answers(asked: Asked, rule: str) -> EventsOf:
    cue = next(one for one in asked.rules.cues if one.id == rule)
    return of_behaviour(cue, Behaviour(codes=cue.answers, where=cue.answers_where))


def _of_base(asked: Asked) -> EventsOf:
    base = asked.rules.secure_base
    codes: Iterable[str] = () if base is None else (*base.away, *base.back, *base.look_back)
    return events_in(codes)


def _both_sides(asked: Asked, rule: str) -> EventsOf:
    matching = next(one for one in asked.rules.matching if one.id == rule)
    return events_in((*matching.ones, *matching.others))
