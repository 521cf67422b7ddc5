"""Taking a mail in: a new case, an answer to a case, a returned notice, or something that a person looks at first.

One transaction for each mail, and a key that knows it again: whoever brings it may die at any moment and bring it again.
"""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from redress.agencies import queries
from redress.cases import actions, evidence, filing, intake
from redress.cases.models import Case
from redress.kernel.actors import SYSTEM, Actor, Role, system
from redress.kernel.moments import SHANGHAI
from redress.kernel.problems import NotAllowed, NotThere
from redress.notices import ledger
from redress.notices.ledger import Address
from redress.notices.models import Notice
from redress.portals.inbox import letter as reading
from redress.portals.inbox import originals, returns
from redress.portals.inbox.letter import Letter, Unreadable
from redress.portals.inbox.models import Incoming
from redress.privacy import vault
from redress.records.entries import Draft, append

INBOX = system("inbox")
MOST_AN_HOUR = 10  # new cases from one address; what comes above is held
STORY = 19_000  # characters of a story; a longer mail goes in whole as a file besides
HAN = range(0x4E00, 0x9FFF)


def receive(raw: bytes, *, now: datetime, doubt: str = "") -> Incoming:
    """Take one mail in and return its row; the same mail again returns the row it has. Committed when it returns.

    doubt -- code of why it is held whatever it says, such as "mail.too_large", of which only the head is here
    """
    try:
        letter = reading.read(raw, ours=own_addresses())
    except Unreadable:
        letter = None
    key = _key(raw, letter)
    known = Incoming.objects.filter(key=key).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _take(raw, letter, key, doubt, now=now)
    except IntegrityError:  # two hands brought it at the same moment
        known = Incoming.objects.filter(key=key).first()
        if known is None:
            raise
        return known


def own_addresses() -> frozenset[str]:
    return frozenset(
        found.lower()
        for found in reading.ADDRESS.findall(f"{settings.REDRESS_MAIL_FROM} {settings.REDRESS_MAILBOX_ADDRESS}")
    )


def _key(raw: bytes, letter: Letter | None) -> bytes:
    """The Message-ID names a mail; servers change its other headers on the way. Without one, its bytes do."""
    named = letter is not None and letter.message_id
    return hashlib.sha256(f"{letter.message_id}\n{letter.sender}".encode() if letter and named else raw).digest()


def _take(raw: bytes, letter: Letter | None, key: bytes, doubt: str, *, now: datetime) -> Incoming:
    body = queries.body_by_code(settings.REDRESS_INTAKE_AGENCY) or next(iter(queries.directory().by_id.values()))
    row = Incoming(key=key, agency_id=body.id, received_at=now, size=len(raw), files=len(letter.files) if letter else 0)
    if letter is None or doubt:
        return _ended(row, raw, "held", doubt or "mail.unreadable", now=now)
    if letter.returned is not None:
        return _returned(row, raw, letter.returned, now=now)
    if letter.automatic:
        return _ended(row, raw, "ignored", letter.automatic, now=now)
    doubt = _doubt(letter, now=now)
    case = _case_of(letter)
    if case is not None:
        if not doubt and case.pk in _cases_of_sender(letter):
            return add_to(row, raw, letter, case, now=now)
        return _ended(row, raw, "held", doubt or "mail.other_sender", now=now)
    if doubt:
        return _ended(row, raw, "held", doubt, now=now)
    return file_new(row, raw, letter, now=now)


def _doubt(letter: Letter, *, now: datetime) -> str:
    """Return the code of why a person should look first; empty if nobody need."""
    if letter.forged:
        return "mail.forged"
    if letter.spam:
        return "mail.spam"
    if not letter.sender:
        return "mail.no_address"
    if not letter.words and not letter.files:
        return "mail.empty"
    if returns.RETURNED.search(letter.subject):
        return "mail.maybe_returned"
    if letter.cut:
        return "mail.too_many_parts"
    mine = _cases_of_sender(letter)
    recent = Incoming.objects.filter(case_id__in=mine, state="filed", received_at__gt=now - timedelta(hours=1)).count()
    return "mail.flood" if recent >= MOST_AN_HOUR else ""


def _case_of(letter: Letter) -> Case | None:
    """The case a mail is about: by the notice it answers, else by a number in address, subject or text."""
    notice = Notice.objects.filter(message_id__in=letter.answers, case__isnull=False).select_related("case").first()
    if notice is not None:
        return notice.case
    return Case.objects.filter(number__in=letter.numbers).order_by("pk").first()


def _cases_of_sender(letter: Letter) -> set[int]:
    """Cases whose complainant gave this address, with those linked to them."""
    found = set(vault.find("email", letter.sender)) if letter.sender else set()
    return found | set(Case.objects.filter(linked_id__in=found).values_list("pk", flat=True))


