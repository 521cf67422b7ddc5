"""What oversight keeps."""

from redress.oversight.models.concerns import Concern, Look, Recusal
from redress.oversight.models.marks import Mark, Reading, Rollup
from redress.oversight.models.quality import CallBack, ClockAudit, Improvement, Sample, SecondReading
from redress.oversight.models.reports import Report

__all__ = [
    "CallBack",
    "ClockAudit",
    "Concern",
    "Improvement",
    "Look",
    "Mark",
    "Reading",
    "Recusal",
    "Report",
    "Rollup",
    "Sample",
    "SecondReading",
]
