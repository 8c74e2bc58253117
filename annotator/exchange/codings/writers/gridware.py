"""Codings as trajectories of GridWare: a .gwf that lists them, and a .trj for each coding.

A simple form is written: each set of codes that exclude each other is a variable, and each state outside any set is
one that is on or not; the episode is one too. Which two of them span the grid is chosen in GridWare.
"""

from collections.abc import Iterator, Mapping, Sequence

from annotator.exchange.codings.foreign import OF_EPISODE, ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.readers.gridware import NOTHING
from annotator.exchange.codings.times import seconds_text
from annotator.exchange.codings.writers.pieces import FileNames
from annotator.exchange.templates.scheme import Scheme
from annotator.progress import Progress

LOSES = (
    "Points are not written: a trajectory is made of what lasts.",
    "Answers and comments are not written, and who does it only where several people do what is called alike: each "
    "has a variable then, such as “infant Smile”.",
    "Where states of one variable overlap, the one that began last counts.",
    "Two states of one code that touch become one.",
    "A state that still runs ends with the coding.",
    "States whose code is not in the codebook are not written, but for the episodes.",
    "Tabs and line ends in names become blanks, and a name that is -- stands in parentheses.",
    "Times are seconds; GridWare does not note what they are counted in.",
    "GridWare itself was not tried on these files.",
)
_EPISODE = "episode"


def write(codings: ForeignCodings, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield a .trj for each coding, and at last gridware.gwf, which lists them.

    Args:
        codings: of which the observations are read once; times in ms, ends are the first moment at which it is over.
        progress: told of every coding; it may raise to stop.
    """
    variables = variables_of(codings.scheme)
    names = list(dict.fromkeys([*variables.values(), _EPISODE]))
    files = FileNames()
    listed = ["session\tcoder\tFilename"]
    for one in codings.observations:
        progress(0.0)
        file = f"{files.of(one)}.trj"
        yield file, _bytes(_rows(one, variables, names))
        listed.append(f"{one.session}\t{one.coder}\t{file}")
    yield "gridware.gwf", _bytes(listed)


def _bytes(rows: Sequence[str]) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode(errors="replace")


def variables_of(scheme: Scheme) -> dict[tuple[str, str], str]:
    """Return the variable of each code that lasts, by its name and who does it: each person has variables apart."""
    lasting = [code for code in scheme.codes if code.kind == "state"]
    people: dict[str, set[str]] = {}
    for code in lasting:
        people.setdefault(_in_a_cell(code.channel or code.name), set()).add(code.actor)
    found: dict[tuple[str, str], str] = {}
    for code in lasting:
        name = _in_a_cell(code.channel or code.name)
        whole = _in_a_cell(f"{code.actor} {name}") if len(people[name]) > 1 else name
        found[code.name, code.actor] = f"{whole} (code)" if whole == _EPISODE else whole
    return found


def _in_a_cell(name: str) -> str:
    plain = " ".join(name.split()) or "x"
    return f"({plain})" if plain == NOTHING else plain


def _rows(observation: Observation, variables: Mapping[tuple[str, str], str], names: Sequence[str]) -> list[str]:
    """Return the lines of a trajectory: its variables, then a row for each moment at which one of them changes."""
    states: dict[str, list[ForeignEvent]] = {name: [] for name in names}
    for event in observation.events:
        of_code = variables.get((event.code, event.who)) or variables.get((event.code, ""))
        variable = of_code or (_EPISODE if event.code.startswith(OF_EPISODE) else None)
        if variable is not None and event.kind != "point":
            states[variable].append(event)
    last_ms = max(0, observation.close_ms)
    changes = {name: _changes(those, last_ms) for name, those in states.items()}
    began = [observation.start_ms or 0, *(at for one in changes.values() for at in one)]
    rows, now = ["\t".join(["onset", *names])], dict.fromkeys(names, NOTHING)
    for at_ms in sorted({min(began), *began} - {last_ms}):
        now |= {name: one[at_ms] for name, one in changes.items() if at_ms in one}
        rows.append("\t".join([seconds_text(at_ms), *now.values()]))
    return [*rows, "\t".join([seconds_text(last_ms), *("" for _ in names)])]


def _changes(states: Sequence[ForeignEvent], last_ms: int) -> dict[int, str]:
    """Return what is on from each moment on at which that changes; of several states the one that began last."""
    spans = sorted(
        (one.start_ms, one.end_ms if one.end_ms is not None else last_ms, _in_a_cell(one.code.removeprefix(OF_EPISODE)))
        for one in states
        if one.start_ms is not None
    )
    moments = sorted({moment for start, end, _ in spans if end > start for moment in (start, end)})
    changes: dict[int, str] = {}
    on: list[tuple[int, int, str]] = []
    was, begun = NOTHING, 0
    for at_ms in moments:
        while begun < len(spans) and spans[begun][0] <= at_ms:
            on.append(spans[begun])
            begun += 1
        on = [one for one in on if one[1] > at_ms]
        now = on[-1][2] if on else NOTHING
        if now != was:
            changes[at_ms] = was = now
    return changes
