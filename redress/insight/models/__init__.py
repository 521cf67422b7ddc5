"""The tables of this room. None of them holds a personal value."""

from redress.insight.models.classes import Classifier
from redress.insight.models.facts import Cursor, Daily, Fact, Margin
from redress.insight.models.releases import Naming, Release, ReleaseRow
from redress.insight.models.surges import Alert, Scan

__all__ = ["Alert", "Classifier", "Cursor", "Daily", "Fact", "Margin", "Naming", "Release", "ReleaseRow", "Scan"]
