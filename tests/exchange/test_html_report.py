"""The report says what tables and codings say, needs nothing else, lets nothing out, and text in it stays text."""

import csv
import hashlib
import re
from concurrent.futures import CancelledError
from html.parser import HTMLParser
from pathlib import Path

import pytest

from annotator.demo_coders import many_coders_study
from annotator.errors import StudyError
from annotator.exchange.html_report import gathered
from annotator.exchange.html_report.report import write_report
from annotator.exchange.measures_export import export_measures
from annotator.exchange.study_export import export_study
from annotator.model.codebook.file import shipped_codebooks
from annotator.model.commands import submit
from annotator.model.history import Change, Edit
from annotator.model.items import END_OF_LAST_EPISODE, Classification, EpisodeMark, Event, Item, Rating
from annotator.model.measure_rules import Cue, MeasureRules, SecureBase
from annotator.study import Study, create_study, open_study
from annotator.study.session import read_session, write_session
from tests.cli.test_cli import annotator

HOSTILE = '</style></svg><script>alert("1")</script><img src=x onerror=alert(1)> & $x^2$'
MARKS = [
    EpisodeMark(id="m4", episode="4", start_ms=1000),
    EpisodeMark(id="m5", episode="5", start_ms=3000),
    EpisodeMark(id="end", episode=END_OF_LAST_EPISODE, start_ms=4000),
]


class Page(HTMLParser):
    """A page as a browser takes it apart: its elements, the rows of its tables, and all text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.captions: list[str] = []
        self.rows: dict[str, list[list[str]]] = {}
        self.said = ""
        self._within: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._within.append(tag)
        if tag == "caption":
            self.captions.append("")
        elif tag == "tr":
            self.rows.setdefault(self.captions[-1], []).append([])
        elif tag in ("td", "th"):
            self.rows[self.captions[-1]][-1].append("")
        elif tag == "small":
            self.rows[self.captions[-1]][-1][-1] += "|"

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.said += data
        if "caption" in self._within:
            self.captions[-1] += data
        elif {"td", "th"} & set(self._within):
            self.rows[self.captions[-1]][-1][-1] += data

    def table(self, caption: str) -> list[list[str]]:
        (found,) = (name for name in self.captions if name.startswith(caption))
        return self.rows[found]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, recording: Path) -> Study:
    """Whatever a lab can type holds what a page would run. KM and JT coded S1: 4 from 1 to 3 s, 5 to 4 s; S2 nobody."""
    text = shipped_codebooks()["strange_situation"].replace('name = "Crying"', f"name = '{HOSTILE}'")
    made = create_study(tmp_path_factory.mktemp("hostile") / "study", HOSTILE, text)
    for session in ("S1", "S2"):
        made.add_session(session, [(recording, 0)])
    folder = made.folder / "sessions" / "S1"
    write_session(
        folder, type(read_session(folder))(id="S1", cameras=read_session(folder).cameras, variables={HOSTILE: HOSTILE})
    )
    cry = Event(id="a", code="crying", start_ms=500, end_ms=1980, comment=HOSTILE)
    rating = Rating(id="r", scale="avoidance", episode="5", target="caregiver", value=4, comment=HOSTILE)
    for coder in ("KM", "JT"):
        made.add_coder(coder)
        reach = Event(id="b", code="reach", start_ms=1500, end_ms=1500)
        _code(made, "S1", coder, *MARKS, cry, reach, rating, Classification(id="k", primary="D", forced="A"))
    return made


def _code(study: Study, session: str, coder: str, *items: Item) -> None:
    with study.open_coding(session, coder) as opened:
        opened.history.do(Edit(label="code", changes=tuple(Change(None, item) for item in items)))
        opened.history.do(submit(opened.coding))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Six made-up sessions of two coders; KM has not submitted two of them, and two are AB's alone."""
    return many_coders_study(tmp_path_factory.mktemp("many") / "study", sessions=6, coders=("AB", "KM"))


@pytest.fixture(scope="module")
def page_of_many(many: Study, tmp_path_factory: pytest.TempPathFactory) -> Page:
    return Page(write_report(many, tmp_path_factory.mktemp("page") / "a.html").read_text("utf-8"))


