"""The tables of a consensus: where each item comes from, how each disagreement was settled."""

import pandas as pd

from annotator.consensus.agreed import Sources
from annotator.consensus.consensus import begin, comment, settle
from annotator.consensus.settlements import accept, accept_neither
from annotator.exchange.study_export import export_study
from annotator.exchange.wanted import Wanted
from annotator.model.episodes import Span
from annotator.model.history import Change, Edit
from annotator.model.items import Event, Rating


def code(study, coder, *events):
    items = [
        Event(id=f"{coder}{n}", code=name, start_ms=start, end_ms=end) for n, (name, start, end) in enumerate(events)
    ]
    with study.open_coding("S001", coder) as opened:
        opened.history.do(Edit(label="code", changes=tuple(Change(None, item) for item in items)))


def test_ratings_say_their_episode_and_target_and_no_time(study, tmp_path):
    def rate(coder, episode, value):
        cell = {"scale": "proximity_seeking", "episode": episode, "target": "caregiver"}
        made = Rating(id=f"{coder}{episode}", value=value, **cell)
        with study.open_coding("S001", coder) as opened:
            opened.history.do(Edit(label="rate", changes=(Change(None, made),)))

    rate("KM", "5", 2.0)
    rate("JT", "5", 3.0)
    rate("KM", "8", 4.0)
    pair = study.read_coding("S001", "KM"), study.read_coding("S001", "JT")
    sources = Sources(pair, study.codebook, (Span("", 0, 5_000),))
    with study.open_coding("S001", "consensus") as opened:
        opened.history.do(begin(opened.coding, sources))
        for one in sources.disagreements():
            opened.history.do(settle(opened.coding, sources, [accept_neither(one, sources)]))
    export_study(study, tmp_path / "out")
    settled = pd.read_csv(tmp_path / "out" / "settlements.csv", dtype=str, keep_default_na=False)
    columns = ["channel", "episode", "target", "start_s", "end_s", "decided", "accepted_coder"]
    assert sorted(settled[columns].to_numpy().tolist()) == [
        ["proximity_seeking", "5", "caregiver", "", "", "neither", ""],
        ["proximity_seeking", "8", "caregiver", "", "", "accepted", "JT"],
    ]


def test_a_study_without_a_consensus_has_none(study, tmp_path):
    code(study, "KM", ("crying", 100, 900))
    names = {path.name for path in export_study(study, tmp_path / "out")}
    assert not names & {"consensus_origins.csv", "settlements.csv"}


def test_every_part_names_the_items_it_was_made_of(study, tmp_path):
    code(study, "KM", ("crying", 100, 900), ("contact", 1_000, 2_000))
    code(study, "JT", ("crying", 300, 900))
    pair = study.read_coding("S001", "KM"), study.read_coding("S001", "JT")
    sources = Sources(pair, study.codebook, (Span("", 0, 5_000),))
    shift, omission = sorted(sources.disagreements(), key=lambda one: one.start_ms)
    with study.open_coding("S001", "consensus") as opened:
        opened.history.do(begin(opened.coding, sources))
        opened.history.do(settle(opened.coding, sources, [accept(shift, sources, "a")]))
        opened.history.do(settle(opened.coding, sources, [accept_neither(omission, sources)]))
    export_study(study, tmp_path / "out")
    origins, settled, events, dictionary = (
        pd.read_csv(tmp_path / "out" / name, dtype=str, keep_default_na=False)
        for name in ("consensus_origins.csv", "settlements.csv", "events.csv", "data_dictionary.csv")
    )
    [crying] = events[events["coder"] == "consensus"]["event_id"]
    assert origins.drop(columns=["session", "item"]).to_numpy().tolist() == [
        [crying, "1", "accepted", "KM", "KM0"],
        [crying, "2", "agreed", "KM", "KM0"],
        [crying, "2", "agreed", "JT", "JT0"],
    ]
    assert settled[["disagreement_kind", "start_s", "end_s", "decided", "accepted_coder"]].to_numpy().tolist() == [
        ["onset shift", "0.100", "0.300", "accepted", "KM"],
        ["omission", "1.000", "2.000", "accepted", "JT"],
    ]
    described = set(dictionary[dictionary["file"] == "settlements.csv"]["name"])
    assert described == set(settled.columns)


def test_what_was_said_of_a_settlement_is_exported_when_comments_are_asked_for(study, tmp_path):
    code(study, "KM", ("crying", 100, 900))
    code(study, "JT", ("crying", 300, 900))
    pair = study.read_coding("S001", "KM"), study.read_coding("S001", "JT")
    sources = Sources(pair, study.codebook, (Span("", 0, 5_000),))
    [one] = sources.disagreements()
    with study.open_coding("S001", "consensus") as opened:
        opened.history.do(begin(opened.coding, sources))
        opened.history.do(settle(opened.coding, sources, [accept(one, sources, "a")]))
        opened.history.do(comment(opened.coding, one, "=the face is hidden, but heard"))
    plain = export_study(study, tmp_path / "plain")
    assert not any("the face is hidden" in path.read_text("utf-8") for path in plain)
    export_study(study, tmp_path / "out", Wanted(comments=True))
    settled, dictionary = (
        pd.read_csv(tmp_path / "out" / name, dtype=str, keep_default_na=False)
        for name in ("settlements.csv", "data_dictionary.csv")
    )
    assert settled["comment"].tolist() == ["'=the face is hidden, but heard"]
    assert set(dictionary[dictionary["file"] == "settlements.csv"]["name"]) == set(settled.columns)
