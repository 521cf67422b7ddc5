"""What oversight keeps."""

from redress.oversight.models.marks import Mark, Reading, Rollup

__all__ = ["Mark", "Reading", "Rollup"]
