"""The tables of the mediation room. No words are in them; those are sealed under the key of the case (words.py)."""

from redress.mediation.models.room import Reading, Room, RoomKey
from redress.mediation.models.talk import Issue, Message
from redress.mediation.models.terms import Agreement, Clause, Consent, Offer, Promise, Reply, Testing

__all__ = [
    "Agreement",
    "Clause",
    "Consent",
    "Issue",
    "Message",
    "Offer",
    "Promise",
    "Reading",
    "Reply",
    "Room",
    "RoomKey",
    "Testing",
]
