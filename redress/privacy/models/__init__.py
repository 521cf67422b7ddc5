"""What is stored about personal data, by subject."""

from redress.privacy.models.breaches import Breach, BreachDuty
from redress.privacy.models.consents import Consent
from redress.privacy.models.requests import PersonRequest, Restriction
from redress.privacy.models.retention import Disposal, Erasure, LegalHold
from redress.privacy.models.reveals import Approval, Redaction, Reveal
from redress.privacy.models.vault import BlindIndex, CaseKey, Rewrap, Sealed

__all__ = [
    "Approval",
    "BlindIndex",
    "Breach",
    "BreachDuty",
    "CaseKey",
    "Consent",
    "Disposal",
    "Erasure",
    "LegalHold",
    "PersonRequest",
    "Redaction",
    "Restriction",
    "Reveal",
    "Rewrap",
    "Sealed",
]