def _ended(row: Incoming, raw: bytes, state: str, reason: str, *, now: datetime) -> Incoming:
    row.state, row.reason = state, reason
    row.path = originals.keep(raw, agency_id=row.agency_id)
    row.save(force_insert=row.pk is None)
    record(row, INBOX, now=now)
    return row


def _returned(row: Incoming, raw: bytes, found: returns.Return, *, now: datetime) -> Incoming:
    """Tell the ledger what became of a notice; a return that names none of ours is shown to a person."""
    notice = Notice.objects.filter(message_id=found.notice).first() if found.notice else None
    if notice is None:
        return _ended(row, raw, "held", "mail.return_unknown", now=now)
    if found.code == "mail.delivered":
        ledger.delivered(found.notice, now=now, actor=INBOX)
    elif found.final:
        ledger.failed(found.notice, found.code, now=now, actor=INBOX)
    return _ended(row, raw, "returned", found.code, now=now)


def file_new(row: Incoming, raw: bytes, letter: Letter, *, actor: Actor = INBOX, now: datetime) -> Incoming:
    """Make a new case of a mail, by the same action as every other door, and answer with number and phrase."""
    story = _story(letter)
    given = {
        "kind": "complaint",
        "channel": "email",
        "received_at": row.received_at.astimezone(SHANGHAI).isoformat(),
        "complainant": {"name": letter.name or None, "email": letter.sender or None},
        "problem": {"story": story[:STORY]},
    }
    try:
        new = intake.read(given, now=now)
    except NotAllowed:  # a name or an address that no field takes: the words count, the rest a clerk asks for
        new = intake.read({**given, "complainant": {}}, now=now)
    language = "zh-hans" if any(ord(one) in HAN for one in letter.subject + story) else "en"
    filed = filing.file(new, language=language, actor=actor, now=now)[0]
    case = Case.objects.get(pk=filed.id)
    _settle(row, raw, letter, case, "filed", actor=actor, now=now)
    if letter.sender:
        ledger.queue(
            "mail.received",
            to=Address("email", letter.sender),
            agency=case.agency_id,
            audience="complainant",
            values={"number": filed.number, "code": filed.pickup},
            language=language,
            key=f"entry:{filed.entry_id}:complainant:email",
            now=now,
            case=case,
            entry=filed.entry_id,
        )
    return row


def _story(letter: Letter) -> str:
    subject = letter.subject.strip()
    words = letter.words.strip()
    if subject and not words.startswith(subject):
        return f"{subject}\n\n{words}".strip()
    return words or subject or "–"


def add_to(row: Incoming, raw: bytes, letter: Letter, case: Case, *, actor: Actor = INBOX, now: datetime) -> Incoming:
    """Add a mail to a case as a message of its complainant."""
    own = Actor(key="complainant", role=Role.COMPLAINANT, case_id=case.pk)
    if letter.words:
        actions.write(case.number, {"text": letter.words[:STORY]}, actor=own, now=now)
    return _settle(row, raw, letter, case, "added", actor=actor, now=now)


def _settle(
    row: Incoming, raw: bytes, letter: Letter, case: Case, state: str, *, actor: Actor, now: datetime
) -> Incoming:
    """Put the files into the case's evidence and the original beside them; what cannot be taken is counted and told."""
    own = Actor(key="complainant", role=Role.COMPLAINANT, case_id=case.pk)
    files = list(letter.files)
    if len(_story(letter)) > STORY:
        files.append(reading.File("mail.txt", "text/plain", letter.words.encode()))
    for file in files:
        try:
            with transaction.atomic():
                evidence.add_exhibit(case, name=file.name, stream=file.content, audience="both", actor=own, now=now)
        except (NotAllowed, NotThere):
            row.left_out += 1
    if row.left_out:
        told = gettext(
            "%(left_out)d of %(files)d files of this e-mail could not be taken in; the original mail has them."
        )
        note = told % {"left_out": row.left_out, "files": len(files)}
        actions.write(case.number, {"text": note, "audience": "staff"}, actor=SYSTEM, now=now)
    row.case, row.state, row.agency_id = case, state, case.agency_id
    row.path = originals.keep(raw, agency_id=case.agency_id, case_id=case.pk)
    row.save(force_insert=row.pk is None)
    record(row, actor, now=now)
    return row


def record(row: Incoming, actor: Actor, *, now: datetime) -> None:
    """Append the entry of what became of a mail: filed, added, held, ignored, returned, discarded."""
    data = {"mail": row.pk, "reason": row.reason, "files": row.files, "left_out": row.left_out}
    append([Draft(row.case_id or 0, f"mail.{row.state}", now, actor.key, data)])
