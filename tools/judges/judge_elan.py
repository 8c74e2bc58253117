"""The schema of EAF 3.0, pympi and speach read the ELAN files. Run in its own environment."""

import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import xmlschema
from pympi.Elan import Eaf
from speach import elan
from verdict import Finding, Observations, drawn, main, same

_SCHEMA = Path(sys.prefix) / "EAFv3.0.xsd"


def judge(folder: Path, expected: Observations) -> Iterator[Finding]:
    """Look at every .eaf in the folder."""
    files = {name: folder / f"{one['session']}_{one['coder']}.eaf" for name, one in expected.items()}
    yield _valid(files)
    for package, annotations, below in (
        (f"pympi-ling {version('pympi-ling')}", _of_pympi, _below_of_pympi),
        (f"speach {version('speach')}", _of_speach, _below_of_speach),
    ):
        found = [(name, *one) for name, path in files.items() for one in annotations(path)]
        yield same(f"{package} finds the same annotations and times, to 1 ms", found, drawn(expected))
        answers = [(name, one) for name, path in files.items() for one in below(path)]
        due = [
            (name, answer)
            for name, one in expected.items()
            for event in one["events"]
            for answer in (*event["answers"].values(), event["comment"])
            if answer
        ]
        yield same(f"{package} finds the same answers and comments below them", answers, due)


def _valid(files: dict[str, Path]) -> Finding:
    schema = xmlschema.XMLSchema(str(_schema()), allow="local")
    faults = [f"{path.name}: {fault.reason}" for path in files.values() for fault in schema.iter_errors(str(path))]
    said = f"{len(files)} files, {len(faults)} faults {' '.join(faults[:2])}".rstrip()
    return Finding("valid by the schema of EAF 3.0 (xmlschema)", said, bool(files) and not faults)


def _schema() -> Path:
    """Return the schema: it lies among the tests of pympi, in the source that its package index has."""
    if not _SCHEMA.is_file():
        with tempfile.TemporaryDirectory() as scratch:
            asked = ["--no-deps", "--no-binary", ":all:", "--dest", scratch, f"pympi-ling=={version('pympi-ling')}"]
            subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", *asked], check=True)
            with tarfile.open(next(Path(scratch).glob("*.tar.gz"))) as source:
                member = next(one for one in source.getmembers() if one.name.endswith(f"test/{_SCHEMA.name}"))
                data = source.extractfile(member)
                assert data is not None
                _SCHEMA.write_bytes(data.read())
    return _SCHEMA


def _of_pympi(path: Path) -> Iterator[tuple[Any, ...]]:
    document = Eaf(str(path))
    for name, (aligned, _, attributes, _) in document.tiers.items():
        for begin, end, value, _ in aligned.values():
            times = document.timeslots[begin], document.timeslots[end]
            assert "PARENT_REF" not in attributes, name
            yield attributes.get("PARTICIPANT", ""), value, *times


def _below_of_pympi(path: Path) -> Iterator[str]:
    for _, referring, _, _ in Eaf(str(path)).tiers.values():
        yield from (value for _, value, _, _ in referring.values())


def _of_speach(path: Path) -> Iterator[tuple[Any, ...]]:
    for tier in elan.read_eaf(str(path)):
        if tier.time_alignable:
            for one in tier:
                yield tier.participant or "", one.value, one.from_ts.value, one.to_ts.value


def _below_of_speach(path: Path) -> Iterator[str]:
    for tier in elan.read_eaf(str(path)):
        if not tier.time_alignable:
            yield from (one.value for one in tier)


if __name__ == "__main__":
    main(judge)
