"""What people make of a surge: watched, dismissed with a reason, or handed on for a warning."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from redress.education import drafting
from redress.education.models import Edition
from redress.insight.models import Alert
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import NotThere, Problem, require_none
from redress.records.entries import Draft, append

DECIDERS = frozenset({Role.ANALYST, Role.SUPERVISOR})
DECISIONS = {
    "watched": gettext_lazy("Watch"),
    "suggested": gettext_lazy("Suggest a warning"),
    "dismissed": gettext_lazy("Dismiss"),
}
REASONS = {
    "campaign": gettext_lazy("One campaign or one sender"),
    "import": gettext_lazy("A late or doubled import"),
    "known": gettext_lazy("Known and being dealt with"),
    "season": gettext_lazy("Usual at this time of year"),
    "chance": gettext_lazy("Looks like chance"),
}


def get(alert_id: int, *, actor: Actor) -> Alert:
    """Return an alert of one's own bodies. Raises NotThere."""
    found = Alert.objects.visible_to(actor).filter(pk=alert_id).first()
    if found is None:
        raise NotThere(alert_id)
    return found


@transaction.atomic
def decide(alert_id: int, decision: str, *, reason: str = "", actor: Actor, now: datetime) -> Alert:
    """Record what is made of an alert. A later decision replaces it; the archive keeps both.

    Raises NotThere, or NotAllowed with every reason.
    """
    alert = get(alert_id, actor=actor)
    problems = []
    if actor.role not in DECIDERS:
        problems.append(Problem("surge.decide.wrong_role", gettext("Analysts and supervisors decide about surges.")))
    if decision not in DECISIONS:
        problems.append(Problem("surge.decide.unknown", gettext("Choose what is to be done."), "/decision"))
    if decision == "dismissed" and reason not in REASONS:
        problems.append(Problem("surge.decide.no_reason", gettext("Say why it is dismissed."), "/reason"))
    require_none(problems)
    alert.state, alert.reason = decision, reason if decision == "dismissed" else ""
    alert.decided_by, alert.decided_at = actor.key, now
    alert.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    data = {"alert": alert.pk, "decision": decision, "reason": alert.reason}
    append([Draft(0, "surge.decided", now, actor.key, data)])
    return alert


@transaction.atomic
def draft_warning(alert_id: int, *, actor: Actor, now: datetime) -> Edition:
    """Hand a surge on as the draft of a warning; who teaches writes on, and a second person publishes.

    Raises NotThere, or NotAllowed with every reason; nothing is changed then.
    """
    alert = decide(alert_id, "suggested", actor=actor, now=now)
    surge = drafting.Surge(
        alert.pk, alert.category, alert.nature, alert.division, alert.on, alert.observed,
        f"{alert.expected:.1f}", f"{alert.lower:.0f}–{alert.upper:.0f}",
    )  # fmt: skip
    return drafting.from_surge(surge, actor=actor, now=now)
