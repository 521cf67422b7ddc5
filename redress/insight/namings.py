"""Naming a trader in public figures: it is told first and heard; only then does its name appear."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_lazy

from redress.insight import trends
from redress.insight.models import Naming
from redress.kernel.actors import ANYONE, Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotThere, Problem, require_none
from redress.records.entries import Draft, append

LEAST = 10  # cases in the twelve months; below no trader is named
HEARD = timedelta(days=15)  # house rule, until the published rules on complaint information are known
REASONS = {
    "not_us": gettext_lazy("This is another trader"),
    "counts": gettext_lazy("The counts are wrong"),
    "settled": gettext_lazy("Settled cases are missing"),
    "identity": gettext_lazy("Who is meant is in dispute"),
}


def _digest(trader: str, code: str) -> bytes:
    return hashlib.sha256(f"naming\0{trader}\0{code.strip().upper()}".encode()).digest()


@transaction.atomic
def announce(trader: str, *, actor: Actor, now: datetime) -> tuple[Naming, str]:
    """Prepare to name a trader with its figures of the last twelve full months; return the code for the letter to it.

    trader -- credit code, or the name where no code is known
    """
    today = day_of(now)
    months = trends.months_back(today, 13)
    since, until = months[0], months[-1]
    rows = {cell.value: cell for cell in trends.top(trends.bodies(actor), "trader", since, until, most=100_000)}
    cell = rows.get(trader)
    problems = []
    if actor.role != Role.SUPERVISOR:
        problems.append(Problem("naming.announce.wrong_role", gettext("A supervisor decides that a trader is named.")))
    if cell is None or not trader or cell.n < LEAST:
        problems.append(
            Problem(
                "naming.announce.too_few", gettext("A trader is named from ten cases in twelve months on."), "/trader"
            )
        )
    elif Naming.objects.filter(agency_id=actor.agency_id or 0, trader=trader, since=since, until=until).exists():
        problems.append(
            Problem("naming.announce.done", gettext("This trader has been told of these figures already."), "/trader")
        )
    require_none(problems)
    if cell is None:
        raise NotThere(trader)
    code = secrets.token_hex(5).upper()
    name = trends.behind({"trader": trader}, actor=actor).values_list("trader_name", flat=True).first() or trader
    made = Naming.objects.create(
        agency_id=actor.agency_id or 0, trader=trader, trader_name=name, since=since, until=until, n=cell.n, ended=cell.ended,
        settled=cell.settled, announced_by=actor.key, announced_at=now, shown_from=today + HEARD, code_digest=_digest(trader, code),
    )  # fmt: skip
    append([Draft(0, "naming.announced", now, actor.key, {"naming": made.pk, "shown_from": str(made.shown_from)})])
    return made, code


@transaction.atomic
def contest(trader: str, code: str, reason: str, *, now: datetime) -> Naming:
    """Hear a trader that holds the code of its letter: from now on it is not shown until somebody has looked."""
    found = Naming.objects.filter(trader=trader.strip(), code_digest=_digest(trader.strip(), code)).first()
    problems = []
    if found is None:
        problems.append(Problem("naming.contest.unknown", gettext("Trader and code do not belong together."), "/code"))
    elif found.state != "announced":
        problems.append(Problem("naming.contest.done", gettext("This has been contested already."), "/code"))
    if reason not in REASONS:
        problems.append(Problem("naming.contest.reason", gettext("Choose what is wrong."), "/reason"))
    require_none(problems)
    if found is None:
        raise NotThere(trader)
    found.state, found.reason, found.contested_at = "contested", reason, now
    found.save(update_fields=["state", "reason", "contested_at"])
    append([Draft(0, "naming.contested", now, ANYONE.key, {"naming": found.pk, "reason": reason})])
    return found


@transaction.atomic
def decide(naming_id: int, *, show: bool, actor: Actor, now: datetime) -> Naming:
    """Decide about a contested naming. Whoever announced it does not."""
    found = Naming.objects.filter(pk=naming_id, agency_id__in=actor.agency_ids).first()
    if found is None:
        raise NotThere(naming_id)
    problems = []
    if actor.role != Role.SUPERVISOR or actor.key == found.announced_by:
        problems.append(
            Problem("naming.decide.second_person", gettext("A supervisor other than the one who announced it decides."))
        )
    if found.state != "contested":
        problems.append(Problem("naming.decide.not_contested", gettext("Nobody has contested this.")))
    require_none(problems)
    found.state, found.decided_by, found.decided_at = "upheld" if show else "withheld", actor.key, now
    found.save(update_fields=["state", "decided_by", "decided_at"])
    append([Draft(0, "naming.decided", now, actor.key, {"naming": found.pk, "show": show})])
    return found


def shown(today: date) -> QuerySet[Naming]:
    """Namings everybody may read: those nobody contested in time, and those upheld; the newest figures of each trader."""
    return Naming.objects.filter(Q(state="announced", shown_from__lte=today) | Q(state="upheld")).order_by(
        "-until", "-n"
    )
