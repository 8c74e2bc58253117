"""The study folder on the disk: sessions, codings and their journals."""

from annotator.study.create import create_study
from annotator.study.looking import LookedAtCoding
from annotator.study.open_coding import OpenCoding
from annotator.study.session import Camera, Session
from annotator.study.settings import AnalysisSettings, CoderSettings
from annotator.study.study import Study, open_study
from annotator.study.unreadable import Unreadable
from annotator.study.writer import SaveState

__all__ = [
    "AnalysisSettings",
    "Camera",
    "CoderSettings",
    "LookedAtCoding",
    "OpenCoding",
    "SaveState",
    "Session",
    "Study",
    "Unreadable",
    "create_study",
    "open_study",
]
