"""`annotator people | plan | assign | mine`: who leads, who codes what, and what coders do not see."""

from argparse import Namespace

from annotator.cli.answer import Answer
from annotator.errors import StudyError
from annotator.study import Study, open_study
from annotator.study import plan as plans
from annotator.study.blind import sees
from annotator.study.people import check_leads, check_person, has_roles, set_blind, set_leads, set_private
from annotator.study.people import people as people_of
from annotator.study.plan import Draft, Own
from annotator.study.rounds import begin_round, rounds
from annotator.study.settings import STUDY_FILE, Blind, StudyFile, read_study_file
from annotator.study.unreadable import unless_broken
from annotator.text import count, percent

_UNBLIND = {
    "never": "never",
    "submitted": "once both have submitted the session",
    "now": "now",
}


def check_asked(arguments: Namespace) -> None:
    """Refuse what is not for whoever asks: a coder of a study with leads, or somebody who is not named.

    Raises:
        StudyError: saying so.
    """
    named = getattr(arguments, arguments.names_study)
    for folder in named if isinstance(named, list) else [named]:
        said = unless_broken(read_study_file, folder) if (folder / STUDY_FILE).is_file() else None
        if not isinstance(said, StudyFile) or not said.leads:  # whatever is wrong with it, the command says so
            continue
        study, person = open_study(folder), arguments.person
        if not person:
            raise StudyError("It is not said who you are.", f"Name yourself by --as: {', '.join(people_of(study))}.")
        check_person(study, person)
        if arguments.asked == "leads":
            check_leads(study, person)
        elif arguments.asked == "results" and not sees(study, person).results:
            raise StudyError(f"{person} works blind in this study.", "Ask a lead for what all codings say.")


def people(arguments: Namespace) -> Answer:
    """Show or set who leads and what coders do not see."""
    study, person = open_study(arguments.study), arguments.person
    if not has_roles(study):
        person = person or next(iter(arguments.leads or ()), "")  # who names the first leads is one of them
    blind = study.said.blind
    asked = Blind(
        variables=blind.variables if arguments.blind is None else tuple(arguments.blind),
        recording_names=blind.recording_names if arguments.blind_recordings is None else arguments.blind_recordings,
        unblind=arguments.unblind or blind.unblind,
    )
    if asked != blind:
        set_blind(study, asked, person)
    if arguments.private is not None:
        set_private(study, arguments.private, person)
    if arguments.leads is not None:  # last: a lead may hand over to another
        set_leads(study, arguments.leads, person)
    said = study.said
    document = {"leads": said.leads, "coders": said.coders, "blind": said.blind, "private": said.private}
    hidden = [*said.blind.variables, *(["names of recordings"] if said.blind.recording_names else [])]
    lines = [
        f"Leads: {', '.join(said.leads) or 'nobody, so that everybody sees everything'}",
        f"Coders: {', '.join(said.coders) or 'nobody'}",
        f"Coders do not see: {', '.join(hidden) or 'nothing is marked blind'}",
        f"Coders see each other's codings: {_UNBLIND[said.blind.unblind]}",
    ]
    private = [f"Private, and in no package for coders: {', '.join(said.private)}"] if said.private else []
    there = {name for session in study.sessions() for name in session.variables}
    named = dict.fromkeys((*said.blind.variables, *said.private))
    unknown = [f"No session has the variable {one} yet." for one in named if one not in there]
    return Answer(document, [*(lines if said.leads else lines[:2]), *private, *unknown])


def plan(arguments: Namespace) -> Answer:
    """Show who codes what, or draw it and keep it, or only say what it would be."""
    study, person = open_study(arguments.study), arguments.person
    check_leads(study, person)
    known = study.said.plan
    draws = (
        arguments.extend
        or arguments.anew
        or arguments.share is not None
        or arguments.seed is not None
        or arguments.coders
    )
    if arguments.extend and known is None:
        raise StudyError("The study has no plan yet.", "Give --share, --seed and --coders.")
    if not draws:
        return _shown(study)
    share = arguments.share if arguments.share is not None else known.share if known else None
    seed = arguments.seed if arguments.seed is not None else known.seed if known else None
    if share is None or seed is None:
        raise StudyError("A plan needs a share and a seed.", "Give --share, such as 0.25, and --seed, such as 7.")
    coders = arguments.coders or study.coders
    made = plans.draw(study, coders, share, seed, anew=arguments.anew)
    if not arguments.dry_run:
        made = plans.make_plan(study, coders, share, seed, person, anew=arguments.anew)
    head = "This would be the plan" if arguments.dry_run else "The plan is kept in study.toml"
    return Answer(_document(made), [f"{head}, by seed {seed}:", *_lines(made)])


