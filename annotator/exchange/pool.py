"""The studies of several labs as one data set: Parquet in folders by study and session, as readers of it expect them.

The layout is that of Hive: events/study=haifa/session=haifa-S001/part-0.parquet. DuckDB, pandas, pyarrow, the arrow
package of R and Spark take study and session from the names of the folders, and read only the folders that are asked
for.
"""

import contextlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from annotator.errors import StudyError, UserError
from annotator.exchange.consensus_csv import CONSENSUS_TABLES
from annotator.exchange.dictionary import Column, columns_of, data_dictionary
from annotator.exchange.formats.delimited import PROFILE, described_field
from annotator.exchange.formats.parquet import arrow, schema_of
from annotator.exchange.session_parts import coding_tables, read_sessions
from annotator.exchange.session_tables import excluded_table, said_of_variables, sessions_table, uncoded_row
from annotator.exchange.variable_names import variable_names
from annotator.exchange.wanted import Wanted
from annotator.exchange.write_files import NewFiles, csv_bytes
from annotator.progress import Progress, part_of
from annotator.study import Session, Study, open_study
from annotator.study.derived import lots
from annotator.study.files import check_id
from annotator.study.settings import CONSENSUS
from annotator.study.unreadable import unless_broken
from annotator.version import version

POOLED = (
    "sessions.csv",
    "excluded.csv",
    "events.csv",
    "episodes.csv",
    "summary.csv",
    "ratings.csv",
    "classifications.csv",
    "linear_scores.csv",
    "intervals.csv",
    "segments.csv",
    "looked_for.csv",
    *CONSENSUS_TABLES,
)
"""The tables of a pool, as an export names them. Those in wide form, which follow from the others, are not among them:
a file a session with a thousand columns would be read by nobody."""

_BY_CODEBOOK = frozenset(POOLED) - {"sessions.csv", "excluded.csv", *CONSENSUS_TABLES}
_OF_LAB, _OF_LABS = ("session", "coder", "from_coder", "accepted_coder"), "coders"
_STUDY = Column("study", "study", "id of the study in this pool, as in studies.csv", "text", "string", "", {})
_LAB = re.compile(r"[A-Za-z][A-Za-z0-9]{0,31}")
_WITHOUT_COMMENTS = Wanted(format="parquet")


class Lab(NamedTuple):
    """A study and what it is called in the pool: letters and digits, so that the first dash of an id ends it."""

    id: str
    folder: Path


class Pooled(NamedTuple):
    """What came of a pool: the files that were written, and why studies are not in it."""

    files: tuple[Path, ...]
    left_out: tuple[UserError, ...]


def pool(
    studies: Sequence[Path],
    out_dir: Path,
    labs: Sequence[str] = (),
    *,
    other_codebooks: bool = False,
    progress: Progress = lambda _share: None,
    warn: Callable[[UserError], object] = lambda _reservation: None,
) -> Pooled:
    """Write the tables of several studies as one data set. A study that cannot be read stops no other.

    The ids of sessions and coders get that of the lab in front, haifa-S001: those of two labs never meet. Comments stay
    out. The same studies give the same bytes. Few codings are in memory at a time.

    Args:
        studies: their folders; nothing in them is changed.
        out_dir: a folder that is empty or not there yet.
        labs: what each is called in the pool; without them, the beginning of each study's own id.
        other_codebooks: whether to take along studies with another codebook than that of the first that can be read:
            what only one of them has is empty for the others. Without it they are left out.
        progress: told the share done, 0 to 1; it may raise to stop, and then nothing is written.
        warn: told what is left out of the studies, and what of the rest cannot be.

    Raises:
        StudyError: if the names of the labs are not fit, out_dir is not empty, or no study can be pooled.
    """
    if out_dir.exists() and (not out_dir.is_dir() or any(out_dir.iterdir())):
        raise StudyError(f"{out_dir.name} is not empty; nothing was written.", "Choose a new folder.")
    opened, left_out = _opened(studies, labs)
    fitting = opened if other_codebooks else _of_one_codebook(opened, left_out)
    tables = _Tables(fitting)
    names: list[str] = []
    pooled: dict[Lab, Study] = {}
    # Nothing gets its own name before all is there: a pool that was stopped is none.
    with contextlib.ExitStack() as all_of_it:
        written = [NewFiles(out_dir) for _ in range(len(fitting) + 1)]
        for number, (lab, study) in enumerate(fitting.items()):
            told = part_of(progress, number / len(fitting), (number + 1) / len(fitting))
            try:
                with contextlib.ExitStack() as this:
                    names += _write(this.enter_context(written[number]), lab, study, tables, told, warn)
                    all_of_it.push(this.pop_all())
                pooled[lab] = study
            except UserError as error:
                left_out.append(_named(lab, error))
        if not pooled:
            raise StudyError("None of the studies can be pooled.", " ".join(map(str, left_out)))
        _describe(all_of_it.enter_context(written[-1]), pooled, tables, names)
    progress(1.0)
    return Pooled(tuple(path for one in written for path in one.written), tuple(left_out))


