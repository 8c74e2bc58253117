"""How well two coders agree, and where they do not."""

from annotator.reliability.disagreement import Disagreement
from annotator.reliability.disagreements import disagreements
from annotator.reliability.points import PointAgreement
from annotator.reliability.time_agreement import Agreement, ChannelAgreement, CodeAgreement, compare
from annotator.reliability.undefined import Statistic, Undefined
from annotator.reliability.window import common_episodes, declared_window

__all__ = [
    "Agreement",
    "ChannelAgreement",
    "CodeAgreement",
    "Disagreement",
    "PointAgreement",
    "Statistic",
    "Undefined",
    "common_episodes",
    "compare",
    "declared_window",
    "disagreements",
]
