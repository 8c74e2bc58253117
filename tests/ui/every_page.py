"""Every form of Study, also those that are made when somebody first wants them."""

from functools import cached_property

from ui.program import Program


def make_every_page(program: Program) -> None:
    """Make what a test about every widget has to see, although nobody has opened it."""
    study = program.study_workspace
    rooms = study.corrections, study.team, study.outputs, study.packages, study.table_steps
    for room in (study, *rooms):
        for name, made in vars(type(room)).items():
            if isinstance(made, cached_property):
                getattr(room, name)
