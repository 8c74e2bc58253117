"""What a person sees of a study: the one question that windows, tables and exports ask before they show anything.

In a study with leads a coder sees their own codings only, no agreement, and nothing that the lab has marked blind. In a
shared folder this is a promise between people: whoever opens the files with another program can read them.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from msgspec.structs import replace

from annotator.errors import UserError
from annotator.model.coding import Coding
from annotator.study.people import leads_everything
from annotator.study.round_ids import person_of
from annotator.study.rounds import recoding
from annotator.study.session import Session
from annotator.study.settings import CONSENSUS, Blind
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person sees of a study, as its study.toml says it when this is made.

    Attributes:
        person: who; "" is somebody who was not named.
        sees_all: whether that is everything: a lead, or a study without leads.
        recording_names: whether the names of the recordings are shown; see camera_alias and told for what is instead.
        agreement: whether it is shown how coders agree.
        results: whether results, exports and reports are shown, which hold all codings and all variables.
    """

    person: str
    sees_all: bool
    recording_names: bool
    agreement: bool
    results: bool
    _study: Study
    _blind: Blind
    _aliases: Mapping[str, str] = field(default_factory=dict)

    def coding(self, session_id: str, coder: str) -> bool:
        """Whether a coding is shown at all, even that there is one.

        Whoever codes a session once more sees nothing of it but that round. It may read codings: not for the window's
        thread.
        """
        if self.person and person_of(coder) == self.person:
            return self.opens(session_id, coder) == coder
        if self.sees_all:
            return True
        if self._blind.unblind == "never" or recoding(self._study, session_id, self.person):
            return False
        if self._blind.unblind == "now":
            return True
        if not self._is_submitted(session_id, self.person):
            return False
        return coder == CONSENSUS or self._is_submitted(session_id, coder)

    def opens(self, session_id: str, coder: str) -> str:
        """Return which coding is opened where this one is asked for: of whoever codes it once more, that round.

        Whoever was not named is taken for the coder. It reads codings: not for the window's thread.
        """
        own = self.person in ("", person_of(coder))
        return (own and recoding(self._study, session_id, person_of(coder))) or coder

    def variable(self, name: str) -> bool:
        """Whether a variable of the sessions is shown."""
        return self.sees_all or name not in self._blind.variables

    def session(self, session: Session) -> Session:
        """Return a session as it is shown: without variables that are hidden, and notes, which are for leads."""
        if self.sees_all:
            return session
        shown = {name: value for name, value in session.variables.items() if self.variable(name)}
        return replace(session, variables=shown, notes="")

    def told(self, text: str) -> str:
        """Return a text with no name of a recording in it that is hidden: camera 1 of S001 stands there instead."""
        if not self._aliases:
            return text
        names = sorted(self._aliases, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, names)), lambda found: self._aliases[found[0]], text)

    @property
    def why(self) -> str:
        """Why something is not shown, a sentence; "" where everything is."""
        if self.sees_all:
            return ""
        return f"{self.person or 'Whoever is not named'} works blind: a lead of this study sees this."

    def _is_submitted(self, session_id: str, coder: str) -> bool:
        coding = unless_broken(self._study.read_coding, session_id, coder)
        return isinstance(coding, Coding) and coding.is_submitted


def sees(study: Study, person: str) -> Sight:
    """Return what a person sees of a study; "" is somebody who was not named, who sees what any coder does.

    Where names of recordings are hidden it reads all sessions: not for the window's thread.
    """
    blind, sees_all = study.said.blind, leads_everything(study, person)
    return Sight(
        person=person,
        sees_all=sees_all,
        recording_names=sees_all or not blind.recording_names,
        agreement=sees_all or blind.unblind == "now",
        results=sees_all or (blind.unblind == "now" and not blind.variables and not blind.recording_names),
        _study=study,
        _blind=blind,
        _aliases=dict(_aliases(study)) if blind.recording_names and not sees_all else {},
    )


def camera_alias(number: int) -> str:
    """Return what stands in the place of the name of a recording.

    Args:
        number: the camera, from 0.

    >>> camera_alias(0)
    'Camera 1'
    """
    return f"Camera {number + 1}"


def _aliases(study: Study) -> Iterator[tuple[str, str]]:
    """Yield what recordings are called in messages, whole paths and names alone, and what is said instead."""
    for session_id in study.session_ids():
        session = unless_broken(study.session, session_id)
        if isinstance(session, UserError):
            continue
        for number, camera in enumerate(session.cameras):
            alias = f"camera {number + 1} of {session_id}"
            for file in () if camera.removed else camera.files:  # where it lay is told no more
                path = os.path.normpath(study.folder / file)
                yield from ((said, alias) for said in (file, path, PurePath(file).name) if said)
