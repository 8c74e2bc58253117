"""All pages of Results, and how one is made of a study."""

from collections.abc import Callable
from typing import NamedTuple

from annotator.measures.tables import rules_of
from annotator.progress import Progress
from annotator.report.results.behaviour import behaviour_page, lengths_page
from annotator.report.results.chosen import Filters, Looked, codings_of
from annotator.report.results.judged import classes_table, scales_page
from annotator.report.results.page import Asked, Page, fill
from annotator.report.results.ruled import answers_page, sequences_page, waits_page
from annotator.report.results.sample import sample_table
from annotator.report.results.table import ResultTable
from annotator.report.results.views import groups_page, persons_page, reunions_page
from annotator.study import Study
from annotator.study.settings import read_study_file

SAMPLE, CLASSES = "sample", "classes"

TITLES = {
    SAMPLE: "Sample and exclusions",
    "lengths": "Observed lengths",
    "behaviour": "Behaviour by episode",
    "waits": "Latencies and crying",
    "answers": "Responsiveness",
    "sequences": "Sequences",
    CLASSES: "Distribution of classes",
    "scales": "Scales by episode",
    "reunions": "Reunions",
    "persons": "Person by person",
    "groups": "Codes by heading",
}
"""The pages by their names, in order."""

RULED = ("waits", "answers", "sequences")
"""The pages whose numbers need rules of the lab."""

_PAGES: dict[str, Callable[[Asked], Page]] = {
    "lengths": lengths_page,
    "reunions": reunions_page,
    "behaviour": behaviour_page,
    "persons": persons_page,
    "groups": groups_page,
    "waits": waits_page,
    "answers": answers_page,
    "sequences": sequences_page,
    "scales": scales_page,
}


class Made(NamedTuple):
    """A page as it was made: of what, what was left out on the way, and its table."""

    page: str
    filters: Filters
    looked: Looked
    table: ResultTable


def make_page(study: Study, page: str, filters: Filters, progress: Progress = lambda _share: None) -> Made:
    """Make a page of the codings and settings as they are on the disk now, whoever has changed them.

    Raises:
        StudyError: if study.toml cannot be read.
    """
    codebook, settings, looked = study.codebook, read_study_file(study.folder).analysis, Looked()
    asked = Asked(codebook, settings, rules_of(settings, codebook), filters)
    codings, title = codings_of(study, filters, looked, progress), TITLES[page]
    if page == SAMPLE:
        table = sample_table(title, asked, codings, looked.left_out, study.sessions())
    elif page == CLASSES:
        table = classes_table(title, asked, codings)
    else:
        table = fill(title, _PAGES[page](asked), codings, filters)
    return Made(page, filters, looked, table)
