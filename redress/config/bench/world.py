"""A world to measure in: one office, its staff, and so many cases, all through the filing that everyone uses."""

import os
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.conf import settings

from redress.agencies import actions, queries
from redress.agencies.models import Agency, AgencyKind, Level, Staff
from redress.cases import filing, intake
from redress.config.bench import stories
from redress.kernel import in_turn
from redress.kernel.actors import Role, system
from redress.kernel.sqlite import spread
from redress.records import log

BATCH = 500
OFFICE = "310115"


def people(*, now: datetime) -> dict[str, str]:
    """Make the office with a clerk and an officer; return their API keys by role."""
    actor = system("bench")
    if not Agency.objects.exists():
        actions.add_agency(
            code=OFFICE,
            name_zh="测量用办公室",
            name_en="Office for measuring",
            kind=AgencyKind.MARKET_SUPERVISION,
            level=Level.COUNTY,
            division=OFFICE,
            phone=settings.REDRESS_PHONE,
            actor=actor,
            now=now,
        )
    keys = {
        role.value: actions.issue_key(member(role.value, now=now), unlimited=True, actor=actor, now=now)
        for role in (Role.CLERK, Role.OFFICER)
    }
    queries.forget()
    return keys


def member(role: str, *, now: datetime) -> Staff:
    """Return the member of staff with that role, made if there is none."""
    found = Staff.objects.filter(role=role).first()
    return found or actions.add_staff(
        username=f"bench-{role}",
        name="",
        role=Role(role),
        agency_code=OFFICE,
        password=secrets.token_urlsafe(18),
        actor=system("bench"),
        now=now,
    )


def fill(size: int, *, now: datetime, tell: Callable[[int], None] = lambda _: None) -> int:
    """File until there are `size` cases, the same ones each time; return how many were added.

    Receipt is spread over the four hundred days before now.
    """
    from redress.cases.models import Case  # noqa: PLC0415 -- tables are there only once settings are

    start = Case.objects.count()
    actor = system("bench")

    def batches() -> Iterator[range]:
        return (range(first, min(first + BATCH, size)) for first in range(start, size, BATCH))

    def planned(numbers: range) -> tuple[int, list[list[filing.Plan]]]:
        new = []
        for number in numbers:
            received = now - timedelta(minutes=(size - number) * 570_000 / size)
            new.append(intake.read(stories.filing(number) | {"received_at": received.isoformat()}, now=now))
        return numbers.stop, filing.plan_many(new, actor=actor, now=now)

    def written(plans: tuple[int, list[list[filing.Plan]]]) -> int:
        filing.write_many(plans[1])
        return plans[0]

    for done in in_turn.run(batches, planned, written, count=in_turn.processes()):
        tell(done)
    while log.sequence(now, limit=5_000) >= 5_000:
        pass
    return max(0, size - start)


def settle() -> None:
    """Let the engine know its tables, as it would on any night."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    spread.learn()


def disk() -> int:
    """Bytes of the database."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    return os.path.getsize(str(settings.DATABASES["default"]["NAME"]))  # noqa: PTH202 -- the setting is text
