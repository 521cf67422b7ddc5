"""Whether a trader agreed to mediation, by its own last word on it (S Art. 18: both sides). Silence is not consent."""

from django.db.models import QuerySet

from redress.cases.models import Case
from redress.records import entries
from redress.traders import answering
from redress.traders.models import Invitation, Trader

WORDS = {"mediate_yes": True, "mediate_no": False, "not_us": False}


def to_mediation(case: Case, trader: Trader) -> bool | None:
    """Yes, no, or None while it has said neither. Of several words the last counts: a trader may think again.

    What the office took down when mediation began counts too, where this is the only trader that was asked.
    """
    said = [(row.entry_id, WORDS[row.kind]) for row in answering.of_case(case, trader=trader) if row.kind in WORDS]
    if not _asked(case).exclude(trader=trader).exists():
        begun = entries.of(case.pk, ["mediation.begun", "mediation.entrusted"])
        said += [(entry.id, True) for entry in begun if entry.data.get("respondent_consents") is True]
    return max(said)[1] if said else None


def by_any(case: Case) -> bool | None:
    """The last word of whichever trader was asked: yes if one agreed, no if one refused, None while none said either."""
    found = {to_mediation(case, row.trader) for row in _asked(case).select_related("trader")}
    return True if True in found else False if False in found else None


def _asked(case: Case) -> QuerySet[Invitation]:
    return Invitation.objects.filter(case=case, revoked_at=None)
