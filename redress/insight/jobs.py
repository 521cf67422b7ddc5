"""Work of this room that comes round."""

from datetime import datetime, time, timedelta

from redress.insight import learning, releases, rollups, surges
from redress.insight.models import Release
from redress.kernel.actors import system
from redress.kernel.jobs import Payload, job, schedule
from redress.kernel.moments import day_of


@job("insight.roll_up", together=False)
def roll_up(payload: Payload, *, now: datetime) -> None:
    """Take in what the archive has gained; each batch is a transaction of its own."""
    rollups.catch_up(now=now)


@job("insight.look_for_surges", together=False)
def look_for_surges(payload: Payload, *, now: datetime) -> None:
    """Look at the seven days up to yesterday. Missed nights are not made up for: yesterday's week holds them too."""
    rollups.catch_up(now=now)
    surges.scan(last=day_of(now) - timedelta(days=1), actor=system("surges"), now=now)


@job("insight.prepare_release", together=False)
def prepare_release(payload: Payload, *, now: datetime) -> None:
    release, bodies = payload["release"], payload["bodies"]
    if isinstance(release, int) and isinstance(bodies, list):
        rollups.catch_up(now=now)
        releases.fill(release, bodies, now=now)


@job("insight.apply_withdrawals", together=False)
def apply_withdrawals(payload: Payload, *, now: datetime) -> None:
    """Let withdrawn consents take effect in what is published; each release is a transaction of its own."""
    for release_id in Release.objects.filter(state="published").values_list("pk", flat=True):
        releases.apply_withdrawals(release_id, now=now)


@job("insight.learn", together=False)
def learn(payload: Payload, *, now: datetime) -> None:
    """Learn from what was confirmed; a candidate waits for a person."""
    rollups.catch_up(now=now)
    for taxonomy in learning.TAXONOMIES:
        learning.train(taxonomy, actor=system("classifier"), now=now)


@job("insight.extract", together=False)
def write_extract(payload: Payload, *, now: datetime) -> None:
    from redress.insight import extract  # noqa: PLC0415 -- the engine is loaded by who needs it

    rollups.catch_up(now=now)
    extract.write()


schedule("insight.extract", at=time(2, 40))
schedule("insight.learn", every=timedelta(days=7))
schedule("insight.apply_withdrawals", at=time(3, 10))
schedule("insight.roll_up", every=timedelta(minutes=1))
schedule("insight.look_for_surges", at=time(4, 20))
