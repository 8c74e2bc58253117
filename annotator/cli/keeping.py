"""`annotator audit | review | share-check | retention | locks`: what a lab has to know of a study over the years."""

from argparse import Namespace

import msgspec

from annotator.cli.answer import Answer
from annotator.errors import StudyError
from annotator.exchange.audit_csv import export_audit
from annotator.study import Study, open_study
from annotator.study import share_check as checking
from annotator.study.codebook_review import codebook_review, review_line, take_tick_back, tick
from annotator.study.lock import OpenElsewhere, open_codings, take_over
from annotator.study.people import check_leads
from annotator.study.retention import due, due_line, remove_references, set_retention
from annotator.study.trail import Done, changes
from annotator.text import count


def audit(arguments: Namespace) -> Answer:
    """List every change of a study, or write it as a table."""
    study = open_study(arguments.study)
    chosen = {name: getattr(arguments, name) for name in ("session", "coder", "since", "what")}
    found = list(changes(study, **chosen, texts=arguments.comments))
    if arguments.out is not None:
        export_audit(found, arguments.out)
        return Answer({"changes": len(found), "file": str(arguments.out)}, [f"Wrote {arguments.out}."])
    return Answer({"changes": found}, [_line(one) for one in found] or ["Nothing was changed."])


def _line(one: Done) -> str:
    where = " ".join(filter(None, (one.session, one.coder if one.coder != one.who else "")))
    sides = f": {one.old or '(nothing)'} → {one.new or '(nothing)'}" if one.old or one.new else ""
    more = f" [{one.more}]" if one.more else ""
    return f"{one.at:%Y-%m-%d %H:%M:%S} {one.who or '?'} {where} {one.what}{sides}{more}".replace("  ", " ")


def review(arguments: Namespace) -> Answer:
    """List what changes of the codebook mean for each coding, after ticking one off where that is asked."""
    study, person = open_study(arguments.study), arguments.person
    check_leads(study, person)
    if arguments.tick is not None:
        session_id, coder = arguments.tick
        tick(study, session_id, coder, person)
    if arguments.untick is not None:
        session_id, coder = arguments.untick
        take_tick_back(study, session_id, coder, person)
    found = codebook_review(study)
    waiting = sum(one.needs_a_look for one in found)
    nothing = "Every coding was made with the codebook in use."
    lines = [*map(review_line, found), f"{count(waiting, 'coding')} to review." if found else nothing]
    return Answer({"version": study.codebook.version, "codings": found, "to_review": waiting}, lines)


def share_check(arguments: Namespace) -> Answer:
    """Say what in a study may tell who was recorded."""
    found = checking.share_check(open_study(arguments.study))
    lines = [f"{one.where}: {one.what} {one.hint}" for one in found]
    nothing = "Nothing was found that names people. Recordings show faces and hold voices all the same."
    return Answer({"findings": found}, lines or [nothing], int(bool(found)))


def retention(arguments: Namespace) -> Answer:
    """List until when recordings may be kept, set it, or take away where those that are due lie."""
    study = open_study(arguments.study)
    ids = arguments.session or study.session_ids()
    if arguments.until is not None or arguments.no_date:
        if not arguments.session:
            raise StudyError("It is not said of which sessions.", "Name them.")
        set_retention(study, dict.fromkeys(ids, None if arguments.no_date else arguments.until.date()))
    passed = [one for one in due(study, study.today()) if one.session in ids]
    if arguments.remove_references:
        return _remove(study, [one.session for one in passed], yes=arguments.yes)
    said = {one: study.session(one).keep_until for one in ids}
    lines = [f"{one}: {'no date' if day is None else f'until {day}'}" for one, day in said.items()]
    return Answer({"until": said, "due": passed}, [*lines, *map(due_line, passed)])


def _remove(study: Study, sessions: list[str], *, yes: bool) -> Answer:
    if not sessions:
        return Answer({"sessions": [], "cameras": 0}, ["Nothing is due."])
    named = ", ".join(sessions)
    if not yes:
        lines = [
            f"Due: {named}. With --yes the study no longer says where their recordings lie. Delete the files yourself."
        ]
        return Answer({"sessions": sessions, "cameras": 0}, lines)
    cameras = remove_references(study, sessions)
    done = (
        f"The study no longer names the place of {count(cameras, 'recording')} of {named}. Delete the files yourself."
    )
    return Answer({"sessions": sessions, "cameras": cameras}, [done])


def locks(arguments: Namespace) -> Answer:
    """List codings that are open somewhere, or take one over that a crash left open."""
    study = open_study(arguments.study)
    if arguments.take_over is not None:
        session_id, coder = arguments.take_over
        take_over(study.journal_path(session_id, coder))
        return Answer({"session": session_id, "coder": coder}, [f"{session_id} by {coder} can be opened again."])
    found = [one for session_id in study.session_ids() for one in open_codings(study.folder / "sessions" / session_id)]
    return Answer(
        {"open": [msgspec.structs.asdict(one) for one in found]}, [*map(_open_line, found)] or ["None is open."]
    )


def _open_line(one: OpenElsewhere) -> str:
    how = "open" if one.is_held else "left behind by a crash, or open where files cannot be locked"
    on = f" on {one.host}" if one.host else ""
    return f"{one.session} by {one.coder}: {how}{on} since {one.since:%Y-%m-%d %H:%M} UTC"
