"""Looking at what is hidden: for a stated reason, by somebody whose work it is, and never without a trace."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Problem, require_none
from redress.privacy import vault
from redress.privacy.models import Approval, Restriction, Reveal
from redress.records.entries import Draft, append

# Why somebody may need the full value; shown to the person it belongs to.
REASONS = {
    "contact": gettext_lazy("To contact the person"),
    "identity": gettext_lazy("To check who the person is"),
    "mediation": gettext_lazy("To arrange the mediation"),
    "delivery": gettext_lazy("To deliver a letter"),
    "rights_request": gettext_lazy("To answer the person's own request about their data"),
    "court": gettext_lazy("A court or another authority demands it by law"),
    "security": gettext_lazy("To look into a security incident"),
}
# While a case is restricted, its data is only stored and kept safe (PIPL Art. 47(2)); these reasons serve just that.
REASONS_UNDER_RESTRICTION = frozenset({"rights_request", "court", "security"})
ROLES = frozenset({Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR})
LEAST_TEXT = 2  # characters
LONGEST_APPROVAL = timedelta(days=30)
MINORS = ({"law": "minors-network-2023", "article": "36"},)


@transaction.atomic
def reveal(
    case_id: int, field: str, *, reason_code: str, text: str, actor: Actor, now: datetime, minor: bool = False
) -> Any:
    """Return one hidden value in full, and keep who saw it, when and why.

    field -- slot and place in it: "intake/complainant/phone"; a slot alone gives the whole value
    reason_code -- one of REASONS
    text -- the reason in words; sealed with the case
    minor -- the case holds data of somebody under 18: a supervisor must have approved this person's access
    The caller has made sure that the actor may see the case at all.
    Raises NotAllowed, and shows nothing, with every reason at once; Erased after erasure; NothingSealed for an empty place.
    """
    require_none(problems_with(case_id, reason_code=reason_code, text=text, actor=actor, now=now, minor=minor))
    value = vault.open_field(case_id, field)
    row = Reveal.objects.create(
        case_id=case_id,
        field=field,
        reason_code=reason_code,
        actor=actor.key,
        role=actor.role.value,
        agency_id=actor.agency_id,
        at=now,
    )
    vault.put(case_id, f"reveal:{row.pk}", text.strip())
    data = {"field": field, "reason": reason_code, "reveal": row.pk}
    append([Draft(case_id, "personal_data.revealed", now, actor.key, data)])
    return value


def problems_with(
    case_id: int, *, reason_code: str, text: str, actor: Actor, now: datetime, minor: bool = False
) -> list[Problem]:
    """Return every reason why this person may not see a hidden value of the case now; empty if they may."""
    problems = []
    if actor.role not in ROLES:
        problems.append(
            Problem("vault.reveal.wrong_role", gettext("Only those who handle the case may see its hidden values."))
        )
    if reason_code not in REASONS:
        problems.append(
            Problem("vault.reveal.unknown_reason", gettext("Choose a reason from the list."), "/reason_code")
        )
    if len(text.strip()) < LEAST_TEXT:
        problems.append(Problem("vault.reveal.no_text", gettext("Say in a few words what you need it for."), "/text"))
    if minor and not _is_approved(case_id, actor, now):
        problems.append(
            Problem(
                "vault.reveal.needs_approval",
                gettext("This case holds data of a minor. Ask a supervisor to approve your access first."),
                cites=MINORS,
            )
        )
    restricted = Restriction.objects.filter(case_id=case_id, lifted_at=None).exists()
    if restricted and reason_code not in REASONS_UNDER_RESTRICTION:
        problems.append(
            Problem(
                "vault.reveal.restricted",
                gettext("The person's data in this case is restricted: it may only be stored and kept safe."),
                cites=({"law": "pipl-2021", "article": "47(2)"},),
            )
        )
    return problems


@transaction.atomic
def approve(case_id: int, *, for_actor: str, until: datetime, actor: Actor, now: datetime) -> Approval:
    """Let one member of staff see the data of a minor for a while.

    Law: minors-network-2023, Art. 36 -- access is approved by the person in charge and recorded.
    for_actor -- Actor.key of who asks; until -- at most 30 days from now
    Raises NotAllowed, and changes nothing, unless a supervisor approves somebody else's access.
    """
    problems = []
    if actor.role != Role.SUPERVISOR:
        problems.append(Problem("approval.give.wrong_role", gettext("A supervisor approves access."), cites=MINORS))
    if actor.key == for_actor:
        problems.append(Problem("approval.give.own", gettext("Nobody approves their own access."), cites=MINORS))
    if not now < until <= now + LONGEST_APPROVAL:
        problems.append(
            Problem("approval.give.too_long", gettext("Approve for at least a moment and at most 30 days."), "/until")
        )
    require_none(problems)
    data = {"for": for_actor, "until": until.isoformat()}
    append([Draft(case_id, "personal_data.access_approved", now, actor.key, data)])
    return Approval.objects.create(case_id=case_id, actor=for_actor, approved_by=actor.key, at=now, until=until)


def _is_approved(case_id: int, actor: Actor, now: datetime) -> bool:
    return Approval.objects.filter(case_id=case_id, actor=actor.key, at__lte=now, until__gt=now).exists()


def summary(case_id: int) -> list[dict[str, Any]]:
    """Tell the person whose data it is: on which day which role saw what, why, and how often. Names stay inside.

    Newest first; `reason` is a code of REASONS, `label` its words.
    """
    rows = Reveal.objects.filter(case_id=case_id).order_by("-at")
    counts = Counter((day_of(row.at), row.role, row.agency_id, row.field, row.reason_code) for row in rows)
    return [
        {
            "on": day,
            "role": role,
            "agency_id": agency_id,
            "field": field,
            "reason": reason,
            "label": str(REASONS.get(reason, reason)),
            "times": times,
        }
        for (day, role, agency_id, field, reason), times in counts.items()
    ]
