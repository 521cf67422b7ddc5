"""May this case leave? One list of reasons why not, asked before a single byte is put together.

Law: PIPL Art. 23, 36, 38, 39, 41, 55; Provisions on Cross-Border Data Flows (CAC Order 16), Art. 5, 7, 8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from redress.agencies import queries
from redress.cases.models import Case
from redress.exchange.models import Partner
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.privacy import assessments, consents
from redress.privacy.basis import basis_of

ROLES = frozenset({Role.OFFICER, Role.SUPERVISOR})
BASES: Mapping[str, object] = {
    "duty": gettext_lazy("The receiving body is competent by law"),
    "consent": gettext_lazy("The person agreed"),
}
ROUTES: Mapping[str, object] = {
    "assessment": gettext_lazy("Security assessment passed"),
    "contract": gettext_lazy("Standard contract on file"),
    "certification": gettext_lazy("Certified"),
    "approval": gettext_lazy("Approved by the competent authority"),
    "exempt": gettext_lazy("Below the thresholds of this year"),
}
REFERENCE = 80


@dataclass(frozen=True, slots=True)
class Ground:
    """What somebody says a case may leave on.

    basis -- one of BASES
    told -- the person was told recipient, contact, purpose, method and kinds of data
    route -- abroad only: one of ROUTES; reference -- its file number, and that of the impact assessment
    """

    basis: str
    told: bool = False
    route: str = ""
    reference: str = ""
    impact_assessment: str = ""


def problems_with(case: Case, partner: Partner, ground: Ground, *, actor: Actor, now: datetime) -> list[Problem]:
    """Return every reason why this case must not go to this partner; empty if it may."""
    found = []
    if actor.role not in ROLES:
        message = gettext("An officer or supervisor hands a case over.")
        found.append(Problem("case.hand_over.wrong_role", message))
    if not partner.active:
        message = gettext("The exchange with this body has ended.")
        found.append(Problem("case.hand_over.partner_ended", message, "/partner"))
    if ground.basis not in BASES:
        message = gettext("Say on which lawful basis the case leaves.")
        found.append(Problem("case.hand_over.no_basis", message, "/basis", (_pipl("13"),)))
    if not ground.told:
        message = gettext("First tell the person who receives what, for which purpose, and how to reach them.")
        found.append(Problem("case.hand_over.not_told", message, "/told", (_pipl("23"), _pipl("39"))))
    purpose = "abroad" if partner.abroad else "transfer"
    # Abroad the consent is asked for by itself, whatever the basis; here only where the basis is consent.
    if (partner.abroad or ground.basis == "consent") and not consents.stands(case.pk, purpose):
        message = gettext("The person has not agreed to this by itself, or has taken it back.")
        found.append(
            Problem("case.hand_over.no_consent", message, "/basis", (_pipl("39" if partner.abroad else "23"),))
        )
    if partner.abroad:
        found += _abroad(ground)
    return found + _unweighed(case, partner, ground, now=now)


def _unweighed(case: Case, partner: Partner, ground: Ground, *, now: datetime) -> list[Problem]:
    """An impact assessment in force comes first; abroad it is named, so that nobody relies on one unread (Art. 55(3), (4))."""
    occasion = "abroad" if partner.abroad else "provide"
    weighed = assessments.standing(occasion, queries.above(case.agency_id), on=day_of(now))
    named = ground.impact_assessment or ("" if partner.abroad or weighed is None else weighed.number)
    if weighed is not None and named == weighed.number:
        return []
    message = gettext("An impact assessment in force comes first; give its number: Personal data, Impact assessments.")
    return [Problem("case.hand_over.no_impact_assessment", message, "/impact_assessment", (_pipl("55"),))]


def _abroad(ground: Ground) -> list[Problem]:
    found = []
    stays = basis_of(settings.REDRESS_OPERATOR_KIND).stays_in_china
    allowed = {"assessment", "approval"} if stays else ROUTES.keys() - {"approval"}
    if ground.route not in allowed or (ground.route != "exempt" and not ground.reference):
        message = gettext("Data leaves the country only by a lawful route, with its file number.")
        cite = _pipl("36") if stays else _pipl("38")
        found.append(Problem("case.hand_over.no_route", message, "/route", (cite, _pipl("41"))))
    return found


def _pipl(article: str) -> dict[str, str]:
    return {"law": "pipl-2021", "article": article}