def _shown(study: Study) -> Answer:
    known = study.said.plan
    assigned = plans.assigned(study)
    if known is None and not assigned:
        return Answer({"plan": None, "assigned": ()}, ["Nothing is assigned yet."])
    lines = [f"{coder}: {', '.join(one.session for one in assigned if one.coder == coder)}" for coder in study.coders]
    twice, sessions = plans.reached(study)
    lines.append(f"{twice} of {count(sessions, 'session')} are submitted by two.")
    return Answer({"plan": known, "assigned": assigned, "reached": twice, "sessions": sessions}, lines)


def _document(made: Draft) -> dict[str, object]:
    coders = {coder: dict(zip(("sessions", "twice"), made.of(coder), strict=True)) for coder in made.plan.coders}
    sessions, twice = len(made.sessions), made.twice
    return {
        "plan": made.plan,
        "new": made.new,
        "kept": made.kept,
        "sessions": sessions,
        "twice": twice,
        "coders": coders,
    }


def _lines(made: Draft) -> list[str]:
    share = f" ({percent(made.twice / len(made.sessions))})" if made.sessions else ""
    lines = [f"{made.twice} of {count(len(made.sessions), 'session')}{share} are coded by two."]
    for coder in made.plan.coders:
        number, twice = made.of(coder)
        new = [one.session for one in made.new if one.coder == coder]
        lines.append(
            f"{coder}: {count(number, 'session')}, {twice} of them also by another; new: {', '.join(new) or '–'}"
        )
    return lines


def assign(arguments: Namespace) -> Answer:
    """Give a session to a coder, or take it off the coder's list."""
    study, session, coder = open_study(arguments.study), arguments.session, arguments.coder
    (plans.take_off if arguments.off else plans.assign)(study, session, coder, arguments.person)
    done = (
        f"{coder} was taken off {session}." if arguments.off else f"{session} is the last on the list of {coder} now."
    )
    return Answer({"session": session, "coder": coder, "assigned": not arguments.off}, [done])


def recode(arguments: Namespace) -> Answer:
    """Let a coder code a session once more, or list what was coded in several rounds."""
    study, session, coder = open_study(arguments.study), arguments.session, arguments.coder
    if session is None:
        check_leads(study, arguments.person)
        return _rounds(study)
    if coder is None:
        raise StudyError("It is not said who codes it again.", "Name a session and a coder, such as S001 KM.")
    coding = begin_round(study, session, coder, arguments.person)
    line = f"{coder} codes {session} once more ({coding}), and does not see the coding before until it is submitted."
    return Answer({"session": session, "coder": coder, "coding": coding}, [line])


def _rounds(study: Study) -> Answer:
    found = rounds(study)
    lines = [
        f"{one.session} by {one.coding}: "
        + (one.problem or f"{count(one.events, 'event')}, {'submitted' if one.is_submitted else 'not submitted'}")
        + ("" if one.days is None else f", begun {one.days:g} days after the round before")
        for one in found
    ]
    return Answer({"rounds": found}, lines or ["Nobody has coded a session more than once."])


def mine(arguments: Namespace) -> Answer:
    """List the sessions of a coder in their order."""
    study, coder = open_study(arguments.study), arguments.person
    if coder not in study.coders:
        raise StudyError(f"The study has no coder {coder}.", f"Choose from {', '.join(study.coders) or 'none'}.")
    own = plans.mine(study, coder)
    comes = plans.next_of(own)
    lines = [f"{number}. {one.session}: {one.state}{_again(one)}" for number, one in enumerate(own, start=1)]
    document = {"coder": coder, "sessions": own, "next": comes}
    return Answer(document, [*lines, f"Next: {comes}" if comes else "Nothing is left to code."])


def _again(one: Own) -> str:
    return f" (round {one.round})" if one.round > 1 else ""
