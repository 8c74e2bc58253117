"""The study folder on the disk: sessions, codings and their journals."""

from annotator.study.coders import CoderSettings
from annotator.study.open_coding import OpenCoding
from annotator.study.session import Camera, Session
from annotator.study.study import AnalysisSettings, Study, create_study, open_study
from annotator.study.writer import SaveState

__all__ = [
    "AnalysisSettings",
    "Camera",
    "CoderSettings",
    "OpenCoding",
    "SaveState",
    "Session",
    "Study",
    "create_study",
    "open_study",
]
