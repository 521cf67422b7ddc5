"""What is stored about traders: the register and what they are asked; their accounts."""

from redress.traders.models.accounts import MEMBER_ROLES, Account, Assigned, Claim, Joining, Member, Phrase
from redress.traders.models.register import (
    ANSWERS,
    CHANNELS,
    NAME_KINDS,
    Answer,
    Invitation,
    Merger,
    Reached,
    Trader,
    TraderName,
    Watch,
)

__all__ = [
    "ANSWERS", "CHANNELS", "MEMBER_ROLES", "NAME_KINDS", "Account", "Answer", "Assigned", "Claim", "Invitation", "Joining",
    "Member", "Merger", "Phrase", "Reached", "Trader", "TraderName", "Watch",
]  # fmt: skip
