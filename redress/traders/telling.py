"""Handing invitations, reminders and codes to the ledger of notices. The clear code is in the sealed words alone."""

from datetime import datetime

from redress.cases.models import Case
from redress.notices import ledger
from redress.notices.ledger import Address
from redress.notices.models import Notice
from redress.privacy import vault
from redress.traders import inviting
from redress.traders.inviting import Invited
from redress.traders.models import Answer, Invitation


def send(invited: Invited, *, now: datetime, template: str = "trader.new_code", urgent: bool = True) -> str:
    """Queue a message with link and code by the invitation's channel; return the channel, empty if none is known."""
    row = invited.invitation
    try:
        known = {one.channel: one.value for one in inviting.contacts(row)}
    except (vault.Erased, vault.NothingSealed):
        return ""
    case = Case.objects.get(pk=row.case_id)
    if row.channel == "letter":  # also handed over at the counter, without an address
        known.setdefault("letter", str(case.facts_value.get("respondent", {}).get("address") or row.trader.name))
    channel = row.channel if row.channel in known else next(iter(known), "")
    if not channel:
        return ""
    values = {
        "code": invited.grouped_code,
        "link": invited.link,
        "day": row.answer_by.isoformat(),
        "trader": row.trader.name,
    }
    ledger.queue(
        template, to=Address(channel, known[channel], row.trader.name), case=case, agency=case.agency_id,
        audience="trader", values=values, language="zh-hans", urgent=urgent, now=now,
        key=key_of(row, channel),
    )  # fmt: skip
    return channel


def key_of(row: Invitation, channel: str) -> str:
    """One message for each code and channel."""
    return f"invitation:{row.pk}:{bytes(row.code_digest).hex()[:12]}:{channel}"


def letter(invitation: Invitation) -> dict[str, str] | None:
    """Return the letter with the present code as it was written: to, name, subject, text; None if there is none."""
    notice = Notice.objects.filter(key=key_of(invitation, "letter")).first()
    return ledger.sealed(notice) if notice is not None else None


def tell_complainant(answer: Answer, *, now: datetime) -> str:
    """Queue word to the complainant that there is news; return the channel, empty if they gave none."""
    case = answer.case
    try:
        person = vault.open(case.pk, "intake").get("complainant", {})
    except (vault.Erased, vault.NothingSealed):
        return ""
    channel, value = next(
        ((kind, str(person[part])) for kind, part in (("sms", "phone"), ("email", "email")) if person.get(part)),
        ("", ""),
    )
    if channel:
        ledger.queue(
            "trader.answered", to=Address(channel, value), case=case, agency=case.agency_id, audience="complainant",
            values={}, language=case.language, key=f"answer:{answer.pk}:complainant", entry=answer.entry_id, now=now,
        )  # fmt: skip
    return channel
