"""Reading the assessments of a case."""

from collections.abc import Sequence

from redress.cases.models import Case
from redress.remedies.models import Assessment


def of_case(case: Case) -> Sequence[Assessment]:
    """Return the assessments of a case, newest first. The caller has made sure that the person may see the case."""
    return tuple(Assessment.objects.filter(case=case).order_by("-pk"))


def latest(case: Case) -> Assessment | None:
    return Assessment.objects.filter(case=case).order_by("-pk").first()
