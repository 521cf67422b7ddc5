"""What oversight keeps."""

from redress.oversight.models.concerns import Concern, Look, Recusal
from redress.oversight.models.marks import Mark, Reading, Rollup

__all__ = ["Concern", "Look", "Mark", "Reading", "Recusal", "Rollup"]
