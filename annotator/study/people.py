"""Who works in a study: its leads, who see and arrange everything, and its coders, who work blind.

A person is the id of a coder or of a lead. A study without leads has no roles: everybody sees and does everything.
Roles in a folder that all can read are a promise between people, and no lock.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec
import tomlkit

from annotator.errors import StudyError
from annotator.study.deed_parts import study_text
from annotator.study.deeds import carry_out, deed
from annotator.study.files import check_new
from annotator.study.settings import Blind, check_person_id
from annotator.study.study import Study

Role = Literal["lead", "coder", ""]
"""What somebody is in a study with leads; "" is neither."""


def has_roles(study: Study) -> bool:
    """Whether the study has leads, so that its coders work blind."""
    return bool(study.said.leads)


def role_of(study: Study, person: str) -> Role:
    """Return what a person is; who leads and codes is a lead."""
    said = study.said
    return "lead" if person in said.leads else "coder" if person in said.coders else ""


def leads_everything(study: Study, person: str) -> bool:
    """Whether a person sees and arranges everything: a lead, or anybody in a study without leads."""
    return not has_roles(study) or role_of(study, person) == "lead"


def people(study: Study) -> dict[str, Role]:
    """Return everybody whom somebody at this computer can be, leads first, with what they are."""
    return {one: role_of(study, one) for one in (*study.said.leads, *study.said.coders)}


def check_person(study: Study, person: str) -> None:
    """Refuse somebody whom a study with leads does not know; "" is somebody who was not named.

    Raises:
        StudyError: saying who is known.
    """
    if has_roles(study) and not role_of(study, person):
        what = f"The study knows no {person}." if person else "It is not said who you are."
        raise StudyError(what, f"Choose from {', '.join(people(study))}.")


def check_leads(study: Study, person: str) -> None:
    """Refuse what only a lead does; a study without leads refuses nothing, so that anybody names the first.

    Raises:
        StudyError: if the study has leads and the person is none of them.
    """
    check_person(study, person)
    if not leads_everything(study, person):
        leads = ", ".join(study.said.leads)
        raise StudyError(f"{person} is no lead of this study.", f"Ask a lead to do it: {leads}.")


def set_leads(study: Study, leads: Sequence[str], person: str = "") -> tuple[str, ...]:
    """Say who leads from now on; return who did, with whom the same function takes it back. None: no roles any more.

    Args:
        study: the study.
        leads: their ids; a coder may lead, too.
        person: who says it.

    Raises:
        StudyError: if an id cannot be one, the person is no lead, or study.toml cannot be written.
    """
    with study.putting_right():
        check_leads(study, person)
        before = study.said.leads
        for number, lead in enumerate(leads):
            check_person_id("lead", lead)
            check_new("lead", lead, leads[:number])
            check_new("coder", lead, [one for one in study.coders if one != lead])
        if tuple(leads) != before:
            text = study_text(study, lambda said: said.update(leads=list(leads)))
            carry_out(study.folder, deed("set leads", [text], old=before, new=leads, person=person))
    return before


def set_blind(study: Study, blind: Blind, person: str = "") -> Blind:
    """Say what coders do not see; return what it was, with which the same function takes it back.

    Raises:
        StudyError: if the person is no lead, or study.toml cannot be written.
    """
    with study.putting_right():
        check_leads(study, person)
        before = study.said.blind
        if blind != before:
            new = msgspec.to_builtins(blind)
            text = study_text(study, lambda said: said.update(blind=tomlkit.item(new)))
            old = msgspec.to_builtins(before)
            carry_out(study.folder, deed("set what coders do not see", [text], old=old, new=new, person=person))
    return before


def set_private(study: Study, variables: Sequence[str], person: str = "") -> tuple[str, ...]:
    """Say which variables of the sessions never leave the lab in a package for coders; return which did not before.

    Raises:
        StudyError: if the person is no lead, or study.toml cannot be written.
    """
    with study.putting_right():
        check_leads(study, person)
        before, new = study.said.private, tuple(dict.fromkeys(variables))
        if new != before:
            text = study_text(study, lambda said: said.update(private=list(new)))
            carry_out(study.folder, deed("set private variables", [text], old=before, new=new, person=person))
    return before
