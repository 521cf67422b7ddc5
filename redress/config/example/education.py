"""The library of the example world: what is shipped, and a warning begun from the figures of the day."""

from datetime import datetime, timedelta

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.education import actions, campaigns, drafting, starter
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed

CATEGORIES = ("goods.home_appliance", "goods.food", "goods")


def build(*, now: datetime) -> None:
    writer, reviewer = _first(Role.EDUCATOR), _first(Role.SUPERVISOR)
    starter.load(writer=writer, reviewer=reviewer, now=now)
    for category in CATEGORIES:
        try:
            row = drafting.draft_warning(category, "", actor=writer, now=now)
        except NotAllowed:
            continue  # too few complaints of this kind in the story; a wider one follows
        actions.submit(row.pk, actor=writer, now=now)
        actions.publish(row.pk, actor=reviewer, now=now)
        _campaign(row.pk, writer, now)
        break


def _campaign(edition_id: int, writer: Actor, now: datetime) -> None:
    """One that runs since three weeks ago, opened through its links; its effect says what it can."""
    first = day_of(now) - timedelta(days=21)
    began = now - timedelta(days=21)
    made = campaigns.make("autumn-check", "买前三看（示例宣传）", edition_id, ["poster", "sms", "school"], first, first + timedelta(days=60), actor=writer, now=began)  # fmt: skip
    for place, (channel, times) in enumerate((("poster", 9), ("sms", 14), ("school", 6))):
        for step in range(times):
            campaigns.open_link(made.slug, channel, now=began + timedelta(days=1 + (step + place) % 19))


def _first(role: Role) -> Actor:
    return queries.actor_of(Staff.objects.filter(role=role).order_by("pk")[:1].get())
