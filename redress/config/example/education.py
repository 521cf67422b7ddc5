"""The library of the example world: what is shipped, and a warning begun from the figures of the day."""

from datetime import datetime

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.education import actions, drafting, starter
from redress.kernel.actors import Actor, Role
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
        break


def _first(role: Role) -> Actor:
    return queries.actor_of(Staff.objects.filter(role=role).order_by("pk")[:1].get())
