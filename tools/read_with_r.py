"""Export the sample study, and let R read it: `python -m tools.read_with_r` (needs Rscript with readr and haven)."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from annotator.demo import sample_study
from annotator.exchange.study_export import export_study
from annotator.exchange.wanted import Wanted
from annotator.study import open_study

SCRIPT = Path(__file__).with_suffix(".R")


def main() -> int:
    """Return 0 where R reads what was exported, 2 where R is missing."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        print("Rscript is missing: install R with readr and haven.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        study = open_study(sample_study(Path(folder)))
        wishes = {"csv": Wanted(), "comma": Wanted(decimal_comma=True), "sav": Wanted(format="sav")}
        for name, wanted in wishes.items():
            export_study(study, Path(folder) / name, wanted)
        return subprocess.run(
            [rscript, str(SCRIPT), *(str(Path(folder) / name) for name in wishes)], check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
