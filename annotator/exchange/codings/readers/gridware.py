"""Trajectories of GridWare: a .gwf, which is a table of them, with each beside it; or a single .trj.

A row of a trajectory is a moment at which something changes, with the value of each variable from then on. A value
lasts until its variable has another, whatever the other variables do; the last row, without values, is the end.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from annotator.errors import FormatError
from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.times import ms_of_ms, ms_of_seconds
from annotator.exchange.front_door import ForeignFile, open_foreign
from annotator.exchange.lines import lines_of
from annotator.exchange.templates.scheme import Scheme, SchemeCode, check_count
from annotator.exchange.told import Told
from annotator.text import plain

Unit = Literal["", "s", "ms"]
"""What times are counted in; "" where nobody has said it and it is guessed aloud."""

NOTHING = "--"
_FILE_NAME = "filename"
_MOST_TRAJECTORIES = 2000
_MOST_VARIABLES = 200
_LONG_AS_MS = 10_000
"""A trajectory that lasts longer is one in ms: as seconds it would be nearly three hours, as ms it is ten seconds."""


def read(file: ForeignFile, unit: Unit = "") -> ForeignCodings:
    """Return what the trajectories say: a state “variable: value” for each stretch, times in ms.

    Args:
        file: a project (.gwf) or one trajectory (.trj).
        unit: of the times in the files. They do not say it: without it, times with a decimal point are taken for
            seconds and others by how long the longest lasts; a doubt tells which.

    Raises:
        FormatError: if it is neither, or beyond the bounds.
    """
    told = Told()
    is_project = file.name.lower().endswith(".gwf")
    found = list(_of_project(file, told)) if is_project else [_Trajectory(file, {}, NOTHING)]
    rows = [row for one in found for row in one.rows]
    doubts = []
    if not unit:
        unit = _guessed(rows)
        doubts.append(_said_of(unit, rows))
    observations = []
    codes: dict[str, str] = {}
    for place, one in enumerate(found):
        file.progress(place / len(found))
        observations.append(one.observation(unit, told, codes))
        check_count(file.name, len(codes))
    scheme = Scheme(file.path.stem, "GridWare")
    scheme.codes += [SchemeCode(code, "state", variable, channel=variable) for code, variable in codes.items()]
    return ForeignCodings("GridWare", observations, scheme, told.sentences(), tuple(doubts))


def _guessed(rows: Iterable[Sequence[str]]) -> Unit:
    times = [row[0] for row in rows]
    if any("." in one or "," in one for one in times):
        return "s"
    return "ms" if max((abs(ms_of_ms(one) or 0) for one in times), default=0) > _LONG_AS_MS else "s"


def _said_of(unit: Unit, rows: Sequence[Sequence[str]]) -> str:
    last = plain(max((row[0] for row in rows), key=lambda one: ms_of_ms(one) or 0, default="0"), 40)
    named = "seconds" if unit == "s" else "milliseconds"
    return f"The files do not say what times are counted in: they were taken for {named}; the last is {last}."


class _Trajectory:
    """One trajectory, as text.

    Args:
        file: what it is in.
        said: what the project says of it.
        nothing: what stands where nothing was coded.
    """

    def __init__(self, file: ForeignFile, said: Mapping[str, str], nothing: str) -> None:
        self._file, self._said, self._nothing = file, said, nothing
        lines = lines_of(file)
        self._numbered = [(number, line.split("\t")) for number, line in enumerate(lines, 1) if line.strip()]
        self._names: list[str] = []
        if self._numbered and ms_of_seconds(self._numbered[0][1][0]) is None:
            self._names = [one.strip() for one in self._numbered.pop(0)[1][1:]]
        check_count(file.name, max((len(row) for _, row in self._numbered), default=0), "variables", _MOST_VARIABLES)

    @property
    def rows(self) -> list[list[str]]:
        """The rows, without that of the names."""
        return [row for _, row in self._numbered]

    def observation(self, unit: Unit, told: Told, codes: dict[str, str]) -> Observation:
        """Return what it says; told hears of rows without a time, codes of the variable of each code."""
        moments: list[tuple[int, int, list[str]]] = []
        for number, (time, *values) in self._numbered:
            at_ms = ms_of_seconds(time) if unit == "s" else ms_of_ms(time)
            if at_ms is None:
                told.say(f"{self._file.name}, line {number}: its time is no time within a week.", "rows")
            else:
                moments.append((number, at_ms, [one.strip() for one in values]))
        end_ms = moments[-1][1] if moments and not any(moments[-1][2]) else None
        events: list[ForeignEvent] = []
        for place in range(max((len(values) for _, _, values in moments), default=0)):
            variable = self._names[place] if place < len(self._names) else f"variable {place + 1}"
            states = list(self._states(place, variable, moments))
            codes.update(dict.fromkeys((one.code for one in states), variable))
            events += states
        events.sort(key=lambda one: one.start_ms or 0)
        return Observation(
            self._file.path.stem,
            tuple(events),
            start_ms=moments[0][1] if moments else None,
            end_ms=end_ms,
            variables=tuple((name, value) for name, value in self._said.items() if value),
        )

    def _states(
        self, place: int, variable: str, moments: Sequence[tuple[int, int, list[str]]]
    ) -> Iterator[ForeignEvent]:
        on, begun, row = "", 0, 0
        for number, at_ms, values in moments:
            value = values[place] if place < len(values) else ""
            value = "" if value == self._nothing else value
            if value == on:
                continue
            if on:
                yield self._state(variable, on, begun, at_ms, row)
            on, begun, row = value, at_ms, number
        if on:
            yield self._state(variable, on, begun, None, row)

    def _state(self, variable: str, value: str, start_ms: int, end_ms: int | None, row: int) -> ForeignEvent:
        code = value if value == variable else f"{variable}: {value}"
        return ForeignEvent(code, start_ms, end_ms, "state", row=f"{self._file.name}, line {row}")


def _of_project(file: ForeignFile, told: Told) -> Iterator[_Trajectory]:
    """Yield the trajectories of a project that are found in its folder, or in the folder NAME_trjs beside it."""
    lines = [line.split("\t") for line in lines_of(file) if line.strip()]
    nothing = next((line[1] for line in lines if line[0] == "MissingValueSymbol" and len(line) > 1), NOTHING)
    begins = next((at for at, line in enumerate(lines) if _FILE_NAME in _small(line)), None)
    if begins is None:
        raise FormatError(
            f"{file.name} is no project of GridWare: no column is called Filename.", "Choose a .gwf file."
        )
    names = [one.strip() for one in lines[begins]]
    place = _small(names).index(_FILE_NAME)
    rows = [line for line in lines[begins + 1 :] if len(line) > place and not line[0].startswith("</")]
    check_count(file.name, len(rows), "trajectories", _MOST_TRAJECTORIES)
    for row in rows:
        name = row[place].strip().replace("\\", "/").rpartition("/")[2]
        found = _beside(file, name)
        if found is None:
            told.say(f"The trajectory {plain(name)} does not lie beside {file.name}.", "trajectories")
        else:
            said = {one: value.strip() for one, value in zip(names, row, strict=False) if one.lower() != _FILE_NAME}
            yield _Trajectory(found, said, nothing)


def _beside(file: ForeignFile, name: str) -> ForeignFile | None:
    if name in {"", ".", ".."} or len(name) > 200:
        return None
    folder = file.path.with_name(f"{file.path.stem}_trjs")
    inner = folder / name
    found = file.beside(name) or (open_foreign(inner) if inner.is_file() else None)
    return None if found is None else replace(found, encoding=file.encoding)


def _small(names: Sequence[str]) -> list[str]:
    return [one.strip().lower() for one in names]
