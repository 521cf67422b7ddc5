"""Filling the register from cases that name a credit code: by cursor, a piece at a time, safe twice."""

from datetime import datetime

from redress.cases.models import Case
from redress.kernel.actors import system
from redress.traders import register
from redress.traders.models import Reached

ACTOR = system("traders")
PIECE = 500
LOOK_BACK = 200  # cases whose transaction may have been open when their number was passed


def go_on(*, now: datetime) -> bool:
    """Take the next piece of cases; return whether there may be more."""
    reached, _ = Reached.objects.get_or_create(name="cases", defaults={"upto": 0})
    rows = Case.objects.filter(pk__gt=max(0, reached.upto - LOOK_BACK)).exclude(trader_uscc="").order_by("pk")
    found = list(rows.only("pk", "trader_name", "trader_uscc", "division", "agency_id")[:PIECE])
    register.collect(found, actor=ACTOR, now=now)
    upto = max((case.pk for case in found), default=reached.upto)
    Reached.objects.filter(pk="cases", upto__lt=upto).update(upto=upto)
    return len(found) == PIECE
