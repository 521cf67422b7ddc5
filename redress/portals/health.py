"""Two addresses for machines: is the process up, and is it able to work."""

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from redress.kernel import worker
from redress.kernel.models import Job

OK, DEGRADED, DOWN = "ok", "degraded", "down"


def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up. Touches nothing, so that a slow database does not get a healthy process restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when cases can be taken in. A worker that is away delays letters and indexes but turns nobody away: degraded."""
    checks = {name: _outcome(check) for name, check in CHECKS.items()}
    down = DOWN in checks.values()
    status = DOWN if down else (DEGRADED if DEGRADED in checks.values() else OK)
    return JsonResponse({"status": status, "checks": checks}, status=503 if down else 200)


def _outcome(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, OSError):
        return DOWN


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return OK if cursor.fetchone() == (1,) else DOWN


def _queue() -> str:
    Job.objects.filter(dead_at__isnull=True).order_by("next_at").values_list("pk").first()
    return OK if worker.alive(now=timezone.now()) else DEGRADED


def _keys() -> str:
    """Every key file is there to be read; which keys there must be, each room checks when it opens them."""
    folder = settings.REDRESS_DATA / "keys"
    for path in folder.iterdir():
        if path.suffix == ".lock":
            continue
        with path.open("rb") as file:
            if not file.read(1):
                return DOWN
    return OK


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "queue": _queue, "keys": _keys}