@pytest.mark.parametrize("session", ["", "S1"])
def test_what_people_typed_stays_text_and_the_page_asks_for_nothing(session, hostile, recording, tmp_path):
    text = write_report(hostile, tmp_path / "a.html", session, comments=True).read_text("utf-8")
    page = Page(text)
    assert {name for name, _ in page.elements} & {"script", "img", "iframe", "object", "link", "foreignobject"} == set()
    assert not [name for _, given in page.elements for name in given if name.startswith("on")]
    links = {given[name] for _, given in page.elements for name in ("href", "src", "xlink:href") if name in given}
    assert all(one.startswith(("#", "data:")) for one in links), links
    assert not re.search(r"url\((?!#)|@import", text)
    assert page.said.count(HOSTILE) > 5
    ids = [given["id"] for _, given in page.elements if "id" in given]
    assert len(ids) == len(set(ids))
    for secret in (recording.name, str(hostile.folder), str(recording.parent)):
        assert secret not in text
    plain = Page(write_report(hostile, tmp_path / "b.html", session).read_text("utf-8"))
    assert "What coders wrote" not in plain.said
    assert "Comments of coders" in plain.said


def test_a_session_says_what_its_codings_say(hostile, tmp_path):
    page = Page(write_report(hostile, tmp_path / "a.html", "S1").read_text("utf-8"))
    head, cry, reach = page.table("KM: S1, seconds, below them onsets")
    assert head == ["Code", "4 Separation", "5 Reunion"]
    assert (cry[1:], reach) == (["0.980|0×", "0.000|0×"], ["Reach", "1×", "0×"])
    latencies = page.table("KM: seconds from the start of the episode")
    assert [row[1:] for row in latencies[1:]] == [["0.000", "> 1.000"], ["0.500", "> 1.000"]]
    assert page.table("KM: points, S1")[1] == ["Avoidance", "caregiver", "4"]
    assert page.table("The class that each coder gave")[1] == ["JT", "D", "–", "A", "–", "–"]
    assert ["KM", "4", "First separation", "1.000", "2.000", "180.000", "−178.000", ""] in page.table("Observed and")
    assert page.table("Variables of the session")[1] == [HOSTILE, HOSTILE]
    assert "Agreement of coders JT and KM on session S1" in page.said
    journal = hashlib.sha256(hostile.journal_path("S1", "KM").read_bytes()).hexdigest()
    assert ["S1", "KM", journal, "3"] in page.table("Codings")
    assert hostile.codebook_hash in page.said
    assert "Latencies by the lab's rules: latencies and soothing not set" in page.said


def test_what_is_out_of_view_throughout_an_episode_is_blank(study, tmp_path):
    """Out of view from 2.5 s on: the last half second of episode 4, and all of 5."""
    marked = ((1100, 1200, "avoidance"), (2500, 4000, "out_of_view_infant"))
    events = [Event(id=code, code=code, start_ms=start, end_ms=end) for start, end, code in marked]
    _code(study, "S001", "KM", *MARKS, *events)
    page = Page(write_report(study, tmp_path / "a.html", "S001").read_text("utf-8"))
    avoidance = next(row for row in page.table("KM: S001, seconds") if row[0] == "Avoidance")
    assert avoidance[1:] == ["0.100|1×", "–"]
    waits = page.table("KM: seconds from the start of the episode")
    assert next(row for row in waits if row[0] == "Avoidance")[1:] == ["0.100", "–"]
    assert "out of view: blank, which is not 0" in page.said


def test_a_study_keeps_coders_apart_and_counts_what_was_submitted(many, page_of_many):
    page = page_of_many
    assert "6 sessions, 6 of them coded, by 2 coders; 8 codings of 10 submitted; 2 coded and submitted" in page.said
    assert ["coding", "", "not submitted: in no table over sessions", "2|S003 KM, S004 KM"] in page.table(
        "What is left out"
    )
    head, *rows = page.table("KM: M (SD) over n = 2 sessions")
    summary = {}
    for coding in (coding for _, coding in many.codings() if coding.coder == "KM" and coding.is_submitted):
        marks = {mark.episode: mark.start_ms for mark in coding.episode_marks}
        for event in coding.events_of(["crying"]):
            within = max(0, min(event.end_ms, marks["5"]) - max(event.start_ms, marks["4"]))
            summary[coding.session] = summary.get(coding.session, 0) + within
    crying = next(row for row in rows if row[0] == "Crying")[head.index("4 Separation")]
    assert crying.startswith(f"{sum(summary.values()) / 2 / 1000:.2f} (")
    classes = page.table("Classes: n (share), by coder")
    assert [row[:2] for row in classes[1:]] == [["AB", "6"], ["KM", "2"]]
    assert sum(int(cell.partition("|")[0]) for cell in classes[1][2:]) == 6
    agreed = page.table("Every two coders")
    assert agreed[0] == ["What", "Statistic", "AB × KM"]
    assert re.fullmatch(r"\.\d\d", next(row for row in agreed if row[0] == "Distress")[2])
    assert "Agreement of 2 coders was computed pair by pair" in page.said


