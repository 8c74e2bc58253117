"""The audit trail of a study, as it stands in its file."""

import json

from annotator.study.audit import AUDIT_FILE


def read_steps(folder):
    """Return all steps, the oldest first."""
    return [json.loads(line) for line in (folder / AUDIT_FILE).read_text(encoding="utf-8").splitlines()]
