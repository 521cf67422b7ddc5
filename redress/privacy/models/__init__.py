"""What is stored about personal data, by subject."""

from redress.privacy.models.assessments import Assessment, Contract, MinorsAudit
from redress.privacy.models.breaches import Breach, BreachDuty
from redress.privacy.models.consents import Consent
from redress.privacy.models.requests import PersonRequest, Restriction
from redress.privacy.models.retention import Disposal, Erasure, LegalHold
from redress.privacy.models.reveals import Approval, Redaction, Reveal
from redress.privacy.models.vault import BlindIndex, CaseKey, Rewrap, Sealed

__all__ = [
    "Approval",
    "Assessment",
    "BlindIndex",
    "Breach",
    "BreachDuty",
    "CaseKey",
    "Consent",
    "Contract",
    "Disposal",
    "Erasure",
    "LegalHold",
    "MinorsAudit",
    "PersonRequest",
    "Redaction",
    "Restriction",
    "Reveal",
    "Rewrap",
    "Sealed",
]
