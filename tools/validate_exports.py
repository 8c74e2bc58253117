"""Export three studies and let the validators of the formats read them: `python -m tools.validate_exports`.

Those that are not on the PATH are skipped: frictionless and bids-validator-deno (from PyPI), psychds-validator.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from annotator.demo import sample_study
from annotator.demo_coders import many_coders_study
from annotator.exchange.study_export import export_study
from annotator.exchange.wanted import Wanted
from annotator.model.codebook.file import shipped_codebooks
from annotator.study import Study, create_study, open_study


class Validator(NamedTuple):
    """A program that says whether an export is what its format asks for; fault: what it prints only where it is not."""

    program: str
    wanted: tuple[Wanted, ...]
    file: str
    fault: str


VALIDATORS = (
    Validator(
        "frictionless validate",
        (Wanted(), Wanted(format="tsv"), Wanted(decimal_comma=True)),
        "datapackage.json",
        "INVALID",
    ),
    Validator("bids-validator-deno --ignoreWarnings", (Wanted(format="bids"),), "", "[ERROR]"),
    Validator("psychds-validator", (Wanted(format="psych-ds"),), "", "does not appear"),
)


def main() -> int:
    """Return 0 where the validators that are there find nothing, 1 where one finds something, 2 where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        empty = create_study(Path(folder) / "empty", "Empty", shipped_codebooks()["still_face"])
        studies = open_study(sample_study(Path(folder))), many_coders_study(Path(folder) / "many"), empty
        found = [one for study in studies for one in _validated(study, Path(folder) / "exports" / study.folder.name)]
    return 2 if not found else int(not all(found))


def _validated(study: Study, out: Path) -> Iterator[bool]:
    for validator in VALIDATORS:
        name, *options = validator.program.split()
        program = shutil.which(name)
        if program is None:
            print(f"{name} is missing: skipped.", file=sys.stderr)
            continue
        for number, wanted in enumerate(validator.wanted):
            folder = out / f"{wanted.format}-{number}"
            export_study(study, folder, wanted)
            command = [program, *options, str(folder / validator.file)]
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            is_valid = ended.returncode == 0 and validator.fault not in ended.stdout
            comma = ", decimal commas" * wanted.decimal_comma
            print(f"{name}: {study.folder.name} as {wanted.format}{comma}: {'valid' if is_valid else 'NOT valid'}")
            if not is_valid:
                print(ended.stdout, ended.stderr)
            yield is_valid


if __name__ == "__main__":
    sys.exit(main())
