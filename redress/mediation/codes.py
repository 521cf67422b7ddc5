"""How a one-time code reaches a side: by the contact on file, or, where no line is set up, told by the mediator."""

from datetime import datetime

from redress.kernel.actors import Actor
from redress.mediation import sides, words
from redress.mediation.models import Consent, Room
from redress.notices import ledger, ways
from redress.notices.ledger import Address
from redress.privacy import vault

AUDIENCE = {sides.COMPLAINANT: "complainant", sides.RESPONDENT: "trader"}
MEDIATOR = "mediator"


def contacts(room: Room, side: str) -> list[Address]:
    """The ways to a side that are on file and set up here, best first."""
    try:
        intake = vault.open(room.case_id, "intake")
    except (vault.Erased, vault.NothingSealed):
        return []
    person = intake.get("complainant", {})
    found = [("sms", person.get("phone")), ("email", person.get("email"))]
    if side == sides.RESPONDENT:
        found = [("sms", intake.get("respondent_phone"))]
    return [Address(channel, value) for channel, value in found if value and not ways.missing(channel)]


def send(room: Room, side: str, code: str, consent: Consent, *, actor: Actor, now: datetime) -> str:
    """Send a code on its way; returns which."""
    for address in contacts(room, side):
        key = f"room:code:{consent.pk}:{int(now.timestamp())}"
        ledger.queue(
            "room.code", to=address, agency=room.case.agency_id, audience=AUDIENCE[side], values={"code": code},
            language=room.case.language, key=key, now=now, case=room.case, urgent=True, actor=actor,
        )  # fmt: skip
        return address.channel
    words.put(room, "code", f"{consent.pk}", {"code": code})
    return MEDIATOR


def to_tell(room: Room, consents: list[Consent]) -> dict[str, str]:
    """Codes that the mediator has to tell, by side; only for the page of the mediator."""
    kept = words.of(room, "code", [str(consent.pk) for consent in consents])
    return {consent.side: str(kept[str(consent.pk)]["code"]) for consent in consents if str(consent.pk) in kept}
