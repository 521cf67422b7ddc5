"""Pages that sum over all cases, at the size of the world: what one costs the server must not grow with it."""

import re
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import Count

from redress.config.bench import world
from redress.config.bench.client import Caller, Wrong
from redress.kernel.moments import day_of

if TYPE_CHECKING:
    from redress.config.bench.sections import Bench

AT_MOST_MS = 15  # of the server's processor, for one page, at any size
PAGES = {
    "board": ("supervisor", "/oversight/", "heat-off"),
    "oversight figures": ("supervisor", "/oversight/figures/", 'plain-table|class="tag'),
    "trends": ("analyst", "/insight/", "<svg"),
    "surges": ("analyst", "/insight/surges/", "<main"),
    "public figures": ("", "/figures/", "<main"),
}


def pages(bench: "Bench") -> Iterator[dict[str, Any]]:
    """The supervisor's board, figures and trends, over HTTP, signed in."""
    from redress.cases import tallies  # noqa: PLC0415 -- tables are there only once settings are
    from redress.insight import rollups  # noqa: PLC0415
    from redress.insight.models import Fact  # noqa: PLC0415
    from redress.insight.trends import months_back  # noqa: PLC0415
    from redress.oversight import rolling  # noqa: PLC0415

    later = bench.now + timedelta(minutes=11)
    start = time.perf_counter()
    rolling.read_all(now=later)
    took = time.perf_counter() - start
    rollups.catch_up(now=later)
    tallies.fold()
    world.settle()
    cases = Fact.objects.count()
    recent = Fact.objects.filter(day__gte=months_back(day_of(bench.now), 12)[0])
    commonest = recent.values("nature").annotate(n=Count("pk")).order_by("-n").values_list("n", flat=True)[0]
    yield {"figure": "marks", "cases": cases, "microseconds_per_case": round(1e6 * took / cases, 1)}
    cookies = {role: _signed_in(role, bench) for role in ("supervisor", "analyst")}
    for name, (role, path, holds) in PAGES.items():

        def look(caller: Caller, number: int, role: str = role, path: str = path, holds: str = holds) -> None:
            caller.cookie = cookies.get(role, "")
            status, raw = caller.raw("GET", path)
            right = str(commonest) in raw.decode().replace(",", "") if path == "/insight/" else True
            if status != 200 or not right or not re.search(holds, raw.decode()):
                raise Wrong(f"{path}: {status}, not the page that was asked for")

        found = bench.over_http(f"page {name}", look)
        yield found | {"cases": cases, "within": found.get("server_cpu_ms", 1e9) <= AT_MOST_MS}


def _signed_in(role: str, bench: "Bench") -> str:
    """Make a member of staff and return the cookie of a session of theirs."""
    from redress.agencies.models import Staff  # noqa: PLC0415 -- tables are there only once settings are

    world.member(role, now=bench.now)
    staff = Staff.objects.get(username=f"bench-{role}")
    session = SessionStore()
    session[SESSION_KEY] = str(staff.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def release(bench: "Bench") -> Iterator[dict[str, Any]]:
    """A release of all cases, prepared and measured as its job does it, with the progress that its page shows.

    The cases are made ended, accepted and agreed to in bulk: the steps that lead there are measured elsewhere.
    """
    from redress.insight import releases, rollups  # noqa: PLC0415 -- tables are there only once settings are
    from redress.insight.models import Fact, Release, ReleaseRow  # noqa: PLC0415
    from redress.privacy import consents  # noqa: PLC0415

    rollups.catch_up(now=bench.now + timedelta(minutes=11))
    Fact.objects.update(phase="ended", outcome="SETTLED", accepted=True, category="goods.home")
    for ids in _in_lots(list(Fact.objects.order_by("case_id").values_list("case_id", flat=True))):
        consents.insert(
            [
                row
                for pk in ids
                for row in consents.rows(pk, {"publication": True}, at=bench.now, notice_version="bench", via="bench")
            ]
        )
    first = Fact.objects.earliest("day")
    made = Release.objects.create(
        agency_id=first.agency_id, since=first.day, until=date(2100, 1, 1), made_by="bench", made_at=bench.now
    )
    start = time.perf_counter()
    with _Watched(made.pk) as watched:
        releases.fill(made.pk, [first.agency_id], now=bench.now)
    took = time.perf_counter() - start
    made.refresh_from_db()
    cases, rows = Fact.objects.count(), ReleaseRow.objects.filter(release=made).count()
    if made.state != "measured" or not rows or rows != made.rows or made.numbers["population"] != cases:
        raise AssertionError("The release does not hold what was to be released.")
    yield {
        "figure": "release",
        "cases": cases,
        "rows": rows,
        "per_second": round(cases / took, 1),
        "seconds": round(took, 1),
        "progress_seen": len(watched.seen),
        "k": made.numbers["k"],
        "linked_most": made.numbers["linked_most"],
    }


def _in_lots(ids: list[int], size: int = 1_000) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


class _Watched:
    """Reads, beside the preparation, how far it says it is."""

    def __init__(self, release_id: int) -> None:
        self.release_id, self.seen, self.over = release_id, set[int](), threading.Event()
        self.thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        from redress.insight.models import Release  # noqa: PLC0415 -- tables are there only once settings are

        while not self.over.wait(0.05):
            self.seen.add(Release.objects.values_list("done", flat=True).get(pk=self.release_id))
        connection.close()

    def __enter__(self) -> "_Watched":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()
