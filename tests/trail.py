"""The audit trail of a study, as it stands in its file."""

import json

from annotator.study.audit import AUDIT_FILE


def read_steps(folder):
    """Return all steps, the oldest first; none while nothing was done that belongs there."""
    file = folder / AUDIT_FILE
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
