"""`annotator preregister`: freeze what a lab plans, or read what was frozen."""

import secrets
from argparse import Namespace

from annotator.agreement.catalogue import STUDY
from annotator.agreement.whole_study.registered import departures, freeze_plan
from annotator.agreement.whole_study.study import whole_study
from annotator.cli.answer import Answer
from annotator.errors import StudyError
from annotator.exchange.preregistration_text import preregistration_text
from annotator.study import Study, open_study
from annotator.study.files import reason, write_new
from annotator.study.preregistration import MOST_SEED, Plan, PlannedStatistic, preregistrations


def preregister(arguments: Namespace) -> Answer:
    """Freeze a plan where one is given; print the newest, or write it as Markdown.

    Raises:
        StudyError: if nothing was frozen yet, a value cannot be, or a file cannot be written.
    """
    study = open_study(arguments.study)
    if arguments.sessions is not None:
        freeze_plan(study, _plan(study, arguments))
    found = preregistrations(study.folder)
    if not found:
        hint = "Give --sessions, how many are planned, and what else is planned."
        raise StudyError("Nothing was preregistered in this study yet.", hint)
    newest, differs = found[0], tuple(departures(study, whole_study(study), found[0]))
    text = preregistration_text(newest, study.session_ids(), differs)
    document = {
        "preregistration": newest,
        "drawn": newest.plan.drawn,
        "double_coded": newest.to_code_twice(study.session_ids()),
        "differs": differs,
        "frozen": [one.name for one in found],
    }
    if arguments.out is None:
        return Answer(document, text.splitlines())
    try:
        write_new(arguments.out, text.encode())
    except OSError as error:
        what = f"{arguments.out} cannot be written: {reason(error)}."
        raise StudyError(what, "Choose another name: nothing is overwritten.") from error
    return Answer(document, [f"Wrote {arguments.out}."])


def _plan(study: Study, arguments: Namespace) -> Plan:
    share = arguments.share if arguments.share is not None else 100 * (study.settings.agreement.double_share or 0.0)
    seed = secrets.randbelow(MOST_SEED + 1) if arguments.seed is None else arguments.seed
    statistics = tuple(_statistic(one) for one in arguments.statistic or ("kappa", "ppos", "f1", "icc"))
    return Plan(
        sessions=arguments.sessions,
        double_share=share / 100,
        seed=seed,
        statistics=statistics,
        notes=arguments.notes,
    )


def _statistic(text: str) -> PlannedStatistic:
    name, equals, asked = text.partition("=")
    if name not in STUDY:
        raise StudyError(f"There is no statistic {name}.", f"Choose from {', '.join(STUDY)}.")
    try:
        return PlannedStatistic(statistic=name, threshold=float(asked) if equals else None)
    except ValueError as error:
        raise StudyError(f"{asked} is no number.", "Write kappa=0.6, with a point.") from error