def test_the_same_study_gives_the_same_bytes_but_for_the_time_and_the_share_done_grows_to_one(hostile, tmp_path):
    told: list[float] = []
    one, two = (
        write_report(open_study(hostile.folder), tmp_path / name, "S1", progress=told.append)
        .read_text("utf-8")
        .splitlines()
        for name in ("a.html", "b.html")
    )
    first = told[: len(told) // 2]
    assert (first, first[-1]) == (sorted(first), 1.0)
    assert told == [*first, *first]
    assert {line[: len('<p class="dim">Written ')] for line in set(one) ^ set(two)} <= {'<p class="dim">Written '}
    assert len(one) == len(two)


def test_of_too_many_codings_the_page_has_tables_and_says_why_it_has_no_figures(hostile, tmp_path, monkeypatch):
    drawn = Page(write_report(hostile, tmp_path / "a.html").read_text("utf-8"))
    assert "how the episodes were spent" in drawn.said
    monkeypatch.setattr(gathered, "_MOST_KEPT", 1)
    page = Page(write_report(hostile, tmp_path / "b.html").read_text("utf-8"))
    assert "Figures: 2 codings are too many for one page." in page.said
    assert "how the episodes were spent" not in page.said
    assert page.table("KM: M (SD) over n = 1 session") == drawn.table("KM: M (SD) over n = 1 session")


COPING = """
[[linear_score]]
id = "own"
name = "Own sum"
constant = 1
terms = [
    { scale = "affect", episode = "involved", weight = 2 },
    { code = "venting", measure = "total_s", episode = "uninvolved", weight = -1 },
]
citation = "Made up."
"""


@pytest.fixture(scope="module")
def coping(tmp_path_factory: pytest.TempPathFactory, recording: Path) -> Study:
    """Two sessions, alone from 1 s and together from 3 to 4 s; in S2 nobody rated, and the infant was out of view."""
    text = shipped_codebooks()["infant_coping"] + COPING
    made = create_study(tmp_path_factory.mktemp("coping") / "study", "Coping", text)
    made.add_coder("KM")
    marks = [
        EpisodeMark(id="m1", episode="uninvolved", start_ms=1000),
        EpisodeMark(id="m2", episode="involved", start_ms=3000),
        EpisodeMark(id="end", episode=END_OF_LAST_EPISODE, start_ms=4000),
    ]
    for session, until, more in (
        ("S1", 2500, Rating(id="r", scale="affect", episode="involved", target="", value=4)),
        ("S2", 2000, Event(id="u", code="out_of_view_infant", start_ms=3000, end_ms=4000)),
    ):
        made.add_session(session, [(recording, 0)])
        coded = (("venting", 1200, until), ("self_soothe", 1500, 1740), ("distraction", 2600, 2900))
        answer = Event(id="a", code="mother_oriented", start_ms=1400, end_ms=1600)
        events = [Event(id=code, code=code, start_ms=start, end_ms=end) for code, start, end in coded]
        _code(made, session, "KM", *marks, *events, answer, more)
    cue = Cue(id="venting", codes=("venting",), answers=("mother_oriented",), within_s=1)
    base = SecureBase(away=("distraction",), back=("mother_oriented",))
    made.change_settings(measures=MeasureRules(cues=(cue,), secure_base=base))
    return made


def test_coping_answers_and_linear_scores_stand_in_the_report_as_in_the_tables(coping, tmp_path):
    page = Page(write_report(coping, tmp_path / "a.html", "S1").read_text("utf-8"))
    head, *rows = page.table("KM: headings as wholes, S1")
    assert (head, rows[0]) == (
        ["Heading", "Uninvolved", "Involved"],
        ["By itself", "0.540|2 of 4", "0.000|0 of 4"],
    )
    assert page.table("Answers to cues")[1] == ["KM", "venting", "uninvolved", "1", "1", "1", "1.00", "0.200"]
    assert page.table("The secure base")[1] == ["KM", "uninvolved", "1", "1", "1"]
    assert page.table("Linear scores")[1] == ["KM", "Own sum", "1", "7.700", "7.700", "7.700"]
    assert "Own sum = 1 + 2 * affect[involved] - 1 * total_s(venting)[uninvolved]. Made up." in page.said
    both = Page(write_report(coping, tmp_path / "b.html").read_text("utf-8"))
    assert both.table("Linear scores")[1] == ["KM", "Own sum", "1", "7.700", "7.700", "7.700"]
    assert "– Own sum (S2 KM): Affect" in both.said
    of_two = both.table("KM: headings as wholes, M (SD) over n = 2 sessions")
    assert of_two[1] == ["By itself", "0.54 (0.00)|2.0 of 4", "0.00|0 of 4"]


def test_every_number_of_a_session_is_that_of_the_exported_tables(coping, tmp_path):
    page = Page(write_report(coping, tmp_path / "a.html", "S2").read_text("utf-8"))
    export_study(coping, tmp_path / "tables")
    export_measures(coping, tmp_path / "measures")
    names = {code.name: code.id for code in coping.codebook.codes}
    told = {
        (names[code], episode): tuple(cell.removesuffix("×").split("|"))
        for head, *rows in [page.table("KM: S2, seconds, below them onsets")]
        for code, *cells in rows
        for episode, cell in zip(map(str.casefold, head[1:]), cells, strict=True)
    }
    summary = _csv(tmp_path / "tables" / "summary.csv")
    some = {row["code"] for row in summary if float(row["total_s"] or 0)}
    assert told == {
        (row["code"], row["episode"]): (row["total_s"], row["onsets"]) if row["onsets"] else ("–",)
        for row in summary
        if row["code"] in some
    }
    waits = {
        (names[code], episode): cell.removeprefix("> ")
        for head, *rows in [page.table("KM: seconds from the start of the episode")]
        for code, *cells in rows
        for episode, cell in zip(map(str.casefold, head[1:]), cells, strict=True)
    }
    assert waits == {(row["code"], row["episode"]): row["waited_s"] or "–" for row in summary if row["code"] in some}
    lengths = page.table("Observed and planned")[1:]
    assert [row[4] for row in lengths] == [row["observed_s"] for row in _csv(tmp_path / "tables" / "episodes.csv")]
    wholes = {
        (row["group"], row["episode"]): f"{float(row['any_s']):.3f}|{row['different']} of {row['codes']}"
        for row in _csv(tmp_path / "measures" / "groups.csv")
        if row["any_s"]
    }
    rows = page.table("KM: headings as wholes, S2")[1:]
    assert {(row[0], "uninvolved"): row[1] for row in rows} == {
        key: text for key, text in wholes.items() if key[0] in {row[0] for row in rows}
    }
    assert "– KM venting involved: out of view." in page.said
    (answered,) = (row for row in _csv(tmp_path / "measures" / "responsiveness.csv") if row["cues"])
    assert page.table("Answers to cues")[1][4:6] == [answered["cues"], answered["answered"]]
    assert page.table("Answers to cues")[1][-1] == f"{float(answered['median_latency_s']):.3f}"


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["session"] == "S2"]


