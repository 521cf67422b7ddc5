"""Confirming what a case is about: its nature and its category, by a person who has read it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from redress.cases import suggestions
from redress.cases.actions import get
from redress.cases.models import Case
from redress.kernel import rows
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, Problem, require_none
from redress.records.entries import Draft, append

ROLES = frozenset({Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR})


@transaction.atomic
def classify(number: str, *, nature: str = "", category: str = "", actor: Actor, now: datetime) -> Case:
    """Give a case another nature or category, or confirm the one it has; an empty one is left as it is.

    Raises NotThere, or NotAllowed with every reason; nothing is changed then.
    """
    case = get(number, actor=actor, lock=True)
    if actor.role not in ROLES:
        raise NotAllowed([Problem("case.classify.wrong_role", gettext("Classifying is not a step for your role."))])
    day = day_of(case.received_at)
    given = {name: code for name, code in (("nature", nature), ("category", category)) if code}
    require_none([
        Problem("case.classify.unknown", gettext("There is no class “%(code)s” on the day of receipt.") % {"code": code}, f"/{table}")
        for table, code in given.items()
        if code not in dict(suggestions.classes(table, pack_id=case.rule_set, on=day))
    ])  # fmt: skip
    if given:
        moves = {name: [getattr(case, name), code] for name, code in given.items()}
        rows.change("cases_case", case.pk, {**given, "last_event_at": now})
        data = {"verb": "classify", "moves": moves}
        append([Draft(subject=case.pk, event="case.classified", at=now, actor=actor.key, data=data)])
        for name, code in given.items():
            setattr(case, name, code)
    return case
