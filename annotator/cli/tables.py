"""`annotator export`, `measures` and `report`: what leaves a study, apart from others, for its libraries take long."""

from argparse import Namespace

from annotator.cli.answer import Answer, warn, working
from annotator.exchange.exporting import export as export_as
from annotator.exchange.exporting import lost_in
from annotator.exchange.html_report.report import write_report
from annotator.exchange.measures_export import export_measures
from annotator.exchange.wanted import Wanted
from annotator.measures.tables import not_set
from annotator.study import open_study
from annotator.study.processes import cores
from annotator.study.settings import CONSENSUS


def export(arguments: Namespace) -> Answer:
    """Write the tables of a study, or its codings as files of another program."""
    study = open_study(arguments.study)
    wanted = Wanted(
        format=arguments.format,
        sessions=None if arguments.sessions is None else tuple(arguments.sessions),
        coders=coders_wanted(arguments),
        comments=arguments.comments,
        raw_text=arguments.raw_text,
        decimal_comma=arguments.decimal_comma,
    )
    lost = lost_in(wanted.format)
    for one in lost:
        warn(one)
    with working("exporting") as (progress, tell):
        files = export_as(study, arguments.out, wanted, processes=cores(), progress=progress, warn=tell)
    return Answer({"files": [str(file) for file in files], "lost": lost}, [f"Wrote {file}." for file in files])


def coders_wanted(arguments: Namespace) -> tuple[str, ...] | None:
    """Return whose codings are wanted; None: everybody's."""
    coders = (CONSENSUS,) if arguments.consensus else arguments.coders
    return None if coders is None else tuple(coders)


def measures(arguments: Namespace) -> Answer:
    """Write the tables of measures, and say what the lab has not decided yet."""
    study = open_study(arguments.study)
    with working("measuring") as (progress, tell):
        files = export_measures(study, arguments.out, processes=cores(), progress=progress, warn=tell)
    missing = {name: list(needs) for name, needs in not_set(study.settings, study.codebook)}
    lines = [f"Wrote {file}." for file in files]
    lines += [f"{name} is empty: {' and '.join(needs)} not set. {_SET}" for name, needs in missing.items()]
    return Answer({"files": [str(file) for file in files], "not_set": missing}, lines)


def report(arguments: Namespace) -> Answer:
    """Write the report of a study, or of one session."""
    study = open_study(arguments.study)
    with working("reporting") as (progress, tell):
        file = write_report(
            study,
            arguments.out,
            arguments.session,
            comments=arguments.comments,
            progress=progress,
            warn=tell,
        )
    return Answer({"file": str(file)}, [f"Wrote {file}."])


_SET = "Say in study.toml, under analysis.measures, which codes are meant (docs/guide.md)."