def _opened(studies: Sequence[Path], labs: Sequence[str]) -> tuple[dict[Lab, Study], list[UserError]]:
    if labs and len(labs) != len(studies):
        raise StudyError(f"There are {len(studies)} studies and {len(labs)} labs.", "Name a lab for each study.")
    for lab in labs:
        if not _LAB.fullmatch(lab):
            raise StudyError(f"“{lab}” cannot be the id of a lab.", "Use letters and digits only, a letter first.")
        check_id("lab", lab)
    if twice := [str(folder) for folder, n in Counter(map(Path.resolve, studies)).items() if n > 1]:
        raise StudyError(f"Given twice: {', '.join(twice)}.", "Name each study once, else its sessions count twice.")
    opened: dict[Lab, Study] = {}
    left_out: list[UserError] = []
    for place, folder in enumerate(studies):
        try:
            study = open_study(folder)
        except UserError as error:
            left_out.append(_named(Lab(labs[place] if labs else "", folder), error))
            continue
        opened[Lab(labs[place] if labs else _own_id(study), folder)] = study
    counted = Counter(lab.id.casefold() for lab in opened)
    if twice := [str(lab.folder) for lab in opened if counted[lab.id.casefold()] > 1]:
        raise StudyError(f"These have the same id: {', '.join(twice)}.", "Give each lab an id of its own.")
    return opened, left_out


def _own_id(study: Study) -> str:
    return f"s{re.sub('[^A-Za-z0-9]', '', study.place.id)[:8]}"


def _named(lab: Lab, error: UserError) -> UserError:
    return StudyError(f"left out: {' '.join(filter(None, (lab.id, str(lab.folder))))}. {error.what}", error.hint)


def _other_codebook(lab: Lab, study: Study, first: Lab, other: Study) -> UserError:
    ours, theirs = (f"{one.codebook.id} {one.codebook.version} ({one.codebook_hash[:8]})" for one in (study, other))
    what = f"Its codebook is {ours}, that of {first.id} is {theirs}."
    hint = "Bring it to the same version of the codebook, or ask for studies with other codebooks as well."
    return _named(lab, StudyError(what, hint))


def _of_one_codebook(opened: Mapping[Lab, Study], left_out: list[UserError]) -> dict[Lab, Study]:
    """Return the studies with the codebook of the first; the others are left out."""
    fitting: dict[Lab, Study] = {}
    for lab, study in opened.items():
        first, other = next(iter(fitting.items()), (lab, study))
        if study.codebook_hash == other.codebook_hash:
            fitting[lab] = study
        else:
            left_out.append(_other_codebook(lab, study, first, other))
    return fitting


class _Tables:
    """The columns of each table over all studies: those of all their codebooks and variables, each once."""

    def __init__(self, studies: Mapping[Lab, Study]) -> None:
        self._studies = tuple(studies.values())
        self._said = said_of_variables(one for study in self._studies for one in study.sessions())
        self.columns: dict[str, tuple[Column, ...]] = {}
        self._schemas: dict[str, pa.Schema] = {}
        empty = [coding_tables(study, (), {}, comments=False) for study in self._studies]
        for name in POOLED:
            if name in _BY_CODEBOOK:
                self._describe(name, [list(tables[name].columns) for tables in empty])

    def made(self, name: str, rows: pd.DataFrame) -> pa.Table:
        """Return rows with the columns that the table has in every study."""
        if name not in self.columns:
            columns = list(rows.columns)
            if name == "sessions.csv":  # this study may lack variables of the others
                columns = [*(one for one in columns if one not in self._said), *self._said]
            self._describe(name, [columns] * len(self._studies))
        columns_of_all = self.columns[name]
        whole = rows.reindex(columns=[one.made_as for one in columns_of_all])
        return arrow(whole, columns_of_all, self._schemas[name])

    def _describe(self, name: str, made: Sequence[Sequence[str]]) -> None:
        known: dict[str, Column] = {}
        for study, columns in zip(self._studies, made, strict=True):
            for one in columns_of(study.codebook, name, columns, self._said):
                known.setdefault(one.made_as, one)
        names = variable_names(known)
        self.columns[name] = tuple(one._replace(name=fit) for one, fit in zip(known.values(), names, strict=True))
        self._schemas[name] = schema_of(self.columns[name])


