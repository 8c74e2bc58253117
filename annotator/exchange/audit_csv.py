"""Every change of a study as one CSV table."""

from collections.abc import Iterable
from datetime import UTC
from pathlib import Path

import pandas as pd

from annotator.errors import StudyError
from annotator.exchange.write_files import csv_bytes
from annotator.study.files import reason, write_new
from annotator.study.trail import Done

COLUMNS = ("at", "who", "session", "coder", "number", "what", "from", "to", "more")


def audit_table(found: Iterable[Done]) -> pd.DataFrame:
    """Return changes as a table, one a row; at is in UTC as ISO 8601."""
    rows = [
        (
            f"{one.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z",
            one.who,
            one.session,
            one.coder,
            one.number,
            one.what,
            one.old,
            one.new,
            one.more,
        )
        for one in found
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def export_audit(found: Iterable[Done], out: Path) -> None:
    """Write changes into a file that is not there yet.

    Raises:
        StudyError: if it is there, or cannot be written.
    """
    try:
        write_new(out, csv_bytes(audit_table(found)))
    except FileExistsError as error:
        raise StudyError(f"{out.name} is there already.", "Give another name: nothing is overwritten.") from error
    except OSError as error:
        raise StudyError(f"{out.name} cannot be written: {reason(error)}.", "Choose another place.") from error
