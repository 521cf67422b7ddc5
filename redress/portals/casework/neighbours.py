"""The case before and after one, inside the list it was opened from."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from redress.cases import reading
from redress.cases.models import Case
from redress.cases.models.case import CaseQuerySet
from redress.cases.reading import Filter
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid
from redress.portals.casework.access import DeskRequest
from redress.portals.casework.filters import NAMES, wanted

COLUMNS = {"received": "received_at", "last": "last_event_at"}


def neighbour(request: DeskRequest, case: Case, direction: int) -> str:
    """Address of the case before or after this one inside its list; empty at the end, and in a search for words."""
    given = {name: request.GET[name] for name in NAMES if request.GET.get(name)}
    if not given or given.get("q"):
        return ""
    filters, _ = wanted(request, today=day_of(timezone.now()))
    try:
        found = _beside(filters, case, reading.filtered(filters, actor=request.actor), forward=direction > 0)
    except Invalid:
        return ""
    return reverse("casework:case", args=[found]) + "?" + urlencode(given) if found else ""


def _beside(filters: Filter, case: Case, found: CaseQuerySet, *, forward: bool) -> str | None:
    if filters.order in COLUMNS:
        column = COLUMNS[filters.order]
        return _number(found, column, getattr(case, column), case.pk, up=not forward)
    dated, undated = found.filter(next_due_on__isnull=False), found.filter(next_due_on__isnull=True)
    if case.next_due_on is not None:
        number = _number(dated, "next_due_on", case.next_due_on, case.pk, up=forward)
        return number or (undated.order_by("-pk").values_list("number", flat=True).first() if forward else None)
    if forward:
        return undated.filter(pk__lt=case.pk).order_by("-pk").values_list("number", flat=True).first()
    number = undated.filter(pk__gt=case.pk).order_by("pk").values_list("number", flat=True).first()
    return number or dated.order_by("-next_due_on", "-pk").values_list("number", flat=True).first()


def _number(found: CaseQuerySet, column: str, value: object, pk: int, *, up: bool) -> str | None:
    """The next number by (column, id), upwards or downwards: a seek in the index, whatever the length of the list."""
    word, sign = ("gt", "") if up else ("lt", "-")
    rows = found.filter(**{f"{column}__{word}e": value}).filter(
        Q(**{f"{column}__{word}": value}) | Q(**{f"pk__{word}": pk})
    )
    return rows.order_by(f"{sign}{column}", f"{sign}pk").values_list("number", flat=True).first()
