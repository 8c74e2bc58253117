"""Exports whose figures are named but empty: to draw those of a whole study takes ten seconds.

They are drawn in tests/report/test_figures.py, and exported as they are in tests/exchange and tests/cli.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from annotator.report.figures import paper
from annotator.report.figures.files import figure_names


@contextmanager
def undrawn() -> Iterator[None]:
    """Within it, nothing is drawn."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            paper, "drawn", lambda name, figures, _, kinds: ((one, b"") for one in figure_names(name, figures, kinds))
        )
        yield