def test_nothing_is_overwritten_a_stop_leaves_nothing_and_an_unknown_session_is_said(hostile, tmp_path):
    def stop(share: float) -> None:
        if share > 0:
            raise CancelledError

    out = tmp_path / "new" / "a.html"
    with pytest.raises(CancelledError):
        write_report(hostile, out, "S1", progress=stop)
    assert not out.parent.exists()
    with pytest.raises(StudyError, match="S9"):
        write_report(hostile, out, "S9")
    assert not out.parent.exists()
    out.parent.mkdir()
    out.write_text("mine")
    with pytest.raises(StudyError, match=r"a\.html is there already"):
        write_report(hostile, out)
    assert out.read_text() == "mine"


@pytest.mark.parametrize("codebook", ["still_face", "strange_situation"])
def test_an_empty_study_says_what_is_missing(codebook, tmp_path):
    empty = create_study(tmp_path / "study", "Empty", shipped_codebooks()[codebook])
    printed = annotator("report", empty.folder, "--out", tmp_path / "a.html")
    assert printed == f"Wrote {tmp_path / 'a.html'}.\n"
    page = Page((tmp_path / "a.html").read_text("utf-8"))
    assert page.said.count("Not here.") >= 6
    assert "No session was coded by two coders yet." in page.said
    assert "0 sessions, 0 of them coded" in page.said
    assert "too many" not in page.said


def test_what_cannot_be_read_is_said_on_the_page_and_on_stderr(study, tmp_path):
    _code(study, "S001", "KM", *MARKS)
    journal = study.journal_path("S001", "KM")
    (journal.parent / "JT.jsonl").write_bytes(b"{}\n{}\n")
    annotator("report", study.folder, "--session", "S001", "--out", tmp_path / "a.html")
    page = Page((tmp_path / "a.html").read_text("utf-8"))
    assert "left out: S001 by JT" in page.said
    assert ["coding", "", "it cannot be read", "1|S001 JT"] in page.table("What is left out")