def _write(
    files: NewFiles,
    lab: Lab,
    study: Study,
    tables: _Tables,
    progress: Progress,
    warn: Callable[[UserError], object],
) -> list[str]:
    """Write the tables of one study; return the names of their files."""
    names: list[str] = []
    ids = study.session_ids()
    places, done = study.recordings.places(), 0
    for lot in lots(study, ids):
        part, _, read = read_sessions(study, lot, _WITHOUT_COMMENTS, places)
        for what, hint in part.said:
            warn(StudyError(f"{lab.id}: {what}", hint))
        sessions = [one for one in (unless_broken(study.session, name) for name in lot) if isinstance(one, Session)]
        settled = {one.id for one in sessions if CONSENSUS in study.coders_of(one.id)}
        uncoded = [uncoded_row(one.id) for one in sessions if not study.coders_of(one.id)]
        read["sessions.csv"] = sessions_table(sessions, part.codings, settled)
        read["excluded.csv"] = excluded_table([*part.excluded, *uncoded])
        for name in POOLED:
            if name in read and len(read[name]):
                names += _write_table(files, lab, name, read[name], tables)
        done += len(lot)
        progress(done / max(1, len(ids)))
    return names


def _write_table(files: NewFiles, lab: Lab, name: str, rows: pd.DataFrame, tables: _Tables) -> Iterator[str]:
    made = tables.made(name, _with_lab(rows, lab))
    sessions = made.column("session").to_pylist()
    within = made.drop_columns(["session"])
    begin = 0
    for place in range(1, len(sessions) + 1):
        if place == len(sessions) or sessions[place] != sessions[begin]:
            folder = f"{name.removesuffix('.csv')}/study={lab.id}/session={quote(sessions[begin], safe='')}"
            part = f"{folder}/part-0.parquet"
            with files.telling():
                parquet.write_table(within.slice(begin, place - begin), files.place(part))
            yield part
            begin = place


def _with_lab(rows: pd.DataFrame, lab: Lab) -> pd.DataFrame:
    def prefixed(value: object) -> object:
        return f"{lab.id}-{value}" if isinstance(value, str) and value else value

    def all_prefixed(value: object) -> object:
        return " ".join(f"{lab.id}-{one}" for one in value.split()) if isinstance(value, str) else value

    with_lab = rows.copy()
    for name in (*_OF_LAB, _OF_LABS):
        if name in rows:
            ids = [(all_prefixed if name == _OF_LABS else prefixed)(value) for value in rows[name].tolist()]
            with_lab[name] = pd.Series(ids, index=rows.index, dtype=object)
    return with_lab


def _describe(files: NewFiles, studies: Mapping[Lab, Study], tables: _Tables, names: Sequence[str]) -> None:
    """Write what stands beside the tables: of which studies they are, and what is in them."""
    files.append("studies.csv", csv_bytes(_studies(studies)))
    files.append("data_dictionary.csv", csv_bytes(_dictionary(list(studies.values()), tables.columns)))
    files.append("datapackage.json", _package(tables.columns, names))


def _studies(studies: Mapping[Lab, Study]) -> pd.DataFrame:
    """Return one row a study: what its numbers were made with."""
    rows = [
        {
            "study": lab.id,
            "study_id": study.place.id,
            "sessions": len(study.session_ids()),
            "program_version": version(),
            "codebook": study.codebook.id,
            "codebook_version": study.codebook.version,
            "codebook_sha256": study.codebook_hash,
            "score_intervals_s": f"{study.settings.intervals.length_ms / 1000:g}",
            "last_interval": study.settings.intervals.last,
        }
        for lab, study in studies.items()
    ]
    return pd.DataFrame(rows)


def _dictionary(studies: Sequence[Study], columns: Mapping[str, tuple[Column, ...]]) -> pd.DataFrame:
    tables = {name: (_STUDY, *columns[name]) for name in POOLED if name in columns}
    places = {name: name.removesuffix(".csv") for name in tables}
    first, *others = studies
    parts = [data_dictionary(first.codebook, tables, places)]
    parts += [data_dictionary(one.codebook, {}, {}) for one in others]
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)


def _package(columns: Mapping[str, tuple[Column, ...]], files: Sequence[str]) -> bytes:
    """Return what describes the files: Data Package 2.0; study and session stand in the names of folders."""
    places: dict[str, list[str]] = {}
    for path in files:
        places.setdefault(f"{path.partition('/')[0]}.csv", []).append(path)
    resources = [
        {
            "name": name.removesuffix(".csv"),
            "path": places[name],
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "schema": {"fields": [described_field(one) for one in (_STUDY, *columns[name])]},
        }
        for name in POOLED
        if name in places
    ]
    return json.dumps({"$schema": PROFILE, "resources": resources}, ensure_ascii=False, indent=1).encode() + b"\n"
